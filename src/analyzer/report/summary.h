#pragma once

#include "findings/outcome.h"
#include "report/pen.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::report {

/// "1 file", "2 files".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// "2 errors, 1 warning and 3 notes"; empty when there are none.
std::string severities_in_words(const findings::Outcome& outcome, const Pen& pen);

/// The closing line of a report, without its line break.
std::string summary(const findings::Outcome& outcome, const Pen& pen);

/// "packages/web and scripts": what alone was asked about, each path between `quote`s; empty where all was.
std::string paths_told_of(const findings::Outcome& outcome, std::string_view quote = {});

/// The findings that a format with room for few shows first: by severity, and within one in the order of the report.
std::vector<const findings::Finding*> worst_first(const std::vector<findings::Finding>& findings);

}  // namespace lockstep::report
