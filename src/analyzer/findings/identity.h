#pragma once

#include "findings/outcome.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep::findings {

/// The identity of a finding: 12 hex digits from its rule, its kind and what it is about. Line numbers, paths and
/// messages do not go in, so it survives moved lines, reformatting and better wording. Baselines, suppressions by id
/// and links in reviews hang on it: how it is computed may change only with a major version.
/// Findings about one and the same thing are told apart by a `number`: the first keeps the plain identity.
std::string identity_of(std::string_view rule, std::string_view kind, std::string_view subject, std::size_t number = 1);

/// Gives every finding its identity, and then every further place for which one speaks. Findings must have been
/// ordered, since those about the same thing are numbered.
void assign_identities(Outcome& outcome);

}  // namespace lockstep::findings
