#pragma once

#include "findings/finding.h"
#include "report/pen.h"

#include <string>

namespace lockstep::report {

/// The source line of a place with its span underlined, behind a gutter of `gutter` digits:
///
///       12 │ const states = ["open", "closed"];
///          │       ^^^^^^
///
/// A line too long for the terminal is cut to a window around the span. Empty when the place has no line.
std::string source_frame(const findings::Place& place, unsigned indent, unsigned gutter, Ink ink, const Pen& pen);

/// The source line alone, trimmed and cut, for lists.
std::string source_excerpt(const findings::Place& place, unsigned indent, const Pen& pen);

}  // namespace lockstep::report
