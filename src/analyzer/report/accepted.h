#pragma once

#include "findings/outcome.h"
#include "report/report.h"

#include <iosfwd>
#include <string>

namespace lockstep::report {

/// "3 suppressed, 500 in the baseline"; empty when nothing was accepted.
std::string count_accepted(const findings::Outcome& outcome);

/// Why a finding is accepted, as a sentence of the text format without its full stop; not printable yet.
std::string acceptance(const findings::Accepted& accepted);

}  // namespace lockstep::report
