#include "rules/rule.h"

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "drifted", .severity = Severity::Error, .meaning = "a copy that lacks values of the other, or has some of its own"},
    {.id = "redeclared", .severity = Severity::Error, .meaning = "one exported name declared twice, with different values"},
    {.id = "copied", .severity = Severity::Warning, .meaning = "the same values written out again"},
    {.id = "bypassed", .severity = Severity::Warning, .meaning = "a literal spelled out where a constant holds it"},
    {.id = "overlapping", .severity = Severity::Note, .meaning = "two lists that share most values, with little to tie them"},
};

constexpr Setting kSettings[] = {
    {.name = "min-values", .fallback = 3, .meaning = "Leave lists with fewer distinct values alone."},
};

constexpr std::string_view kTags[] = {"maintainability", "duplication"};

constexpr RuleInfo kInfo{
    .id = "duplicate-list",
    .name = "DuplicateList",
    .title = "One list of values is written out in more than one place",
    .advice = "Export the list from one module and import it in the others.",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = kSettings,
    .tags = kTags,
};

std::vector<Finding> check(const Program&, const Shared&, const Settings&) { return {}; }

}  // namespace

extern constinit const Rule duplicate_list{kInfo, check};

}  // namespace lockstep::rules
