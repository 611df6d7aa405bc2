#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep {

/// One character of a text, or the replacement character for bytes that are none.
struct CodePoint {
  char32_t value = 0xFFFD;
  std::uint32_t length = 1;  ///< in bytes; at least 1
  bool valid = false;
};

/// The first character of `text`, which must not be empty. Bytes that are no UTF-8 are replaced as browsers and Node
/// do it: one U+FFFD for the longest stretch that began like a character.
CodePoint decode_utf8(std::string_view text);

void append_utf8(char32_t value, std::string& out);

}  // namespace lockstep
