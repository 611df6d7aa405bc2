#pragma once

#include "base/span.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lockstep {

/// Where the lines of a text begin, and what lies at a byte of it. A line ends with LF, CRLF or a lone CR, as in LSP.
/// Invalid UTF-8 counts as one code unit a byte, so any bytes have columns. `text` must outlive this.
class Lines {
 public:
  explicit Lines(std::string_view text);

  /// The position of a byte offset; an offset behind the end is taken for the end.
  Position position(std::uint32_t offset) const;

  /// A line's bytes without its line break; `line` counts from 1. Empty when there is no such line.
  std::string_view line(std::uint32_t line) const;

  /// The number of the line that an offset lies on, and the offset at which a line that exists begins.
  std::uint32_t line_at(std::uint32_t offset) const;
  std::uint32_t begin(std::uint32_t line) const { return starts_[line - 1]; }

  std::uint32_t count() const { return static_cast<std::uint32_t>(starts_.size()); }

 private:
  /// A column far into a long line, so that nobody counts from the beginning again and again.
  struct Milestone {
    std::uint32_t offset = 0;
    std::uint32_t units = 0;  // UTF-16, from the beginning of the line (or behind a byte order mark)
  };
  std::uint32_t first_column_at(std::uint32_t start) const;
  void add_milestones(std::uint32_t begin, std::uint32_t end);

  std::string_view text_;
  std::vector<std::uint32_t> starts_;
  std::vector<Milestone> milestones_;  // of long lines only, in order
};

/// How many UTF-16 code units a stretch of UTF-8 makes.
std::uint32_t utf16_length(std::string_view utf8);

}  // namespace lockstep
