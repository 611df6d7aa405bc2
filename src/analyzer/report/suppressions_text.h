#pragma once

#include "findings/outcome.h"
#include "report/report.h"

#include <iosfwd>

namespace lockstep::report {

void write_suppressions_text(const findings::Outcome& outcome, const TextStyle& style, std::ostream& out);

}  // namespace lockstep::report
