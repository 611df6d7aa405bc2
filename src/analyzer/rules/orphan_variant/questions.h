#pragma once

#include "rules/rule.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>

/// What asks for a value and makes none: comparisons by name (`isEqual`), and what a store is asked for.
namespace lockstep::rules::variants {

class Questions {
 public:
  explicit Questions(const Program& program);

  /// Whether a method of this name asks a list or text for what it is given: `includes`, `has`.
  static bool asks(std::string_view method);
  /// Whether a key of an object holds what is looked for: `where`, `$in`.
  static bool is_filter(std::string_view key);
  /// Whether a call asks for what it is given, directly or in a list: `kinds.includes(x)`, `isCode(x)`, `In([x])`,
  /// `query.where('state', x)`.
  bool asks(const Node& call, const Node& argument) const;
  /// Whether a node stands in what a store is asked for: below `where`, or in what `repo.findBy({ … })` is given.
  bool is_in_filter(const Node& node) const;

 private:
  using Names = std::set<std::string, std::less<>>;
  bool asks_store(const Node& call, const Node& argument) const;

  const Program& program_;
  Names operators_;  // "typeorm:In"
  Names operator_names_;
  Names wheres_, finders_;
  Names updaters_;  // "typeorm:update", or a name that only one kind of store has
  Names update_names_;
};

}  // namespace lockstep::rules::variants
