#include "facts/name_uses.h"

#include <limits>

namespace lockstep::facts {

std::vector<std::uint8_t> uses_of_names(const FileFacts& facts) {
  std::vector<std::uint8_t> uses(facts.names.size());
  const auto use = [&](LocalName name) {
    std::uint8_t& count = uses[name.value];
    if (count < std::numeric_limits<std::uint8_t>::max()) ++count;
  };
  for (const Kind kind : {Kind::Ident, Kind::Member, Kind::String, Kind::PatternProperty}) {
    for (const NodeId node : facts.by_kind[kind]) {
      if (const auto name = facts.name(node)) use(*name);
    }
  }
  // A shorthand property is a use of the variable, and its value may be left out of the tree.
  for (const NodeId node : facts.by_kind[Kind::Property]) {
    if (!facts[node].has(kShorthand)) continue;
    if (const auto name = facts.name(node)) use(*name);
  }
  for (const Export& one : facts.exports) {
    use(one.name);
    if (one.binding != kNone) use(facts.bindings[one.binding].name);
  }
  return uses;
}

}  // namespace lockstep::facts
