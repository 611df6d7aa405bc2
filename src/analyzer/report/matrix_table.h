#pragma once

#include "findings/finding.h"
#include "report/pen.h"

#include <string>

namespace lockstep::report {

/// Who spells which values, as a table: ✔ where a place has the value, · where it has not.
///
///                                open  paid  refunded
///     enum Status  status.ts:3    ✔     ✔       ✔
///     JSX options  Filter.tsx:9   ✔     ✔       ·
///
/// Of many values only those are shown on which the places differ; a table wider than the terminal goes on below.
std::string matrix_table(const findings::Matrix& matrix, unsigned indent, const Pen& pen);

}  // namespace lockstep::report
