#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::report {

/// Text that is safe to print: control characters, direction overrides and other invisible characters become visible
/// escapes such as \x1b and \u{202e}, bytes that are no UTF-8 become U+FFFD. A tab becomes \t, a line break \n.
std::string printable(std::string_view text);

/// How many columns of a terminal printable text takes.
unsigned display_width(std::string_view printable_text);

/// One character of a source line on its way to the terminal.
struct Glyph {
  std::string text;         ///< printable
  unsigned width = 1;       ///< in columns of a terminal
  std::uint32_t units = 1;  ///< how many UTF-16 units of the source it stands for
};

/// Takes the first character off `text`, which must not be empty. `column` is the terminal column at which it lands,
/// for tabs; tabs become spaces here.
Glyph next_glyph(std::string_view& text, unsigned column);

}  // namespace lockstep::report
