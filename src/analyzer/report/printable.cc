#include "report/printable.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace lockstep::report {
namespace {

constexpr unsigned kTabWidth = 4;

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool is_within(const Range (&ranges)[N], char32_t point) {
  const auto after = std::upper_bound(std::begin(ranges), std::end(ranges), point,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  return after != std::begin(ranges) && point <= std::prev(after)->last;
}

/// Characters that act instead of being seen: they move the cursor, turn the direction of writing, or hide.
constexpr Range kUnseen[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},       {0x61C, 0x61C},     {0x115F, 0x1160},  {0x17B4, 0x17B5},
    {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},  {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

/// Marks that are drawn onto the character before them.
constexpr Range kCombining[] = {
    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},    {0x610, 0x61A},   {0x64B, 0x65F},   {0x6D6, 0x6DC},
    {0x900, 0x902},   {0x93C, 0x93C},   {0x941, 0x948},    {0x94D, 0x94D},   {0xE31, 0xE31},   {0xE34, 0xE3A},
    {0xE47, 0xE4E},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},  {0x20D0, 0x20FF}, {0x302A, 0x302D}, {0x3099, 0x309A},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}};

/// East Asian wide characters and emoji, which terminals draw over two columns.
constexpr Range kWide[] = {
    {0x1100, 0x115E},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26A1, 0x26A1},   {0x26BD, 0x26BE},   {0x2705, 0x2705},
    {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2757, 0x2757},
    {0x2795, 0x2797},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
    {0x3041, 0x3163},   {0x3165, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3E0, 0x1F3FA}, {0x1F400, 0x1F4FC}, {0x1F4FF, 0x1F53D},
    {0x1F54B, 0x1F567}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD}};

std::string escape_of(char32_t point) {
  if (point == '\n') return "\\n";
  if (point == '\r') return "\\r";
  if (point == '\t') return "\\t";
  std::array<char, 8> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::uint32_t>(point), 16).ptr;
  const std::string hex(digits.data(), end);
  if (point > 0xFF) return "\\u{" + hex + "}";
  return hex.size() == 1 ? "\\x0" + hex : "\\x" + hex;
}

unsigned width_of(char32_t point) {
  if (point < 0x300) return 1;
  if (is_within(kCombining, point)) return 0;
  return is_within(kWide, point) ? 2 : 1;
}

}  // namespace

Glyph next_glyph(std::string_view& text, unsigned column) {
  const CodePoint point = decode_utf8(text);
  text.remove_prefix(point.length);
  Glyph glyph;
  glyph.units = !point.valid ? point.length : point.value >= 0x10000 ? 2 : 1;
  if (point.value == '\t') {
    glyph.width = kTabWidth - column % kTabWidth;
    glyph.text.assign(glyph.width, ' ');
  } else if (is_within(kUnseen, point.value)) {
    glyph.text = escape_of(point.value);
    glyph.width = static_cast<unsigned>(glyph.text.size());
  } else {
    append_utf8(point.value, glyph.text);
    glyph.width = width_of(point.value);
  }
  return glyph;
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    text.remove_prefix(point.length);
    if (is_within(kUnseen, point.value)) {
      shown += escape_of(point.value);
    } else {
      append_utf8(point.value, shown);
    }
  }
  return shown;
}

unsigned display_width(std::string_view printable_text) {
  unsigned width = 0;
  while (!printable_text.empty()) {
    const CodePoint point = decode_utf8(printable_text);
    printable_text.remove_prefix(point.length);
    width += width_of(point.value);
  }
  return width;
}

}  // namespace lockstep::report
