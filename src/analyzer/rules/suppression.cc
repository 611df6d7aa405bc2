// suppression: a comment that is to hide a finding, and does not, or need not.
//
// A suppression is a hole in the net that somebody cut on purpose. It may stay as long as one can read why, and as long
// as something is behind it: a hole that nobody needs any more lets the next finding through unseen. So each comment
// names its rule, gives its reason and is told of when it hides nothing.
//
// Nothing here can break in production, and a comment that does not work leaves its finding in the report, with the
// severity that is due to it. Therefore all kinds are warnings: they fail a build as a lint does, and `--fail-on error`
// does not wait for them.
//
// What is wrong with a comment is known only when all other rules have spoken, so its findings are made in `adoption`,
// where comments meet the outcome; this file is their name, their kinds and their place in configuration.

#include "rules/rule.h"

namespace lockstep::rules {
namespace {

constexpr std::string_view kHidesNothing = "It looks as if something were accepted here, and nothing is.";

constexpr KindInfo kKinds[] = {
    {.id = "unused",
     .severity = Severity::Warning,
     .meaning = "nothing is left that it could hide",
     .one = "suppression has nothing left to hide",
     .many = "suppressions have nothing left to hide",
     .impact = "It would hide the next mistake at this place, which nobody has looked at.",
     .effort = findings::Effort::Line},
    {.id = "expired",
     .severity = Severity::Warning,
     .meaning = "its last day (`until`) is over; it hides nothing",
     .one = "suppression has expired",
     .many = "suppressions have expired",
     .impact = "What was to be repaired by then is still there.",
     .effort = findings::Effort::Function},
    {.id = "missing-reason",
     .severity = Severity::Warning,
     .meaning = "it does not say why; it hides nothing",
     .one = "suppression gives no reason",
     .many = "suppressions give no reason",
     .impact = kHidesNothing,
     .effort = findings::Effort::Line},
    {.id = "unknown-rule",
     .severity = Severity::Warning,
     .meaning = "it names no rule that there is; it hides nothing",
     .one = "suppression names no rule",
     .many = "suppressions name no rule",
     .impact = kHidesNothing,
     .effort = findings::Effort::Line},
    {.id = "malformed",
     .severity = Severity::Warning,
     .meaning = "it is not written as a suppression must be; it hides nothing",
     .one = "suppression cannot be read",
     .many = "suppressions cannot be read",
     .impact = kHidesNothing,
     .effort = findings::Effort::Line},
};

constexpr RuleInfo kInfo{
    .id = "suppression",
    .name = "FaultySuppression",
    .title = "A comment that is to hide a finding does not work or is not needed",
    .advice = "Mend the comment or take it out",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .precision = "very-high",
    .area = "Suppressions",
};

std::vector<Finding> check(const Program&, const Shared&, const Settings&) { return {}; }

}  // namespace

extern constinit const Rule suppression{.info = kInfo, .check = check};

}  // namespace lockstep::rules
