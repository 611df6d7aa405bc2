#include "base/utf8.h"

namespace lockstep {

CodePoint decode_utf8(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {.value = lead, .length = 1, .valid = true};

  // The second byte's bounds rule out overlong forms, surrogates and what lies behind U+10FFFF.
  std::uint32_t rest = 0;
  char32_t value = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    rest = 1;
    value = lead & 0x1FU;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    rest = 2;
    value = lead & 0x0FU;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    rest = 3;
    value = lead & 0x07U;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {};
  }
  for (std::uint32_t i = 1; i <= rest; ++i) {
    const auto byte = i < text.size() ? static_cast<unsigned char>(text[i]) : std::uint8_t{0};
    if (byte < low || byte > high) return {.value = 0xFFFD, .length = i, .valid = false};
    value = (value << 6U) | (byte & 0x3FU);
    low = 0x80;
    high = 0xBF;
  }
  return {.value = value, .length = rest + 1, .valid = true};
}

void append_utf8(char32_t value, std::string& out) {
  const auto byte = [&out](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (value < 0x80) {
    byte(value);
  } else if (value < 0x800) {
    byte(0xC0 | (value >> 6));
    byte(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    byte(0xE0 | (value >> 12));
    byte(0x80 | ((value >> 6) & 0x3F));
    byte(0x80 | (value & 0x3F));
  } else {
    byte(0xF0 | (value >> 18));
    byte(0x80 | ((value >> 12) & 0x3F));
    byte(0x80 | ((value >> 6) & 0x3F));
    byte(0x80 | (value & 0x3F));
  }
}

}  // namespace lockstep
