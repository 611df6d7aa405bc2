#include "app/line_changes.h"

#include "base/hash.h"

#include <algorithm>
#include <cstdlib>

namespace lockstep::app {
namespace {

// Texts that differ in more lines than these are taken to have nothing in common between their first and their last
// change: to find out more takes the square of it in time and memory.
constexpr int kMostEdits = 1500;

std::vector<std::uint64_t> lines_of(std::string_view text) {
  std::vector<std::uint64_t> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string_view line = text.substr(0, end);
    // A last line without its end, and line ends of another system, change nothing that is said.
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(hash_of(line));
    text.remove_prefix(end);
  }
  return lines;
}

}  // namespace

LineChanges::LineChanges(std::string_view before, std::string_view after)
    : before_(lines_of(before)), after_(lines_of(after)), is_new_(after_.size()), is_cut_before_(after_.size() + 1) {
  std::size_t head = 0;
  while (head < before_.size() && head < after_.size() && before_[head] == after_[head]) ++head;
  std::size_t before_end = before_.size();
  std::size_t after_end = after_.size();
  while (before_end > head && after_end > head && before_[before_end - 1] == after_[after_end - 1]) {
    --before_end;
    --after_end;
  }
  compare(head, before_end, head, after_end);
}

/// The shortest way from one stretch of lines to the other (Myers, "An O(ND) difference algorithm", 1986).
void LineChanges::compare(std::size_t before_begin, std::size_t before_end, std::size_t after_begin,
                          std::size_t after_end) {
  const int width = static_cast<int>(before_end - before_begin);
  const int height = static_cast<int>(after_end - after_begin);
  // By diagonal, how far one comes with so many edits; one row for each number of edits, to find the way back.
  std::vector<std::vector<int>> reached;
  std::vector<int> far(2 * kMostEdits + 3, 0);
  const auto at = [](int diagonal) { return static_cast<std::size_t>(diagonal + kMostEdits + 1); };
  const auto came_down = [&](const std::vector<int>& row, int diagonal, int edits) {
    return diagonal == -edits || (diagonal != edits && row[at(diagonal - 1)] < row[at(diagonal + 1)]);
  };
  int edits = 0;
  bool is_there = width == 0 && height == 0;
  for (; !is_there && edits <= kMostEdits; ++edits) {
    reached.push_back({far.begin() + (kMostEdits + 1 - edits - 1), far.begin() + (kMostEdits + 1 + edits + 2)});
    for (int diagonal = -edits; diagonal <= edits && !is_there; diagonal += 2) {
      int x = came_down(far, diagonal, edits) ? far[at(diagonal + 1)] : far[at(diagonal - 1)] + 1;
      while (x < width && x - diagonal < height && x - diagonal >= 0 &&
             before_[before_begin + x] == after_[after_begin + (x - diagonal)]) {
        ++x;
      }
      far[at(diagonal)] = x;
      is_there = x >= width && x - diagonal >= height;
    }
    if (is_there) break;
  }
  if (!is_there) {
    std::fill(is_new_.begin() + static_cast<std::ptrdiff_t>(after_begin),
              is_new_.begin() + static_cast<std::ptrdiff_t>(after_end), 1);
    is_cut_before_[after_begin] = is_cut_before_[after_end] = 1;
    return;
  }
  int x = width;
  int y = height;
  for (; !reached.empty() && edits > 0; --edits) {
    const std::vector<int>& row = reached[static_cast<std::size_t>(edits)];
    const auto of = [&](int diagonal) { return row[static_cast<std::size_t>(diagonal + edits + 1)]; };
    const int diagonal = x - y;
    const bool down = diagonal == -edits || (diagonal != edits && of(diagonal - 1) < of(diagonal + 1));
    const int from = down ? diagonal + 1 : diagonal - 1;
    x = of(from);
    y = x - from;
    const std::size_t line = after_begin + static_cast<std::size_t>(y);
    (down ? is_new_[line] : is_cut_before_[line]) = 1;
  }
}

bool LineChanges::touch(std::uint32_t first, std::uint32_t last) const {
  for (std::size_t line = first; line <= last && line <= is_new_.size(); ++line) {
    if (is_new_[line - 1] != 0) return true;
    if (line > first && is_cut_before_[line - 1] != 0) return true;
  }
  return false;
}

double LineChanges::similarity() const {
  if (before_.empty() && after_.empty()) return 1;
  const auto kept = static_cast<double>(std::count(is_new_.begin(), is_new_.end(), 0));
  return 2 * kept / static_cast<double>(before_.size() + after_.size());
}

}  // namespace lockstep::app
