#include "rules/magic_actor/tenants.h"

#include "rules/words.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace lockstep::rules::actors {
namespace {

/// The name that begins `input.organization`; null for what is called or looked up on the way
/// (`all[0].organizationId`), which may be somebody else's.
Node root_of(const Node& at) {
  if (at.is(Kind::Ident)) return at;
  const Node object = at.child(0);
  return object && object.is(Kind::Ident) ? object : Node{};
}

/// Whether what a name stands for can be asked at another place, too: it is declared in a function around both.
bool is_in_reach(const Program& program, const Node& name, const Node& from) {
  const Node declaration = program.definition(name).node;
  const Node function = declaration ? declaration.enclosing_function() : Node{};
  return function && function.contains(from) && !declaration.contains(from);
}

/// Whether the same call is told the real one, too: `{ organizationId: 'system', payload: { organizationId } }`.
bool is_told_beside(const Node& property) {
  Node all = property.parent();
  for (Node up = all.parent(); up && (up.is(Kind::Property) || up.is(Kind::Object)); up = up.parent()) all = up;
  const auto told = program::nodes_of(all, Kind::Property);
  return std::any_of(told.begin(), told.end(), [&](const Node& other) {
    const Node value = program::without_casts(program::value_of(other));
    return other.text() == property.text() && value && (value.is(Kind::Member) || value.is(Kind::Ident));
  });
}

}  // namespace

Node tenant_at_hand(const Program& program, const Node& property) {
  const std::string asked = spoken(property.text());
  constexpr std::string_view kId = " id";
  if (!asked.ends_with(kId)) return {};
  if (is_told_beside(property)) return {};
  const std::string whole = asked.substr(0, asked.size() - kId.size());
  Node function = property.enclosing_function();
  for (Node outer = function; outer; outer = outer.enclosing_function()) function = outer;
  if (!function) return {};
  Node found;
  for (const Node at : program::nodes_of(function, {Kind::Member, Kind::Ident})) {
    const std::string name = spoken(at.text());
    if (name != asked && name != whole) continue;
    const Node root = root_of(at);
    if (!root || property.contains(at) || !is_in_reach(program, root, property)) continue;
    if (name == asked) return at;
    if (!found) found = at;
  }
  return found;
}

}  // namespace lockstep::rules::actors
