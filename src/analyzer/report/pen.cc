#include "report/pen.h"

#include "report/printable.h"

#include <algorithm>

namespace lockstep::report {

Ink ink_of(findings::Severity severity) {
  switch (severity) {
    case findings::Severity::Error:
      return Ink::Error;
    case findings::Severity::Warning:
      return Ink::Warning;
    case findings::Severity::Note:
    case findings::Severity::Off:
      return Ink::Note;
  }
  return Ink::Note;
}

std::string Pen::paint(Ink ink, std::string_view printable_text) const {
  if (!style_.colour || ink == Ink::Plain || printable_text.empty()) return std::string(printable_text);
  std::string_view code;
  switch (ink) {
    case Ink::Plain:
      break;
    case Ink::Bold:
      code = "1";
      break;
    case Ink::Dim:
      code = "2";
      break;
    case Ink::Error:
      code = "1;31";
      break;
    case Ink::Warning:
      code = "1;33";
      break;
    case Ink::Note:
      code = "1;36";
      break;
    case Ink::Good:
      code = "1;32";
      break;
  }
  return "\x1b[" + std::string(code) + "m" + std::string(printable_text) + "\x1b[0m";
}

std::string Pen::link(std::string_view path, std::string_view printable_text) const {
  if (!style_.links || style_.root.empty()) return std::string(printable_text);
  const std::string target = "file://" + percent_encode(style_.root) + "/" + percent_encode(path);
  return "\x1b]8;;" + target + "\x1b\\" + std::string(printable_text) + "\x1b]8;;\x1b\\";
}

std::string Pen::path(std::string_view path) const { return link(path, paint(Ink::Bold, printable(path))); }

std::string Pen::position(const findings::Place& place) const {
  return link(place.path, printable(place.path) + ":" + std::to_string(place.start.line) + ":" +
                              std::to_string(place.start.column));
}

std::string Pen::wrap(std::string_view printable_text, unsigned indent) const {
  constexpr unsigned kNarrowest = 40;
  std::string wrapped;
  unsigned column = indent;
  while (!printable_text.empty()) {
    std::size_t word_end = printable_text.find(' ');
    if (word_end == std::string_view::npos) word_end = printable_text.size();
    const std::string_view word = printable_text.substr(0, word_end);
    const unsigned width = display_width(word);
    if (style_.width >= kNarrowest && column > indent && column + 1 + width > style_.width) {
      wrapped += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!wrapped.empty()) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += width;
    printable_text.remove_prefix(std::min(printable_text.size(), word_end + 1));
  }
  return wrapped;
}

std::string percent_encode(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~/@+$,=()!";
  std::string encoded;
  for (const char c : path) {
    const bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_alphanumeric || kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kDigits[byte >> 4U];
      encoded += kDigits[byte & 0xFU];
    }
  }
  return encoded;
}

}  // namespace lockstep::report
