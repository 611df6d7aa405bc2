#include "facts/repair.h"

#include "syntax/tree.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lockstep::facts {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool is_space(char c) { return kSpace.find(c) != std::string_view::npos; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// A place in a text that one reads words from.
class Cursor {
 public:
  Cursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  /// Reads a word or sign that comes next, and the white space behind it; `needs_space` when some must follow.
  bool read(std::string_view word, bool needs_space = false) {
    if (text_.substr(at_, word.size()) != word) return false;
    const std::size_t end = at_ + word.size();
    if (is_word(word.back()) && end < text_.size() && is_word(text_[end])) return false;
    if (needs_space && (end == text_.size() || !is_space(text_[end]))) return false;
    at_ = end;
    skip_space();
    return true;
  }
  bool read_name() {
    if (!is_word(peek()) || (peek() >= '0' && peek() <= '9')) return false;
    while (is_word(peek())) ++at_;
    skip_space();
    return true;
  }
  /// A string on one line.
  bool read_string() {
    const char quote = peek();
    if (quote != '"' && quote != '\'') return false;
    const std::size_t end = text_.find_first_of(quote == '"' ? "\"\n" : "'\n", at_ + 1);
    if (end == std::string_view::npos || text_[end] != quote) return false;
    at_ = end + 1;
    skip_space();
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

void blank(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
  }
}

// Calls `found(position)` wherever a word stands alone.
template <class Found>
void each_word(const std::string& text, std::string_view word, Found found) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    if (at + word.size() < text.size() && is_word(text[at + word.size()])) continue;
    found(at);
  }
}

// The last character that is no white space in front of a position, or NUL.
char before(std::string_view text, std::size_t at) {
  while (at > 0 && is_space(text[at - 1])) --at;
  return at > 0 ? text[at - 1] : '\0';
}

// ``tag<T>`…` ``: from the `>` in front of the backtick to its `<`, which must follow a name.
void drop_arguments_of_tags(std::string& text) {
  constexpr std::size_t kLongest = 500;
  for (std::size_t tick = text.find(">`"); tick != std::string::npos; tick = text.find(">`", tick + 1)) {
    unsigned depth = 0;
    for (std::size_t i = tick + 1; i-- > 0 && tick - i < kLongest;) {
      if (text[i] == '`' || text[i] == '$') break;
      if (text[i] == '>' && i > 0 && text[i - 1] != '=') ++depth;
      if (text[i] == '<' && --depth == 0) {
        if (i > 0 && (is_word(text[i - 1]) || text[i - 1] == ')')) blank(text, i, tick + 1);
        break;
      }
    }
  }
}

void spell_using_as_const(std::string& text) {
  each_word(text, "using", [&](std::size_t at) {
    Cursor cursor(text, at);
    if (!cursor.read("using", true) || !cursor.read_name()) return;
    const std::size_t sign = cursor.at();
    const bool assigns = cursor.peek() == '=' && (sign + 1 >= text.size() || (text[sign + 1] != '=' && text[sign + 1] != '>'));
    if (!assigns && cursor.peek() != ':' && !cursor.read("of", true)) return;
    text.replace(at, 5, "const");
    std::size_t end = at;
    while (end > 0 && is_space(text[end - 1])) --end;
    if (end >= 5 && end < at && text.compare(end - 5, 5, "await") == 0 && (end == 5 || !is_word(text[end - 6]))) {
      blank(text, end - 5, end);
    }
  });
}

void drop_words_of_modules(std::string& text) {
  each_word(text, "export", [&](std::size_t at) {
    Cursor cursor(text, at);
    if (!cursor.read("export", true)) return;
    const std::size_t word = cursor.at();
    if (cursor.read("type") && cursor.peek() == '*') blank(text, word, word + 4);
  });
  each_word(text, "import", [&](std::size_t at) {
    Cursor cursor(text, at);
    if (!cursor.read("import", true)) return;
    const std::size_t word = cursor.at();
    if (cursor.read("defer", true) && cursor.peek() == '*') blank(text, word, word + 5);
  });
}

// `typeof import("x")` among type arguments, and `import("x").T<U>`: lowering knows the name by the text below it.
void name_imported_types(std::string& text) {
  each_word(text, "import", [&](std::size_t at) {
    Cursor cursor(text, at);
    if (!cursor.read("import") || !cursor.read("(") || !cursor.read_string() || cursor.peek() != ')') return;
    const std::size_t end = cursor.at() + 1;
    std::size_t begin = at;
    while (begin > 0 && is_space(text[begin - 1])) --begin;
    const bool is_query = begin >= 6 && begin < at && text.compare(begin - 6, 6, "typeof") == 0;
    if (is_query) {
      begin -= 6;
      const char opens = before(text, begin);
      if (opens != '<' && opens != ',') return;
    } else {
      begin = at;
      cursor.read(")");
      if (cursor.peek() != '.') return;
    }
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end), '$');
  });
}

// `<in out T>`
void drop_variance(std::string& text) {
  for (const std::string_view word : {"in", "out"}) {
    each_word(text, word, [&](std::size_t at) {
      const char opens = before(text, at);
      if (opens != '<' && opens != ',') return;
      Cursor cursor(text, at);
      if (!cursor.read(word, true)) return;
      if (word == "in" && cursor.read("out", true)) blank(text, at, cursor.at());
      if (!cursor.read_name()) return;
      const char next = cursor.peek();
      if (next == ',' || next == '>' || next == '=' || cursor.read("extends", true)) blank(text, at, at + word.size());
    });
  }
}

// `(string) => void`: the one parameter's name happens to be a type.
void rename_parameters_named_like_types(std::string& text) {
  for (const std::string_view word :
       {"string", "number", "boolean", "any", "object", "unknown", "never", "symbol", "void"}) {
    each_word(text, word, [&](std::size_t at) {
      if (before(text, at) != '(') return;
      Cursor cursor(text, at);
      if (cursor.read(word) && cursor.read(")") && cursor.read("=>")) text[at] = '$';
    });
  }
}

// A `&` that is text, in the places where the parser lost its way: `most` of them in each.
bool replace_ampersands(std::string& text, const std::vector<Span>& damaged, std::size_t most) {
  bool any = false;
  for (const Span& place : damaged) {
    std::size_t left = most;
    for (std::size_t i = text.find('&', place.begin); i < place.end && left > 0; i = text.find('&', i + 1)) {
      const char next = i + 1 < text.size() ? text[i + 1] : '\0';
      if (next == '&') ++i;
      if (next == '&' || next == '=') continue;
      text[i] = '_';
      any = true;
      --left;
    }
  }
  return any;
}

}  // namespace

std::vector<std::string> repairs(std::string_view source, const std::vector<Span>& damaged, syntax::Grammar grammar) {
  std::string text(source);
  spell_using_as_const(text);
  drop_words_of_modules(text);
  name_imported_types(text);
  drop_variance(text);
  rename_parameters_named_like_types(text);
  std::string without_tags = text;
  drop_arguments_of_tags(text);

  std::vector<std::string> found;
  const auto add = [&](std::string candidate) {
    if (candidate != source && (found.empty() || found.back() != candidate)) found.push_back(std::move(candidate));
  };
  if (grammar == syntax::Grammar::Tsx) {
    for (const std::size_t most : {std::string::npos, std::size_t{1}}) {
      std::string all = text;
      if (replace_ampersands(all, damaged, most)) add(std::move(all));
    }
  }
  add(text);
  add(without_tags);  // `<b>` in front of a backtick may also be an element
  return found;
}

}  // namespace lockstep::facts
