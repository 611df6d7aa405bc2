#pragma once

#include "findings/outcome.h"

#include <iosfwd>

namespace lockstep::report {

/// GitLab's code quality report, which is Code Climate's list of issues. GitLab tells issues apart by their
/// fingerprint, for which our identity is made.
void write_gitlab(const findings::Outcome& outcome, std::ostream& out);

}  // namespace lockstep::report
