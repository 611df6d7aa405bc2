#pragma once

#include "findings/coverage.h"
#include "report/report.h"

#include <iosfwd>

namespace lockstep::report {

void write_coverage_text(const findings::Coverage& coverage, const TextStyle& style, std::ostream& out);

}  // namespace lockstep::report
