#pragma once

#include "findings/finding.h"
#include "report/pen.h"

#include <cstddef>
#include <string>
#include <vector>

namespace lockstep::report {

constexpr std::size_t kMostMatrixPlaces = 20;

/// The values worth a row: those on which places differ, and the others too while they are few. Empty when all agree.
std::vector<std::size_t> values_to_show(const findings::Matrix& matrix);

/// Whether that place spells that value.
bool spells(const findings::Matrix& matrix, std::size_t place, std::size_t value);

/// "and 5 values that all of them have", or empty when `shown` are all.
std::string values_left(const findings::Matrix& matrix, std::size_t shown);

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
