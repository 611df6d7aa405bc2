#pragma once

#include "findings/finding.h"
#include "report/pen.h"

#include <string>

namespace lockstep::report {

/// Who spells which values, as a table: a row a value and a column a place, which stays narrow however long paths are.
///
///     1  enum Status  src/status.ts:3:13
///     2  JSX options  web/Filter.tsx:9:15
///
///               1  2
///     refunded  ✔  ·
///     and 5 values that all of them have
///
/// Empty when all places agree.
std::string matrix_table(const findings::Matrix& matrix, unsigned indent, const Pen& pen);

}  // namespace lockstep::report
