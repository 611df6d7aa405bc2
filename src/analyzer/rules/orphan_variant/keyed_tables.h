#pragma once

#include "rules/orphan_variant/dispatchers.h"
#include "rules/orphan_variant/mentions.h"
#include "rules/rule.h"

#include <map>
#include <set>
#include <span>
#include <string_view>

/// Tables whose keys are values: whoever walks over the keys brings every one of them up, and whoever asks for a key
/// sorts out the values that are none.
namespace lockstep::rules::variants {

class KeyedTables {
 public:
  explicit KeyedTables(const Program& program);

  /// Whether a key stands in a table that has an entry for nearly all of `values`, as the compiler may have asked for,
  /// and of which single entries are looked up and nothing else is done.
  bool is_demanded(const Mention& mention, std::span<const std::string_view> values) const;
  /// Whether a mention is a key of a table that is walked over (`Object.entries(LABELS).map(…)`) and that has at least
  /// half of `values` as its keys: then the value is offered to somebody.
  bool offers(const Mention& mention, std::span<const std::string_view> values) const;

  /// Whether the dispatcher's file asks a table for its keys (`Object.keys(OPTIONS).includes(x)`, `x in OPTIONS`) that
  /// has every value that the dispatcher handles, and not this one.
  bool sorts_out(const Dispatcher& dispatcher, std::string_view value) const;

 private:
  Node table_of(const Node& use) const;
  Node asked_table(const Node& question) const;
  bool is_only_looked_up(const Node& object) const;
  bool looks_up_only(const File& file, program::Name name, const Node& holder) const;
  const std::set<std::string_view>& keys_of(const Node& object) const;

  const Program& program_;
  std::set<NodeRef> walked_;  // Objects
  // Of those that were asked about.
  mutable std::map<NodeRef, bool> looked_up_;
  mutable std::map<NodeRef, std::set<std::string_view>> keys_;
};

}  // namespace lockstep::rules::variants
