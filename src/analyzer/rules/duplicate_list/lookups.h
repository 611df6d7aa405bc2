#pragma once

#include "rules/rule.h"

#include <string_view>
#include <unordered_set>
#include <vector>

/// Which constant objects are looked up by a value that is only known at run time: `LABELS[status]`,
/// `Object.keys(HANDLERS)`, `key in REGISTRY`, `keyof typeof ICONS`. Their keys are values of a domain. The keys of all
/// other objects are names of properties.
namespace lockstep::rules {

/// The calls of methods that look something up in an object.
std::vector<NodeRef> calls_that_look_up(const Program& program);

class Lookups {
 public:
  /// To be shown the calls that look up and every Index, Binary and TypeQuery of the program, in any order.
  void note(const Node& node);
  /// Resolves what was noted; only those of these names are wanted.
  void resolve(const Program& program, const std::unordered_set<std::string_view>& names);
  bool contains(const Node& declaration) const { return declarations_.contains(declaration.ref()); }

 private:
  std::vector<Node> tables_;  // uses of names
  std::unordered_set<NodeRef> declarations_;
};

}  // namespace lockstep::rules
