#include "report/matrix_table.h"

#include "report/printable.h"

#include <algorithm>
#include <vector>

namespace lockstep::report {
namespace {

// Values on which all places agree are shown only when there are few of them.
constexpr std::size_t kFewAgreed = 4;
constexpr unsigned kGap = 2;

std::string spaces(unsigned count) { return std::string(count, ' '); }

/// 1 … 9, then a … z: one character a place, so that the table stays narrow.
std::string mark_of(std::size_t place) {
  return std::string(1, static_cast<char>(place < 9 ? '1' + place : 'a' + (place - 9)));
}

bool is_everywhere(const findings::Matrix& matrix, std::size_t value) {
  for (std::size_t place = 0; place < matrix.rows.size(); ++place) {
    if (!spells(matrix, place, value)) return false;
  }
  return true;
}

}  // namespace

bool spells(const findings::Matrix& matrix, std::size_t place, std::size_t value) {
  const std::size_t cell = place * matrix.columns.size() + value;
  return cell < matrix.cells.size() && matrix.cells[cell];
}

std::vector<std::size_t> values_to_show(const findings::Matrix& matrix) {
  std::vector<std::size_t> differing;
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    if (!is_everywhere(matrix, i)) differing.push_back(i);
  }
  if (matrix.columns.size() - differing.size() > kFewAgreed) return differing;
  std::vector<std::size_t> all(matrix.columns.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

std::string values_left(const findings::Matrix& matrix, std::size_t shown) {
  const std::size_t agreed = matrix.columns.size() - shown;
  if (agreed == 0) return {};
  return "and " + std::to_string(agreed) + (agreed == 1 ? " value" : " values") + " that all of them have";
}

std::string matrix_table(const findings::Matrix& matrix, unsigned indent, const Pen& pen) {
  const std::vector<std::size_t> values = values_to_show(matrix);
  if (values.empty()) return {};  // exact copies: the message says it all
  const std::size_t places = std::min(matrix.rows.size(), kMostMatrixPlaces);

  std::string table;
  for (std::size_t place = 0; place < places; ++place) {
    const auto& row = matrix.rows[place];
    table += spaces(indent) + pen.paint(Ink::Bold, mark_of(place)) + spaces(kGap) + printable(row.label) +
             spaces(kGap) + pen.paint(Ink::Dim, pen.position(row.place)) + '\n';
  }

  unsigned width = 0;
  std::vector<std::string> names;
  for (const std::size_t value : values) {
    names.push_back(printable(matrix.columns[value]));
    width = std::max(width, display_width(names.back()));
  }
  const std::string rest = values_left(matrix, values.size());

  table += '\n' + spaces(indent + width);
  for (std::size_t place = 0; place < places; ++place) table += spaces(kGap) + pen.paint(Ink::Bold, mark_of(place));
  table += '\n';
  for (std::size_t i = 0; i < values.size(); ++i) {
    table += spaces(indent) + names[i] + spaces(width - display_width(names[i]));
    for (std::size_t place = 0; place < places; ++place) {
      table +=
          spaces(kGap) + (spells(matrix, place, values[i]) ? pen.paint(Ink::Good, "✔") : pen.paint(Ink::Error, "·"));
    }
    table += '\n';
  }
  if (!rest.empty()) table += spaces(indent) + pen.paint(Ink::Dim, rest) + '\n';
  return table;
}

}  // namespace lockstep::report
