#include "facts/repair.h"

#include "syntax/tree.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
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

// The `<` of type arguments, which must follow a name or a call, by their `>`.
std::optional<std::size_t> begin_of_arguments(std::string_view text, std::size_t end) {
  constexpr std::size_t kLongest = 4000;
  unsigned depth = 0;
  for (std::size_t i = end + 1; i-- > 0 && end - i < kLongest;) {
    if (text[i] == '`') return std::nullopt;
    if (text[i] == '>' && i > 0 && text[i - 1] != '=') ++depth;
    if (text[i] == '<' && depth > 0 && --depth == 0) {
      if (i > 0 && (is_word(text[i - 1]) || text[i - 1] == ')')) return i;
      return std::nullopt;
    }
  }
  return std::nullopt;
}

void drop_arguments(std::string& text, std::size_t end) {
  if (const auto begin = begin_of_arguments(text, end)) blank(text, *begin, end + 1);
}

void drop_arguments_of_tags(std::string& text) {
  for (std::size_t end = text.find(">`"); end != std::string::npos; end = text.find(">`", end + 1)) {
    drop_arguments(text, end);
  }
}

// Whether a declaration begins here: `using x = `, `using x: T`, `using x of`.
bool declares_with_using(const std::string& text, std::size_t at) {
  Cursor cursor(text, at);
  if (!cursor.read("using", true) || !cursor.read_name()) return false;
  if (cursor.peek() == ':' || cursor.read("of", true)) return true;
  const char next = cursor.at() + 1 < text.size() ? text[cursor.at() + 1] : '\0';
  return cursor.peek() == '=' && next != '=' && next != '>';
}

void spell_using_as_const(std::string& text) {
  each_word(text, "using", [&](std::size_t at) {
    if (!declares_with_using(text, at)) {
      text[at] = '$';  // the grammar takes every `using` for a keyword, also where it is a name
      return;
    }
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
      if (opens != '<' && opens != ',' && opens != '/') return;  // the slash ends a comment
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

// `f(): A` ends with its line although the next one begins with `<B>(…)` or `in: …`.
void end_members_with_lines(std::string& text) {
  for (std::size_t line = text.find('\n'); line != std::string::npos; line = text.find('\n', line + 1)) {
    Cursor cursor(text, line);
    cursor.skip_space();
    const bool continues =
        cursor.peek() == '<' || (cursor.read("in") && (cursor.peek() == ':' || cursor.peek() == '?'));
    if (!continues) continue;
    std::size_t end = line;
    while (end > 0 && is_space(text[end - 1])) --end;
    if (end == 0) continue;
    const char last = text[end - 1];
    const bool is_arrow = last == '>' && end > 1 && text[end - 2] == '=';
    if (is_word(last) || (last == '>' && !is_arrow) || last == ')' || last == ']' || last == '}') text[line] = ';';
  }
}

// `['a'?]`: the grammar knows optional elements of a tuple, but not where they are literals.
void drop_marks_behind_literals(std::string& text) {
  for (std::size_t mark = text.find('?', 1); mark != std::string::npos; mark = text.find('?', mark + 1)) {
    const char quote = text[mark - 1];
    const char next = mark + 1 < text.size() ? text[mark + 1] : '\0';
    if ((quote == '\'' || quote == '"') && (next == ']' || next == ',')) text[mark] = ' ';
  }
}

// A backtick inside of a template literal type; whichever template it stands in, its text is read from the file.
void replace_escaped_backticks(std::string& text) {
  for (std::size_t at = text.find("\\`"); at != std::string::npos; at = text.find("\\`", at)) text.replace(at, 2, "__");
}

// Control characters, NUL among them, are valid inside strings; to the grammar they end the file.
void replace_control_characters(std::string& text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && (byte < '\t' || byte > '\r')) || byte == 0x7F) c = '_';
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

namespace {

std::string without_arguments_of_tags(std::string_view source) {
  std::string text;
  for (std::size_t tick = source.find('`', 1); tick != std::string_view::npos; tick = source.find('`', tick + 1)) {
    const std::size_t end = tick - 1;
    const auto begin = source[end] == '>' ? begin_of_arguments(source, end) : std::nullopt;
    if (!begin) continue;
    // No type, or hardly one: the end of an element, or what a template puts between its own angles.
    const std::string_view arguments = source.substr(*begin, tick - *begin);
    if (arguments.find('/') != std::string_view::npos || arguments.find("${") != std::string_view::npos) return {};
    if (text.empty()) text = source;
    blank(text, *begin, tick);
  }
  return text;
}

// Whether some call has `typeof import("x")` as its last type argument.
bool hands_imported_type(std::string_view source) {
  static constexpr std::string_view kQuery = "typeof import(";
  static const std::boyer_moore_horspool_searcher searcher(kQuery.begin(), kQuery.end());
  for (auto at = source.begin();;) {
    at = std::search(at, source.end(), searcher);
    if (at == source.end()) return false;
    at += static_cast<std::ptrdiff_t>(kQuery.size());
    Cursor cursor(source, static_cast<std::size_t>(at - source.begin()));
    cursor.skip_space();
    if (cursor.read_string() && cursor.read(")") && cursor.read(">") && cursor.peek() == '(') return true;
  }
}

}  // namespace

std::string foreseen_repairs(std::string_view source) {
  std::string text = without_arguments_of_tags(source);
  if (hands_imported_type(source)) {
    if (text.empty()) text = source;
    name_imported_types(text);
  }
  return text;
}

std::vector<std::string> repairs(std::string_view source, const std::vector<Span>& damaged,
                                 const std::vector<std::uint32_t>& misread, syntax::Grammar grammar) {
  std::string sure(source);
  replace_control_characters(sure);
  spell_using_as_const(sure);
  drop_words_of_modules(sure);
  name_imported_types(sure);
  drop_variance(sure);
  rename_parameters_named_like_types(sure);
  drop_marks_behind_literals(sure);
  replace_escaped_backticks(sure);

  std::vector<std::string> found;
  const auto add = [&](std::string candidate) {
    if (candidate == source) return;
    if (std::find(found.begin(), found.end(), candidate) == found.end()) found.push_back(std::move(candidate));
  };
  // What follows may be right or wrong, as the parser will tell: `<b>` in front of a backtick may also be an element.
  const auto add_variants = [&](const std::string& from) {
    for (const bool ends_members : {true, false}) {
      for (const bool drops_arguments : {true, false}) {
        std::string text = from;
        if (ends_members) end_members_with_lines(text);
        if (drops_arguments) drop_arguments_of_tags(text);
        if (grammar == syntax::Grammar::Tsx) {
          for (const std::size_t most : {std::string::npos, std::size_t{1}}) {
            std::string all = text;
            if (replace_ampersands(all, damaged, most)) add(std::move(all));
          }
        }
        add(std::move(text));
      }
    }
  };
  if (!damaged.empty()) {
    add_variants(sure);
  } else {
    std::string text = sure;
    drop_arguments_of_tags(text);
    add(std::move(text));
    add(sure);
    drop_arguments_of_tags(sure);
  }
  for (const std::uint32_t end : misread) drop_arguments(sure, end);
  add(sure);
  return found;
}

}  // namespace lockstep::facts
