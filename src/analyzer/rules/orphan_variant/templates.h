#pragma once

#include "rules/orphan_variant/discriminants.h"
#include "rules/rule.h"

#include <array>
#include <functional>
#include <string_view>
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
  // Patterns, with `${}` for each hole: those that begin with a hole, and the others by their first byte, since there
  // are thousands and every value that is waited for is held against them.
  std::unordered_set<std::string_view> open_;
  std::array<std::unordered_set<std::string_view>, 256> by_first_;
};

}  // namespace lockstep::rules::variants
