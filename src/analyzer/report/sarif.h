#pragma once

#include "findings/outcome.h"

#include <cstddef>
#include <iosfwd>

namespace lockstep::report {

/// What GitHub accepts in one run before it rejects the file.
constexpr std::size_t kMostSarifResults = 25'000;
/// What GitHub keeps of them: the most severe.
constexpr std::size_t kShownSarifResults = 5'000;

/// SARIF 2.1.0 as GitHub's code scanning takes it (docs/sarif.md says which choices we made). Written result by result,
/// so that a report of any size needs the memory of one. Accepted findings stay out unless `with_accepted`: GitHub
/// takes no notice of `suppressions` and would show them as open.
void write_sarif(const findings::Outcome& outcome, bool with_accepted, std::ostream& out);

}  // namespace lockstep::report
