#pragma once

#include <string>
#include <string_view>

namespace lockstep {

/// A letter of ASCII as a small one. Every other byte stays as it is: UTF-8 stays whole, and no locale has a say.
constexpr char small(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

/// A text in small letters of ASCII.
inline std::string in_small(std::string_view text) {
  std::string out(text);
  for (char& byte : out) byte = small(byte);
  return out;
}

}  // namespace lockstep
