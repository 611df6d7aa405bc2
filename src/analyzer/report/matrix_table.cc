#include "report/matrix_table.h"

#include "report/printable.h"

#include <algorithm>
#include <vector>

namespace lockstep::report {
namespace {

constexpr std::size_t kManyColumns = 8;
constexpr unsigned kWidthWithoutTerminal = 120;
constexpr unsigned kGap = 2;

struct Column {
  std::size_t index;
  std::string title;  // printable
  unsigned width;
};

bool has(const findings::Matrix& matrix, std::size_t row, std::size_t column) {
  const std::size_t cell = row * matrix.columns.size() + column;
  return cell < matrix.cells.size() && matrix.cells[cell];
}

bool is_everywhere(const findings::Matrix& matrix, std::size_t column) {
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    if (!has(matrix, row, column)) return false;
  }
  return true;
}

std::vector<Column> columns_to_show(const findings::Matrix& matrix) {
  const bool are_many = matrix.columns.size() > kManyColumns;
  std::vector<Column> shown;
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    if (are_many && is_everywhere(matrix, i)) continue;
    std::string title = printable(matrix.columns[i]);
    const unsigned width = std::max(1U, display_width(title));
    shown.push_back({.index = i, .title = std::move(title), .width = width});
  }
  return shown;
}

std::string spaces(unsigned count) { return std::string(count, ' '); }

}  // namespace

std::string matrix_table(const findings::Matrix& matrix, unsigned indent, const Pen& pen) {
  const std::vector<Column> columns = columns_to_show(matrix);
  unsigned label_width = 0;
  unsigned place_width = 0;
  std::vector<std::string> labels;
  std::vector<unsigned> place_widths;
  for (const auto& row : matrix.rows) {
    labels.push_back(printable(row.label));
    label_width = std::max(label_width, display_width(labels.back()));
    place_widths.push_back(display_width(printable(row.place.path)) + 1 +
                           static_cast<unsigned>(std::to_string(row.place.start.line).size()) + 1 +
                           static_cast<unsigned>(std::to_string(row.place.start.column).size()));
    place_width = std::max(place_width, place_widths.back());
  }
  const unsigned head = indent + label_width + kGap + place_width;
  const unsigned width = std::max(pen.style().width != 0 ? pen.style().width : kWidthWithoutTerminal, head + 20);

  std::string table;
  for (std::size_t begin = 0; begin < columns.size();) {
    std::size_t end = begin;
    unsigned used = head;
    while (end < columns.size() && (end == begin || used + kGap + columns[end].width <= width)) {
      used += kGap + columns[end++].width;
    }
    table += spaces(head);
    for (std::size_t i = begin; i < end; ++i) table += spaces(kGap) + columns[i].title;
    table += '\n';
    for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
      table += spaces(indent) + labels[row] + spaces(label_width - display_width(labels[row]) + kGap);
      table += pen.paint(Ink::Dim, pen.position(matrix.rows[row].place)) + spaces(place_width - place_widths[row]);
      unsigned pending = 0;
      for (std::size_t i = begin; i < end; ++i) {
        const unsigned before = (columns[i].width - 1) / 2;
        const bool is_present = has(matrix, row, columns[i].index);
        table +=
            spaces(pending + kGap + before) + (is_present ? pen.paint(Ink::Good, "✔") : pen.paint(Ink::Error, "·"));
        pending = columns[i].width - 1 - before;
      }
      table += '\n';
    }
    begin = end;
    if (begin < columns.size()) table += '\n';
  }
  const std::size_t agreed = matrix.columns.size() - columns.size();
  if (agreed > 0) {
    table += spaces(indent) +
             pen.paint(Ink::Dim, "and " + std::to_string(agreed) + (agreed == 1 ? " value" : " values") +
                                     " that all of them have") +
             '\n';
  }
  return table;
}

}  // namespace lockstep::report
