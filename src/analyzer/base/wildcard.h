#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lockstep {

/// A pattern as git and most tools understand it, made once and asked often: `*`, `?`, `[…]`, `**` between slashes, and
/// a backslash before a character that means itself. Matches the whole text. Needs no call stack, and for any pattern
/// from a hostile repository at most time in the product of its length and the text's squared, never exponential time.
class Wildcard {
 public:
  enum class Slash : std::uint8_t {
    IsSpecial,   ///< the text is a path: only `**` crosses a slash
    IsOrdinary,  ///< the text is one name
  };

  explicit Wildcard(std::string_view pattern, Slash slash = Slash::IsSpecial);

  bool matches(std::string_view text) const;
  /// Whether it ends too early to mean anything, and so matches nothing.
  bool is_broken() const { return !tokens_.empty() && tokens_.back().kind == Kind::Never; }

 private:
  enum class Kind : std::uint8_t {
    Byte,
    Any,      // ?
    Class,    // […]
    Star,     // any text without a slash
    Deep,     // any text
    Folders,  // `**/`: nothing, or any text that ends with a slash
    Never,    // what follows is broken, and a broken pattern matches nothing
  };
  struct Token {
    Kind kind;
    char byte;              // of a Byte
    std::uint32_t set = 0;  // of a Class
  };

  std::size_t add_class(std::string_view pattern, std::size_t at);
  std::size_t add_stars(std::string_view pattern, std::size_t at);
  bool accepts(const Token& token, char byte) const;

  std::vector<Token> tokens_;
  std::vector<std::bitset<256>> sets_;
  bool is_path_;
};

}  // namespace lockstep
