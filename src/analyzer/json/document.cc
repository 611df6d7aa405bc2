#include "json/document.h"

#include "base/lines.h"

#include <algorithm>
#include <utility>

namespace lockstep::json {
namespace {

// How much of a line is shown before and from the place. The rest of a minified line helps nobody.
constexpr std::size_t kBefore = 60;
constexpr std::size_t kAfter = 80;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Bytes that a terminal would take for a command become spaces; C1 controls (U+0080 to U+009F) are commands too.
std::string printable(std::string_view bytes) {
  std::string text(bytes);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) text[i] = ' ';
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      text[i] = text[i + 1] = ' ';
    }
  }
  return text;
}

/// Columns on a screen, near enough: one for each character.
std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (const char byte : text) columns += continues_character(byte) ? 0 : 1;
  return columns;
}

}  // namespace

std::string frame(std::string_view text, Span where) {
  const std::size_t place = std::min<std::size_t>(where.begin, text.size());
  const std::string number = std::to_string(Lines(text).position(where.begin).line);

  const std::size_t line_break = place == 0 ? std::string_view::npos : text.find_last_of("\r\n", place - 1);
  std::size_t line_begin = line_break == std::string_view::npos ? 0 : line_break + 1;
  if (line_begin == 0 && text.starts_with(kByteOrderMark)) line_begin = std::min(kByteOrderMark.size(), place);
  const std::size_t line_end = std::min(text.find_first_of("\r\n", place), text.size());

  std::size_t begin = place - std::min(place - line_begin, kBefore);
  while (begin < place && continues_character(text[begin])) ++begin;
  std::size_t end = std::min(line_end, place + kAfter);
  while (end < line_end && continues_character(text[end])) ++end;

  const std::string before = (begin > line_begin ? "…" : "") + printable(text.substr(begin, place - begin));
  const std::string after = printable(text.substr(place, end - place)) + (end < line_end ? "…" : "");
  const std::size_t marked = std::min<std::size_t>(where.end > place ? where.end - place : 1, end - place);
  const std::size_t carets = std::max<std::size_t>(1, width(text.substr(place, marked)));
  return number + " | " + before + after + "\n" + std::string(number.size(), ' ') + " | " +
         std::string(width(before), ' ') + std::string(carets, '^');
}

Error Document::error(Span where, std::string what, std::string hint) const {
  const Position position = Lines(text).position(where.begin);
  return {.what = std::move(what),
          .where = path + ":" + std::to_string(position.line) + ":" + std::to_string(position.column),
          .frame = frame(text, where),
          .hint = std::move(hint)};
}

}  // namespace lockstep::json
