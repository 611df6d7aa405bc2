#pragma once

#include "report/report.h"

namespace lockstep::report {

void write_text(const findings::Outcome& outcome, const TextStyle& style, std::ostream& out);

}  // namespace lockstep::report
