#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// SQL as far as it can be read without knowing the dialect: words, names, strings and punctuation, with comments gone
/// and quotes understood. Rules about lists and migrations and the effects of statements ask the same reader.
namespace lockstep::sql {

struct Token {
  enum class Kind : std::uint8_t {
    Word,    ///< a keyword or an unquoted name
    Name,    ///< "a", `a`, [a]: certainly a name
    String,  ///< 'a', E'a', $$a$$
    Number,
    Hole,   ///< `$1`, `?`, `:a`, `@a`, `$(a)`, `$<a>`, and `${}` of a template
    Punct,  ///< one character
  };
  Kind kind = Kind::Punct;
  std::string_view text;  ///< without quotes; of a string with escapes as it is spelled
  std::size_t at = 0;     ///< where `text` begins

  /// Whether it is this keyword, in any case. Quoted words are none.
  bool is(std::string_view keyword) const;
  bool is_punct(char byte) const { return kind == Kind::Punct && text.size() == 1 && text[0] == byte; }
  bool is_name() const { return kind == Kind::Word || kind == Kind::Name; }
};

/// Never fails: what is not closed ends with the text.
std::vector<Token> tokens_of(std::string_view text);

/// The statements of a script: its tokens between semicolons, none of them empty.
std::vector<std::span<const Token>> statements_of(std::span<const Token> tokens);

/// Whether keywords follow each other from an index on.
bool follows(std::span<const Token> tokens, std::size_t at, std::initializer_list<std::string_view> keywords);
/// Where they first do; the size when nowhere.
std::size_t find_words(std::span<const Token> tokens, std::initializer_list<std::string_view> keywords,
                       std::size_t from = 0);

/// The index behind the bracket that closes the one at `open`.
std::size_t behind_bracket(std::span<const Token> tokens, std::size_t open);

/// A name that may have a schema before it, `public."users"`: the last part, and the index behind it. Empty when there
/// is none, or when a hole makes it unknown.
struct NameAt {
  std::string_view name;
  std::size_t next = 0;
};
NameAt name_at(std::span<const Token> tokens, std::size_t at);

bool same_word(std::string_view a, std::string_view b);  ///< in any case

}  // namespace lockstep::sql
