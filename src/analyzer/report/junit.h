#pragma once

#include "findings/outcome.h"

#include <iosfwd>

namespace lockstep::report {

/// JUnit's XML, which nearly every CI system shows. A rule is a test suite and a finding a test of it that failed; a
/// note is one that was skipped, since it should not turn a build red; a rule without findings is one test that passed.
/// Only what Ant, Jenkins and Maven agree on is used: no attribute names a file, so each text begins with its place.
void write_junit(const findings::Outcome& outcome, std::ostream& out);

}  // namespace lockstep::report
