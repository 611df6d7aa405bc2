#pragma once

#include "findings/locate.h"
#include "findings/outcome.h"
#include "report/report.h"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace lockstep::app {

/// Adds to the reasons of drifted lists which commit brought a value to one of them only. Only for text that somebody
/// asked for (`explain ID`, `--why`): history differs from clone to clone, so it never reaches SARIF or JSON. Silent
/// where there is no history, or only a part of it; says on `errors` when git refuses to tell. At most so many findings
/// are asked about, errors first.
void add_history(std::vector<findings::Finding>& findings, const std::string& root, const findings::ReadFile& read,
                 const report::TextStyle& error_style, std::ostream& errors, std::size_t most = SIZE_MAX);

}  // namespace lockstep::app
