#pragma once

#include "findings/outcome.h"

#include <string>
#include <string_view>

namespace lockstep::findings {

/// The identity of a finding: 12 hex digits from its rule, its kind and what it is about. Line numbers, paths and
/// messages do not go in, so it survives moved lines, reformatting and better wording. Baselines, suppressions by id
/// and links in reviews hang on it: how it is computed may change only with a major version.
std::string identity_of(std::string_view rule, std::string_view kind, std::string_view subject);

/// Gives every finding its identity. Findings must have been ordered: where several have the same rule, kind and
/// subject, the first keeps the plain identity and the others get theirs from their number among the equal ones.
void assign_identities(Outcome& outcome);

}  // namespace lockstep::findings
