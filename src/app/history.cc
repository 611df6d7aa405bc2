#include "app/history.h"

#include "app/output.h"
#include "base/lines.h"
#include "git/history.h"

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>
#include <utility>

namespace lockstep::app {
namespace {

using findings::Finding;
using findings::Matrix;

// Each costs a walk through the history of a file.
constexpr std::size_t kMostValues = 4;
constexpr std::uint32_t kMostLines = 400;  // of a list, behind its head

bool has(const Matrix& matrix, std::size_t row, std::size_t column) {
  return matrix.cells[row * matrix.columns.size() + column];
}

class Remembering {
 public:
  Remembering(const git::History& history, const findings::ReadFile& read) : history_(history), read_(read) {}

  void add(Finding& finding) {
    if (!finding.matrix) return;
    const Matrix& matrix = *finding.matrix;
    std::size_t told = 0;
    for (std::size_t column = 0; column < matrix.columns.size() && told < kMostValues; ++column) {
      std::optional<std::size_t> with;
      std::optional<std::size_t> without;
      for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
        auto& found = has(matrix, row, column) ? with : without;
        if (!found) found = row;
      }
      if (!with || !without) continue;
      const Matrix::Row& there = matrix.rows[*with];
      const auto commit = introduced(there.place, matrix.columns[column]);
      if (!commit) continue;
      ++told;
      // Two of one name are told apart by their files.
      const Matrix::Row& here = matrix.rows[*without];
      const bool are_alike = there.label == here.label;
      const auto named = [&](const Matrix::Row& row) {
        return are_alike ? row.label + " of " + row.place.path : row.label;
      };
      finding.reasons.push_back({.text = "`" + matrix.columns[column] + "` came into " + named(there) +
                                         " with commit " + commit->id + " of " + commit->date + " (" + commit->subject +
                                         "), and not into " + named(here),
                                 .place = there.place,
                                 .is_history = true});
    }
  }

 private:
  const std::string& text_of(const std::string& path) {
    const auto [entry, is_new] = texts_.try_emplace(path);
    if (is_new) entry->second = read_(path).value_or(std::string());
    return entry->second;
  }

  /// The matrix knows where a list begins; the value stands somewhere behind.
  std::optional<git::Commit> introduced(const findings::Place& list, const std::string& value) {
    const std::string& text = text_of(list.path);
    const Lines lines(text);
    const std::uint32_t last = std::min(lines.count(), list.start.line + kMostLines);
    for (std::uint32_t line = list.start.line; line <= last; ++line) {
      if (git::spells(lines.line(line), value)) return history_.introduced(list.path, lines.line(line), line, value);
    }
    return std::nullopt;
  }

  const git::History& history_;
  const findings::ReadFile& read_;
  std::map<std::string, std::string> texts_;
};

}  // namespace

void add_history(std::vector<Finding>& findings, const std::string& root, const findings::ReadFile& read,
                 const report::TextStyle& error_style, std::ostream& errors, std::size_t most) {
  std::vector<Finding*> drifted;
  for (Finding& finding : findings) {
    const bool has_drift = finding.matrix && std::find(finding.matrix->cells.begin(), finding.matrix->cells.end(),
                                                       false) != finding.matrix->cells.end();
    if (has_drift) drifted.push_back(&finding);
  }
  if (drifted.empty()) return;
  const auto history = git::History::of(root);
  if (!history) return print_error(history.error(), error_style, errors);
  if (!*history) return;
  std::stable_sort(drifted.begin(), drifted.end(),
                   [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  Remembering remembering(**history, read);
  for (std::size_t i = 0; i < std::min(most, drifted.size()); ++i) remembering.add(*drifted[i]);
}

}  // namespace lockstep::app
