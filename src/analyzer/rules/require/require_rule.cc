// require: a decision that a team wrote down, and wants kept true.
//
// Its findings come from packs, and its kinds are the ids of their requirements. They are judged when all other rules
// have spoken (check.cc), since a requirement may be that another rule has nothing to say; here stands only what is
// known of the rule before any pack is read.

#include "rules/rule.h"

namespace lockstep::rules {
namespace {

constexpr RuleInfo kInfo{
    .id = "require",
    .name = "UnmetRequirement",
    .title = "A requirement of a rule pack does not hold",
    .advice = "Do what the requirement says, or change the pack.",
    .severity = Severity::Error,
    .kinds = {},
    .settings = {},
    .page = {},
    .area = "Requirements",
};

std::vector<Finding> check(const Program&, const Shared&, const Settings&) { return {}; }

}  // namespace

extern constinit const Rule require_rule{.info = kInfo, .check = check, .silent_in = {}};

}  // namespace lockstep::rules
