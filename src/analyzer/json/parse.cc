// Reads with a stack of its own: one `Open` for each bracket that still waits for its partner.

#include "json/document.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

namespace lockstep::json {
namespace {

/// An array or object whose end has not come yet.
struct Open {
  Span where;  // its opening bracket
  bool is_object = false;
  std::vector<Value> items;
  std::vector<Member> members;  // the last one waits for its value while `expects_value`
  bool expects_value = false;
  std::unordered_set<std::string> keys;  // only once there are many
};

// Comparing with a few keys is cheaper than hashing them, and most objects have few.
constexpr std::size_t kManyKeys = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0U | (point >> 6U));
    byte(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    byte(0xE0U | (point >> 12U));
    byte(0x80U | ((point >> 6U) & 0x3FU));
    byte(0x80U | (point & 0x3FU));
  } else {
    byte(0xF0U | (point >> 18U));
    byte(0x80U | ((point >> 12U) & 0x3FU));
    byte(0x80U | ((point >> 6U) & 0x3FU));
    byte(0x80U | (point & 0x3FU));
  }
}

bool is_repeated(Open& object, const std::string& key) {
  if (object.members.size() < kManyKeys) {
    return std::any_of(object.members.begin(), object.members.end(), [&](const Member& m) { return m.key == key; });
  }
  if (object.keys.empty()) {
    for (const Member& member : object.members) object.keys.insert(member.key);
  }
  return !object.keys.insert(key).second;
}

class Parser {
 public:
  Parser(Document& document, Repeats repeats) : document_(document), text_(document.text), repeats_(repeats) {}

  std::optional<Error> run();

 private:
  bool fail(Span where, std::string what, std::string hint = {}) {
    if (!error_) error_ = document_.error(where, std::move(what), std::move(hint));
    return false;
  }
  Span span(std::size_t begin, std::size_t end) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  Span here() const { return span(at_, std::min(at_ + 1, text_.size())); }
  bool at_end() const { return at_ >= text_.size(); }

  bool skip_blanks();
  bool step();
  bool read_key(Open& object);
  bool read_value();
  bool read_word();
  bool read_number();
  bool read_string(std::string& out);
  bool read_escape(std::string& out);
  bool read_hex(std::uint32_t& unit);
  bool close();
  bool place(Value value);

  Document& document_;
  std::string_view text_;
  Repeats repeats_;
  std::size_t at_ = 0;
  std::vector<Open> open_;
  bool needs_comma_ = false;
  bool is_done_ = false;
  std::optional<Error> error_;
};

std::optional<Error> Parser::run() {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  while (!is_done_ && step()) {
  }
  if (!error_ && skip_blanks() && !at_end())
    fail(here(), "expected the end of the file after its value",
         "a file holds one value; close its last brace here, or remove this");
  return std::move(error_);
}

/// Spaces and comments. False: a comment without an end.
bool Parser::skip_blanks() {
  while (!at_end()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at_;
    } else if (text_.substr(at_, 2) == "//") {
      at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    } else if (text_.substr(at_, 2) == "/*") {
      const std::size_t end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) return fail(span(at_, at_ + 2), "this comment has no end", "close it with */");
      at_ = end + 2;
    } else {
      break;
    }
  }
  return true;
}

/// One token, or a key with its colon. False: there is nothing more to read, or an error.
bool Parser::step() {
  if (!skip_blanks()) return false;
  if (at_end()) {
    if (open_.empty()) return fail(here(), "expected a value, but the file ends here", "an empty configuration is {}");
    const Open& inner = open_.back();
    return fail(inner.where, inner.is_object ? "this { has no matching }" : "this [ has no matching ]",
                inner.is_object ? "close it with }" : "close it with ]");
  }
  const char c = text_[at_];
  if (open_.empty()) return read_value();

  Open& inner = open_.back();
  if (inner.expects_value) return read_value();
  if (c == (inner.is_object ? '}' : ']')) return close();
  if (needs_comma_) {
    if (c != ',') {
      return fail(here(), inner.is_object ? "expected a comma or } here" : "expected a comma or ] here",
                  "a comma stands between any two entries");
    }
    ++at_;
    needs_comma_ = false;
    return true;
  }
  if (c == ',') return fail(here(), "there is a comma too many here", "remove it");
  return inner.is_object ? read_key(inner) : read_value();
}

bool Parser::read_key(Open& object) {
  const std::size_t begin = at_;
  if (text_[at_] != '"') {
    const char c = text_[at_];
    const bool is_quotable = c == '\'' || is_word(c);
    return fail(here(), "expected a key here",
                is_quotable ? "keys are written in double quotes" : "a key and its value: \"key\": …");
  }
  std::string key;
  if (!read_string(key)) return false;
  const Span where = span(begin, at_);

  if (repeats_ == Repeats::AreErrors && is_repeated(object, key)) {
    return fail(where, "the key \"" + key + "\" is already there", "keep one of the two");
  }
  if (!skip_blanks()) return false;
  if (at_end() || text_[at_] != ':')
    return fail(at_end() ? where : here(), "expected a colon after the key", "a key and its value: \"key\": …");
  ++at_;
  object.members.push_back({.key = std::move(key), .key_where = where, .value = {}});
  object.expects_value = true;
  return true;
}

bool Parser::read_value() {
  const char c = text_[at_];
  if (c == '{' || c == '[') {
    if (open_.size() == kMaxDepth) {
      return fail(here(), "this is nested deeper than " + std::to_string(kMaxDepth) + " levels",
                  "no configuration is as deep as that");
    }
    open_.push_back({.where = here(), .is_object = c == '{'});
    needs_comma_ = false;
    ++at_;
    return true;
  }
  if (c == '"') {
    const std::size_t begin = at_;
    std::string text;
    return read_string(text) && place({std::move(text), span(begin, at_)});
  }
  if (c == '-' || is_digit(c)) return read_number();
  if (is_word(c)) return read_word();
  if (c == '\'') return fail(here(), "expected a value here", "strings are written in double quotes");
  return fail(here(), "expected a value here", "a text in double quotes, a number, true, false, [ … ] or { … }");
}

bool Parser::read_word() {
  const std::size_t begin = at_;
  while (!at_end() && is_word(text_[at_])) ++at_;
  const Span where = span(begin, at_);
  const std::string_view word = text_.substr(begin, at_ - begin);
  if (word == "true" || word == "false") return place({word == "true", where});
  if (word == "null") return place(Value::null(where));
  return fail(where, "expected a value here", "strings are written in double quotes");
}

bool Parser::read_number() {
  const std::size_t begin = at_;
  const auto digits = [&] {
    const std::size_t first = at_;
    while (!at_end() && is_digit(text_[at_])) ++at_;
    return at_ - first;
  };
  if (text_[at_] == '-') ++at_;
  const bool starts_with_zero = !at_end() && text_[at_] == '0';
  const std::size_t whole = digits();
  bool is_number = whole == 1 || (whole > 1 && !starts_with_zero);
  if (!at_end() && text_[at_] == '.') {
    ++at_;
    is_number = digits() > 0 && is_number;
  }
  if (!at_end() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (!at_end() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    is_number = digits() > 0 && is_number;
  }
  while (!at_end() && is_word(text_[at_])) {
    ++at_;
    is_number = false;
  }
  if (!is_number) return fail(span(begin, at_), "this is no number that JSON knows", "for example 30, -1 or 0.5");
  double number = 0;
  // Too large a number stays what from_chars makes of it, which leaves 0; nobody counts that far here.
  std::from_chars(text_.data() + begin, text_.data() + at_, number);
  return place({number, span(begin, at_)});
}

/// From the opening quote to behind the closing one.
bool Parser::read_string(std::string& out) {
  const std::size_t begin = at_++;
  while (true) {
    const std::size_t stop = text_.find_first_of("\"\\\r\n", at_);
    if (stop == std::string_view::npos || text_[stop] == '\n' || text_[stop] == '\r') {
      return fail(span(begin, std::min(stop, text_.size())), "this string has no end on its line", "close it with \"");
    }
    out.append(text_.substr(at_, stop - at_));
    at_ = stop + 1;
    if (text_[stop] == '"') return true;
    if (!read_escape(out)) return false;
  }
}

/// Behind a backslash. A lone surrogate becomes U+FFFD, since text is UTF-8 from here on.
bool Parser::read_escape(std::string& out) {
  const std::size_t begin = at_ - 1;
  const char c = at_end() ? '\0' : text_[at_++];
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (const std::size_t index = kNames.find(c); c != '\0' && index != std::string_view::npos) {
    out += kMeanings[index];
    return true;
  }
  std::uint32_t unit = 0;
  if (c != 'u' || !read_hex(unit)) {
    return fail(span(begin, std::min(at_, text_.size())), "JSON knows no such escape", "write a backslash as \\\\");
  }
  if (unit >= 0xD800 && unit < 0xDC00 && text_.substr(at_, 2) == "\\u") {
    const std::size_t second = at_;
    std::uint32_t low = 0;
    at_ += 2;
    if (read_hex(low) && low >= 0xDC00 && low < 0xE000) {
      append_utf8(out, 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00));
      return true;
    }
    at_ = second;
  }
  append_utf8(out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  return true;
}

bool Parser::read_hex(std::uint32_t& unit) {
  if (text_.size() - at_ < 4) return false;
  const char* begin = text_.data() + at_;
  const auto [end, problem] = std::from_chars(begin, begin + 4, unit, 16);
  if (problem != std::errc() || end != begin + 4) return false;
  at_ += 4;
  return true;
}

bool Parser::close() {
  ++at_;
  Open inner = std::move(open_.back());
  open_.pop_back();
  const Span where{inner.where.begin, static_cast<std::uint32_t>(at_)};
  return inner.is_object ? place({std::move(inner.members), where}) : place({std::move(inner.items), where});
}

/// Puts a finished value where it belongs: under the waiting key, into the list, or at the root.
bool Parser::place(Value value) {
  needs_comma_ = true;
  if (open_.empty()) {
    document_.root = std::move(value);
    is_done_ = true;
    return true;
  }
  Open& outer = open_.back();
  if (outer.is_object) {
    outer.members.back().value = std::move(value);
    outer.expects_value = false;
  } else {
    outer.items.push_back(std::move(value));
  }
  return true;
}

}  // namespace

Result<Document> parse(std::string text, std::string path, Repeats repeats) {
  Document document{.path = std::move(path), .text = std::move(text), .root = {}};
  if (document.text.size() > UINT32_MAX) {
    return Error{.what = "this file is too large", .where = document.path, .frame = {}, .hint = {}};
  }
  if (auto error = Parser(document, repeats).run()) return std::move(*error);
  return document;
}

}  // namespace lockstep::json
