#pragma once

#include "findings/outcome.h"

#include <iosfwd>

namespace lockstep::report {

/// A line a finding, in the form that editors and problem matchers know from compilers:
///
///     src/filter.ts:3:7: error duplicate-list/drifted: `refunded` is missing here [29951b3ed782]
///
/// Nothing else: no summary, so a clean program prints nothing.
void write_compact(const findings::Outcome& outcome, std::ostream& out);

}  // namespace lockstep::report
