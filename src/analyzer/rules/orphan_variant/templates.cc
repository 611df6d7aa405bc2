#include "rules/orphan_variant/templates.h"

#include "rules/words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::string_view kHole = "${}";
// Of a pattern's literal parts; with less it fits everything.
constexpr std::size_t kMinLiteral = 3;
constexpr std::array<std::string_view, 10> kSends = {"emit",    "emitAsync", "publish", "dispatch", "send",
                                                     "trigger", "fire",      "notify",  "enqueue",  "add"};
// Nobody nests an expression deeper by hand.
constexpr int kMaxClimb = 32;

// How much is certain of what a pattern makes: of `${a}.${b}` no more than a separator.
std::size_t literal_size(std::string_view pattern) {
  std::size_t literal = pattern.size();
  for (std::size_t at = pattern.find(kHole); at != std::string_view::npos; at = pattern.find(kHole, at + kHole.size()))
    literal -= kHole.size();
  return literal;
}

std::string_view beginning_of(std::string_view pattern) { return pattern.substr(0, pattern.find(kHole)); }

std::string_view ending_of(std::string_view pattern) {
  const std::size_t hole = pattern.rfind(kHole);
  return hole == std::string_view::npos ? pattern : pattern.substr(hole + kHole.size());
}

// `` `-${key}` as Order ``: said to be a value, however short it is.
bool is_cast_to_type(const Node& made) {
  const Node cast = made.parent();
  return cast && cast.is(Kind::Cast) && cast.child(1) && cast.child(1).is(Kind::TypeName);
}

// `visitor:${visitorId}`, `order.${order.id}`: the key of one thing, of which what stands before says the kind. What
// people spell (`visitor:typing`) is no such id.
bool is_key_of_one(const Node& made) {
  const std::string_view pattern = made.text();
  const Node hole = program::without_casts(made.child(0));
  if (!hole || made.child_count() != 1 || !pattern.ends_with(kHole)) return false;
  const std::string_view before = pattern.substr(0, pattern.size() - kHole.size());
  if (!before.ends_with(':') && !before.ends_with('.')) return false;
  const std::vector<std::string> said = split_words(before);
  std::vector<std::string> named = split_words(hole.text());
  if (said.empty() || named.empty() || named.back() != "id") return false;
  named.pop_back();
  if (named.empty() && hole.is(Kind::Member)) named = split_words(hole.child(0).text());
  return !named.empty() && named.back() == said.back();
}

class Match {
 public:
  explicit Match(const std::function<bool(std::string_view)>& is_known) : is_known_(is_known) {}

  // A pattern that begins with literal text. The places where the text between two holes could lie are all tried, up to
  // a few.
  bool fits(std::string_view pattern, std::string_view text) {
    const std::size_t hole = pattern.find(kHole);
    if (hole == std::string_view::npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, hole))) return false;
    return fill(pattern.substr(hole + kHole.size()), text.substr(hole));
  }

 private:
  bool fill(std::string_view pattern, std::string_view text) {
    const std::string_view next = pattern.substr(0, pattern.find(kHole));
    if (next.size() == pattern.size()) {  // the last hole
      return text.size() > next.size() && text.ends_with(next) && is_known_(text.substr(0, text.size() - next.size()));
    }
    if (next.empty()) return fill(pattern.substr(kHole.size()), text);  // two holes side by side are one
    for (std::size_t at = text.find(next, 1); at != std::string_view::npos; at = text.find(next, at + 1)) {
      if (++tries_ > kMaxTries) return true;
      if (is_known_(text.substr(0, at)) && fits(pattern, text.substr(at))) return true;
    }
    return false;
  }

  static constexpr int kMaxTries = 64;
  const std::function<bool(std::string_view)>& is_known_;
  int tries_ = 0;
};

}  // namespace

// Whether what a template makes is called a name, a type, an event …, or is sent: keys of caches and paths are put
// together in the same way and are none.
bool Templates::names_a_variant(const Node& made) const {
  // `fileName = `${fileName}.${extension}``: no value of anything.
  const auto is_of_file = [](std::string_view name) {
    const std::vector<std::string> words = split_words(name);
    return words.size() > 1 && words.front() == "file";
  };
  int steps = 0;
  for (Node at = made, up = made.parent(); up && steps < kMaxClimb; at = up, up = up.parent(), ++steps) {
    switch (up.kind()) {
      case Kind::Property:
      case Kind::Field:
      case Kind::Function:
        return discriminants_.contains(up.text()) && !is_of_file(up.text());
      case Kind::Declarator:
      case Kind::Assign:
        return up.child(0) && discriminants_.contains(up.child(0).text()) && !is_of_file(up.child(0).text());
      case Kind::Call: {
        const Node head = program::callee(up);
        return head && head != at && std::ranges::find(kSends, head.text()) != kSends.end();
      }
      default:
        break;
    }
  }
  return false;
}

void Templates::ByText::add(std::string_view text, std::string_view pattern) {
  patterns[text].insert(pattern);
  lengths.insert(text.size());
}

void Templates::add(const Node& made) {
  if (is_key_of_one(made)) return;
  const std::string_view pattern = made.text();
  const bool is_separated = pattern.find('.') != std::string_view::npos || pattern.find(':') != std::string_view::npos;
  const bool is_value = (is_separated && names_a_variant(made)) || (literal_size(pattern) > 0 && is_cast_to_type(made));
  if (literal_size(pattern) < kMinLiteral && !is_value) return;
  if (const std::string_view beginning = beginning_of(pattern); !beginning.empty()) {
    by_beginning_.add(beginning, pattern);
  } else if (const std::string_view ending = ending_of(pattern); !ending.empty()) {
    by_ending_.add(ending, pattern);
  } else {
    open_.insert(pattern);
  }
}

bool Templates::is_sent(const Node& made) const {
  Node up = made.parent();
  while (up && (up.is(Kind::Cast) || up.is(Kind::Conditional))) up = up.parent();
  const Node head = program::callee(up);
  return head && head.is(Kind::Member) && discriminants_.sends(head.text());
}

bool Templates::may_make(std::string_view text, const std::function<bool(std::string_view)>& is_known) const {
  const auto fits = [&](std::string_view pattern) { return Match{is_known}.fits(pattern, text); };
  if (may_complete(text, is_known) || (!text.empty() && std::ranges::any_of(open_, fits))) return true;
  for (const std::size_t length : by_ending_.lengths) {
    if (length >= text.size()) break;
    const auto found = by_ending_.patterns.find(text.substr(text.size() - length));
    if (found != by_ending_.patterns.end() && std::ranges::any_of(found->second, fits)) return true;
  }
  return false;
}

bool Templates::may_complete(std::string_view text, const std::function<bool(std::string_view)>& is_known) const {
  const auto fits = [&](std::string_view pattern) { return Match{is_known}.fits(pattern, text); };
  for (const std::size_t length : by_beginning_.lengths) {
    if (length > text.size()) break;
    const auto found = by_beginning_.patterns.find(text.substr(0, length));
    if (found != by_beginning_.patterns.end() && std::ranges::any_of(found->second, fits)) return true;
  }
  return false;
}

}  // namespace lockstep::rules::variants
