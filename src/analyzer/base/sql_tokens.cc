#include "base/sql_tokens.h"

#include <algorithm>
#include <cctype>

namespace lockstep::sql {
namespace {

bool is_space(char byte) { return std::isspace(static_cast<unsigned char>(byte)) != 0; }
bool is_digit(char byte) { return std::isdigit(static_cast<unsigned char>(byte)) != 0; }
bool begins_word(char byte) {
  return std::isalpha(static_cast<unsigned char>(byte)) != 0 || byte == '_' || static_cast<unsigned char>(byte) >= 0x80;
}
bool continues_word(char byte) { return begins_word(byte) || is_digit(byte) || byte == '$'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Token> read() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool sees(std::string_view text) const { return text_.substr(at_).starts_with(text); }

  void add(Token::Kind kind, std::size_t begin, std::size_t end) {
    tokens_.push_back({.kind = kind, .text = text_.substr(begin, end - begin), .at = begin});
  }

  void step() {
    const char byte = peek();
    if (is_space(byte)) {
      ++at_;
    } else if (sees("--")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (sees("/*")) {
      comment();
    } else if (byte == '\'') {
      quoted(Token::Kind::String, '\'', false);
    } else if ((byte == 'E' || byte == 'e') && peek(1) == '\'') {
      ++at_;
      quoted(Token::Kind::String, '\'', true);
    } else if (byte == '"' || byte == '`') {
      quoted(Token::Kind::Name, byte, false);
    } else if (sees("\\`")) {
      ++at_;  // a template's own escape, where the text was not cooked
    } else if (byte == '[' && begins_word(peek(1))) {
      bracketed();
    } else if (sees("${")) {
      const std::size_t end = text_.find('}', at_);
      add(Token::Kind::Hole, at_, end == std::string_view::npos ? text_.size() : end + 1);
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
    } else if (byte == '$') {
      dollar();
    } else if (is_digit(byte)) {
      const std::size_t begin = at_;
      while (is_digit(peek()) || peek() == '.') ++at_;
      add(Token::Kind::Number, begin, at_);
    } else if (byte == '?' || ((byte == ':' || byte == '@') && begins_word(peek(1)) && previous() != ':')) {
      const std::size_t begin = at_++;
      while (continues_word(peek())) ++at_;
      add(Token::Kind::Hole, begin, at_);
    } else if (begins_word(byte)) {
      const std::size_t begin = at_;
      while (continues_word(peek())) ++at_;
      add(Token::Kind::Word, begin, at_);
    } else {
      add(Token::Kind::Punct, at_, at_ + 1);
      ++at_;
    }
  }

  char previous() const { return at_ > 0 ? text_[at_ - 1] : '\0'; }

  void comment() {
    int depth = 0;
    while (at_ < text_.size()) {
      if (sees("/*")) {
        ++depth;
        at_ += 2;
      } else if (sees("*/")) {
        at_ += 2;
        if (--depth == 0) return;
      } else {
        ++at_;
      }
    }
  }

  /// Doubled quotes stand for one; a backslash escapes only where the string says so, since 'C:\' ends in standard SQL.
  void quoted(Token::Kind kind, char quote, bool has_escapes) {
    const std::size_t begin = ++at_;
    while (at_ < text_.size()) {
      if (has_escapes && peek() == '\\') {
        at_ += 2;
      } else if (peek() == quote && peek(1) == quote) {
        at_ += 2;
      } else if (peek() == quote) {
        break;
      } else {
        ++at_;
      }
    }
    at_ = std::min(at_, text_.size());
    add(kind, begin, at_);
    ++at_;
  }

  /// [name] of SQL Server and SQLite; `ARRAY['a']` and `x[1]` are none.
  void bracketed() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (continues_word(text_[end]) || text_[end] == ' ')) ++end;
    const bool is_index = !tokens_.empty() && at_ > 0 && !is_space(previous()) && tokens_.back().is_name();
    if (end >= text_.size() || text_[end] != ']' || is_index) {
      add(Token::Kind::Punct, at_, at_ + 1);
      ++at_;
      return;
    }
    add(Token::Kind::Name, at_ + 1, end);
    at_ = end + 1;
  }

  /// Where a name in brackets ends that begins behind a dollar: `$(name)`, `$<name:json>`; 0: there is none.
  std::size_t behind_bracketed_name() const {
    constexpr std::string_view kOpen = "(<[/";
    constexpr std::string_view kClose = ")>]/";
    const std::size_t which = kOpen.find(peek(1));
    if (which == std::string_view::npos || !begins_word(peek(2))) return 0;
    std::size_t end = at_ + 2;
    while (end < text_.size() && (continues_word(text_[end]) || text_[end] == '.' || text_[end] == ':')) ++end;
    return end < text_.size() && text_[end] == kClose[which] ? end + 1 : 0;
  }

  /// `$1`, `$(name)`, or a string between `$$` or `$tag$`.
  void dollar() {
    if (const std::size_t behind = behind_bracketed_name()) {
      add(Token::Kind::Hole, at_, behind);
      at_ = behind;
      return;
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && (begins_word(text_[end]) || is_digit(text_[end]))) ++end;
    if (end < text_.size() && text_[end] == '$' && !is_digit(peek(1))) {
      const std::string_view tag = text_.substr(at_, end + 1 - at_);
      const std::size_t begin = end + 1;
      const std::size_t close = std::min(text_.find(tag, begin), text_.size());
      add(Token::Kind::String, begin, close);
      at_ = std::min(close + tag.size(), text_.size());
      return;
    }
    add(Token::Kind::Hole, at_, end);
    at_ = end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

bool Token::is(std::string_view keyword) const { return kind == Kind::Word && same_word(text, keyword); }

std::vector<Token> tokens_of(std::string_view text) { return Reader(text).read(); }

std::vector<std::span<const Token>> statements_of(std::span<const Token> tokens) {
  std::vector<std::span<const Token>> statements;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= tokens.size(); ++i) {
    if (i < tokens.size() && !tokens[i].is_punct(';')) continue;
    if (i > begin) statements.push_back(tokens.subspan(begin, i - begin));
    begin = i + 1;
  }
  return statements;
}

bool follows(std::span<const Token> tokens, std::size_t at, std::initializer_list<std::string_view> keywords) {
  for (const std::string_view keyword : keywords) {
    if (at >= tokens.size() || !tokens[at].is(keyword)) return false;
    ++at;
  }
  return true;
}

std::size_t find_words(std::span<const Token> tokens, std::initializer_list<std::string_view> keywords,
                       std::size_t from) {
  for (std::size_t i = from; i < tokens.size(); ++i) {
    if (follows(tokens, i, keywords)) return i;
  }
  return tokens.size();
}

std::size_t behind_bracket(std::span<const Token> tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].is_punct('(')) ++depth;
    if (tokens[i].is_punct(')') && --depth == 0) return i + 1;
  }
  return tokens.size();
}

NameAt name_at(std::span<const Token> tokens, std::size_t at) {
  NameAt found{.name = {}, .next = at};
  while (found.next < tokens.size() && tokens[found.next].is_name()) {
    found.name = tokens[found.next].text;
    ++found.next;
    if (found.next + 1 >= tokens.size() || !tokens[found.next].is_punct('.')) break;
    ++found.next;
    found.name = {};
  }
  if (found.name.find("${") != std::string_view::npos) found.name = {};
  return found;
}

}  // namespace lockstep::sql
