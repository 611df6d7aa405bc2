#include "base/lines.h"

#include <algorithm>

namespace lockstep {

Lines::Lines(std::string_view text) : text_(text) {
  starts_.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
      starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
}

std::uint32_t Lines::line_at(std::uint32_t offset) const {
  return static_cast<std::uint32_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin());
}

Position Lines::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t index = line_at(offset) - 1;
  // A byte order mark belongs to the encoding and has no column.
  std::uint32_t start = starts_[index];
  if (start == 0 && text_.starts_with("\xEF\xBB\xBF")) start = std::min(3U, offset);
  return {.line = index + 1, .column = utf16_length(text_.substr(start, offset - start)) + 1};
}

std::string_view Lines::line(std::uint32_t line) const {
  if (line == 0 || line > starts_.size()) return {};
  const std::uint32_t begin = starts_[line - 1];
  const std::size_t end = line < starts_.size() ? starts_[line] : text_.size();
  std::string_view bytes = text_.substr(begin, end - begin);
  while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.remove_suffix(1);
  if (begin == 0 && bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return bytes;
}

std::uint32_t utf16_length(std::string_view utf8) {
  std::uint32_t units = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    std::size_t length = lead < 0x80           ? 1
                         : (lead >> 5) == 0x6  ? 2
                         : (lead >> 4) == 0xE  ? 3
                         : (lead >> 3) == 0x1E ? 4
                                               : 1;
    for (std::size_t k = 1; k < length; ++k) {
      if (i + k >= utf8.size() || (static_cast<unsigned char>(utf8[i + k]) >> 6) != 0x2) length = 1;
    }
    units += length == 4 ? 2 : 1;
    i += length;
  }
  return units;
}

}  // namespace lockstep
