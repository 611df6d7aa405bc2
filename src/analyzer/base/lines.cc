#include "base/lines.h"

#include <algorithm>
#include <iterator>

namespace lockstep {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::uint32_t kStride = 4096;  // between milestones; shorter lines have none

/// How many bytes the sequence at `at` has, by which UTF-8 spells a character; 1 where it spells none.
std::size_t sequence_length(std::string_view utf8, std::size_t at) {
  const auto lead = static_cast<unsigned char>(utf8[at]);
  const std::size_t length = lead < 0x80           ? 1
                             : (lead >> 5) == 0x6  ? 2
                             : (lead >> 4) == 0xE  ? 3
                             : (lead >> 3) == 0x1E ? 4
                                                   : 1;
  for (std::size_t k = 1; k < length; ++k) {
    if (at + k >= utf8.size() || (static_cast<unsigned char>(utf8[at + k]) >> 6) != 0x2) return 1;
  }
  return length;
}

}  // namespace

Lines::Lines(std::string_view text) : text_(text) {
  starts_.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
      starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    const auto end = i + 1 < starts_.size() ? starts_[i + 1] : static_cast<std::uint32_t>(text.size());
    if (end - starts_[i] > kStride) add_milestones(first_column_at(starts_[i]), end);
  }
}

std::uint32_t Lines::first_column_at(std::uint32_t start) const {
  // A byte order mark belongs to the encoding and has no column.
  return start == 0 && text_.starts_with(kMark) ? static_cast<std::uint32_t>(kMark.size()) : start;
}

void Lines::add_milestones(std::uint32_t begin, std::uint32_t end) {
  std::uint32_t units = 0;
  std::uint32_t last = begin;
  for (std::size_t i = begin; i < end;) {
    if (i - last >= kStride) {
      last = static_cast<std::uint32_t>(i);
      milestones_.push_back({.offset = last, .units = units});
    }
    const std::size_t length = sequence_length(text_, i);
    units += length == 4 ? 2 : 1;
    i += length;
  }
}

std::uint32_t Lines::line_at(std::uint32_t offset) const {
  return static_cast<std::uint32_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin());
}

Position Lines::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t index = line_at(offset) - 1;
  std::uint32_t start = std::min(first_column_at(starts_[index]), offset);
  std::uint32_t units = 0;
  const auto behind = std::upper_bound(milestones_.begin(), milestones_.end(), offset,
                                       [](std::uint32_t at, const Milestone& mark) { return at < mark.offset; });
  if (behind != milestones_.begin() && std::prev(behind)->offset > start) {
    start = std::prev(behind)->offset;
    units = std::prev(behind)->units;
  }
  return {.line = index + 1, .column = units + utf16_length(text_.substr(start, offset - start)) + 1};
}

std::string_view Lines::line(std::uint32_t line) const {
  if (line == 0 || line > starts_.size()) return {};
  const std::uint32_t begin = starts_[line - 1];
  const std::size_t end = line < starts_.size() ? starts_[line] : text_.size();
  std::string_view bytes = text_.substr(begin, end - begin);
  while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.remove_suffix(1);
  if (begin == 0 && bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  return bytes;
}

std::uint32_t utf16_length(std::string_view utf8) {
  std::uint32_t units = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::size_t length = sequence_length(utf8, i);
    units += length == 4 ? 2 : 1;
    i += length;
  }
  return units;
}

}  // namespace lockstep
