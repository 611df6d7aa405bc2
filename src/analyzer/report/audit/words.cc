#include "report/audit/words.h"

#include "base/utf8.h"
#include "report/printable.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lockstep::report {
namespace {

// Of a longer line only the neighbourhood of what is marked is shown.
constexpr std::size_t kBefore = 60;
constexpr std::size_t kMarked = 120;
constexpr std::size_t kAfter = 80;

bool is_blank(std::string_view text) { return text == " "; }

std::string joined(const std::vector<std::string>& glyphs, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text += glyphs[i];
  return text;
}

}  // namespace

std::string number(std::size_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string numbered(std::size_t count, std::string_view one, std::string_view many) {
  return number(count) + " " + std::string(count == 1 ? one : many);
}

std::string listed(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

namespace {

/// Whether a text begins with a name of somebody's code, which is no word to be changed: `this.store.delete`.
bool begins_with_name(std::string_view text) {
  const std::string_view first = text.substr(0, text.find(' '));
  return first.substr(0, first.size() - 1).find_first_of("._/(ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos;
}

}  // namespace

std::string sentence(std::string text) {
  if (text.empty()) return text;
  const bool is_word = text.front() >= 'a' && text.front() <= 'z' && !begins_with_name(text);
  if (is_word) text.front() = static_cast<char>(text.front() - 'a' + 'A');
  if (!text.ends_with('.') && !text.ends_with('!') && !text.ends_with('?')) text += '.';
  return text;
}

JsonValue prose(std::string_view text) {
  JsonValue parts = JsonValue::array();
  bool is_code = false;
  while (true) {
    const std::size_t tick = text.find('`');
    // A lone backtick is none of ours.
    const bool ends =
        tick == std::string_view::npos || (!is_code && text.find('`', tick + 1) == std::string_view::npos);
    const std::string_view part = text.substr(0, ends ? text.size() : tick);
    // Both members are always there, since a template would look for a missing one further out.
    if (!part.empty()) {
      parts.push_back(
          {{"code", is_code ? JsonValue(part) : JsonValue()}, {"text", is_code ? JsonValue() : JsonValue(part)}});
    }
    if (ends) return parts;
    text.remove_prefix(tick + 1);
    is_code = !is_code;
  }
}

JsonValue place_view(const findings::Place& place) {
  const bool is_whole = place.span == Span{} && place.line.empty();
  const std::string line = is_whole ? "" : std::to_string(place.start.line);
  return {{"path", place.path}, {"line", line}, {"at", is_whole ? place.path : place.path + ":" + line}};
}

JsonValue code_view(const findings::Place& place) {
  if (place.line.empty()) return nullptr;
  std::vector<std::string> glyphs;
  std::size_t mark_begin = std::string::npos;
  std::size_t mark_end = std::string::npos;
  std::string_view rest = place.line;
  std::uint32_t column = place.line_column;
  unsigned shown = 0;
  while (!rest.empty()) {
    if (column >= place.start.column && mark_begin == std::string::npos) mark_begin = glyphs.size();
    if (column >= place.end.column && mark_end == std::string::npos) mark_end = glyphs.size();
    Glyph glyph = next_glyph(rest, shown);
    column += glyph.units;
    shown += glyph.width;
    glyphs.push_back(std::move(glyph.text));
  }
  mark_begin = std::min(mark_begin, glyphs.size());
  mark_end = std::clamp(mark_end, mark_begin, glyphs.size());

  std::size_t begin = 0;
  while (begin < mark_begin &&
         std::all_of(glyphs[begin].begin(), glyphs[begin].end(), [](char c) { return c == ' '; })) {
    ++begin;
  }
  const bool is_cut_before = mark_begin - begin > kBefore + kAfter;
  if (is_cut_before) begin = mark_begin - kBefore;
  const std::size_t shown_mark = std::min(mark_end, mark_begin + kMarked);
  std::size_t end = std::min(glyphs.size(), shown_mark + (shown_mark < mark_end ? 0 : kAfter + kBefore));
  const bool is_cut_after = end < glyphs.size();
  while (end > shown_mark && is_blank(glyphs[end - 1])) --end;
  return {{"number", std::to_string(place.start.line)},
          {"before", (is_cut_before ? "…" : "") + joined(glyphs, begin, mark_begin)},
          {"mark", joined(glyphs, mark_begin, shown_mark)},
          {"after", joined(glyphs, shown_mark, end) + (is_cut_after ? "…" : "")}};
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string_view rest = text;
  for (std::size_t count = 0; !rest.empty(); ++count) {
    if (count + 1 >= most && decode_utf8(rest).length < rest.size())
      return std::string(text.substr(0, text.size() - rest.size())) + "…";
    rest.remove_prefix(decode_utf8(rest).length);
  }
  return std::string(text);
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace lockstep::report
