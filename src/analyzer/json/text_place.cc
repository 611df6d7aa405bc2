#include "json/text_place.h"

#include <algorithm>
#include <vector>

namespace lockstep::json {
namespace {

/// How many bytes of UTF-8 a `\uXXXX` comes to; halves of a pair come to two each, which make four.
std::size_t size_of_escape(std::string_view digits) {
  unsigned code = 0;
  for (const char digit : digits) {
    const unsigned value =
        digit <= '9' ? static_cast<unsigned>(digit - '0') : static_cast<unsigned>((digit | 0x20) - 'a' + 10);
    code = code * 16 + value;
  }
  if (code < 0x80) return 1;
  if (code < 0x800 || (code >= 0xD800 && code < 0xE000)) return 2;
  return 3;
}

}  // namespace

Span place_in_string(const Document& document, const Value& string, std::size_t at, std::size_t size) {
  const Span whole = string.where();
  const auto value = string.string();
  if (!value || whole.end > document.text.size() || whole.end < whole.begin + 2) return whole;
  const std::string_view raw = std::string_view(document.text).substr(whole.begin + 1, whole.end - whole.begin - 2);
  std::vector<std::uint32_t> starts;  // by byte of the value: where it is written
  for (std::size_t i = 0; i < raw.size();) {
    std::size_t length = 1;
    std::size_t makes = 1;
    if (raw[i] == '\\' && i + 1 < raw.size()) {
      length = 2;
      if (raw[i + 1] == 'u' && i + 6 <= raw.size()) {
        length = 6;
        makes = size_of_escape(raw.substr(i + 2, 4));
      }
    }
    for (std::size_t k = 0; k < makes; ++k) starts.push_back(whole.begin + 1 + static_cast<std::uint32_t>(i));
    i += length;
  }
  if (starts.size() != value->size()) return whole;
  starts.push_back(whole.end - 1);
  const std::size_t from = std::min(at, starts.size() - 1);
  const std::size_t to = std::min(from + std::max<std::size_t>(size, 1), starts.size() - 1);
  return {starts[from], std::max(starts[to], starts[from] + 1)};
}

}  // namespace lockstep::json
