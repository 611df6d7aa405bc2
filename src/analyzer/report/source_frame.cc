#include "report/source_frame.h"

#include "report/printable.h"

#include <algorithm>
#include <vector>

namespace lockstep::report {
namespace {

constexpr unsigned kWidthWithoutTerminal = 120;
constexpr unsigned kNarrowest = 20;

/// A source line ready to print, and the part of it to underline, in terminal columns.
struct Drawn {
  std::string text;
  unsigned mark_begin = 0;
  unsigned mark_width = 1;
};

struct PlacedGlyph {
  Glyph glyph;
  unsigned column;  // of the terminal
};

Drawn draw(const findings::Place& place, unsigned room) {
  std::vector<PlacedGlyph> glyphs;
  std::string_view rest = place.line;
  unsigned column = 0;
  std::uint32_t unit = place.line_column;
  unsigned mark_begin = 0;
  unsigned mark_end = 0;
  bool is_marked = false;
  while (!rest.empty()) {
    glyphs.push_back({.glyph = next_glyph(rest, column), .column = column});
    const Glyph& glyph = glyphs.back().glyph;
    if (unit + glyph.units > place.start.column && !is_marked) {
      mark_begin = column;
      is_marked = true;
    }
    column += glyph.width;
    unit += glyph.units;
    if (is_marked && unit <= place.end.column) mark_end = column;
  }
  if (!is_marked) mark_begin = column;
  mark_end = std::max(mark_end, mark_begin + 1);

  // The window: from the beginning if the mark is then visible, else from a little before the mark.
  unsigned from = 0;
  const bool was_cut_before = place.line_column > 1;
  if (mark_end + 2 > room) from = mark_begin > room / 4 ? mark_begin - room / 4 : 0;
  const unsigned to = from + room - 2;
  Drawn drawn;
  unsigned shift = 0;
  if (from > 0 || was_cut_before) {
    drawn.text = "…";
    shift = 1;
  }
  unsigned skipped = from;
  bool began = false;
  bool is_cut = false;
  for (const auto& [glyph, at] : glyphs) {
    if (at < from) continue;
    if (!began) {
      skipped = at;
      began = true;
    }
    if (at + glyph.width > to) {
      is_cut = true;
      break;
    }
    drawn.text += glyph.text;
  }
  if (is_cut) drawn.text += "…";
  while (drawn.text.ends_with(' ')) drawn.text.pop_back();
  drawn.mark_begin = mark_begin - std::min(mark_begin, skipped) + shift;
  drawn.mark_width = std::min(mark_end, std::max(to, mark_begin + 1)) - mark_begin;
  return drawn;
}

unsigned room_for(const Pen& pen, unsigned used) {
  const unsigned width = pen.style().width != 0 ? pen.style().width : kWidthWithoutTerminal + used;
  return width > used + kNarrowest ? width - used : kNarrowest;
}

}  // namespace

std::string source_frame(const findings::Place& place, unsigned indent, unsigned gutter, Ink ink, const Pen& pen) {
  if (place.line.empty()) return {};
  const Drawn drawn = draw(place, room_for(pen, indent + gutter + 3));
  const std::string number = std::to_string(place.start.line);
  const std::string margin(indent, ' ');
  const std::string padding(gutter > number.size() ? gutter - number.size() : 0, ' ');
  std::string frame =
      margin + pen.paint(Ink::Dim, padding + number + " │") + (drawn.text.empty() ? "" : " ") + drawn.text;
  frame += '\n' + margin + pen.paint(Ink::Dim, std::string(std::max<std::size_t>(gutter, number.size()), ' ') + " │") +
           " " + std::string(drawn.mark_begin, ' ') + pen.paint(ink, std::string(drawn.mark_width, '^')) + '\n';
  return frame;
}

std::string source_excerpt(const findings::Place& place, unsigned indent, const Pen& pen) {
  findings::Place trimmed = place;
  const std::size_t text_begin = trimmed.line.find_first_not_of(" \t");
  if (text_begin == std::string::npos) return {};
  trimmed.line.erase(0, text_begin);
  if (trimmed.line_column == 1) {
    const auto cut = static_cast<std::uint32_t>(text_begin);
    trimmed.start.column -= std::min(trimmed.start.column - 1, cut);
    trimmed.end.column -= std::min(trimmed.end.column - 1, cut);
  }
  return draw(trimmed, room_for(pen, indent)).text;
}

}  // namespace lockstep::report
