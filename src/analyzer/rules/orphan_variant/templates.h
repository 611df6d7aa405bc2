#pragma once

#include "rules/orphan_variant/discriminants.h"
#include "rules/rule.h"

#include <cstddef>
#include <functional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

/// What the templates of a program could put together at run time: `${area}.${verb}` makes "tasks.closed".
namespace lockstep::rules::variants {

class Templates {
 public:
  explicit Templates(const config::Models& models) : discriminants_(models) {}

  void add(const Node& made);

  /// Whether a template is what a sending call is given, so that nobody hears what it makes by it.
  bool is_sent(const Node& made) const;

  /// Whether some template makes this text out of parts that the program knows: `is_known` says so of what must come
  /// from the holes.
  bool may_make(std::string_view text, const std::function<bool(std::string_view)>& is_known) const;
  /// The same for templates that begin with a text of their own.
  bool may_complete(std::string_view text, const std::function<bool(std::string_view)>& is_known) const;

 private:
  bool names_a_variant(const Node& made) const;

  Discriminants discriminants_;
  // Patterns, with `${}` for each hole, each once: by the text that they begin with, else by the one that they end
  // with. There are thousands, and every value that is waited for is held against them: so a value's own beginnings and
  // endings are looked up, which are few.
  using Patterns = std::unordered_set<std::string_view>;
  struct ByText {
    std::unordered_map<std::string_view, Patterns> patterns;
    std::set<std::size_t> lengths;  // of the texts: nothing else need be looked up
    void add(std::string_view text, std::string_view pattern);
  };
  ByText by_beginning_;
  ByText by_ending_;
  Patterns open_;  // at both ends
};

}  // namespace lockstep::rules::variants
