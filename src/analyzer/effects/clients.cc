#include "effects/clients.h"

namespace lockstep::effects {

namespace {

constexpr int kLongestChain = 6;

/// `client` of `this.client.chat.completions`: what a chain of members begins with.
Node root_of(const Node& chain) {
  Node at = program::without_casts(chain);
  for (int i = 0; at && i < kLongestChain; ++i) {
    if (at.is(Kind::Ident)) return at;
    if (!at.is(Kind::Member)) return {};
    const Node object = program::without_casts(at.child(0));
    if (object && object.is(Kind::This)) return at;
    at = object;
  }
  return {};
}

}  // namespace

Node given_to(const Program& program, const Node& name) {
  if (name.is(Kind::Ident)) {
    const auto binding = name.facts().binding(name.id());
    const Node declared = binding && name.facts()[*binding].is_assigned ? Node{} : program.definition(name).node;
    return declared && declared.is(Kind::Declarator) ? program::value_of(declared) : Node{};
  }
  const Node object = name.is(Kind::Member) ? program::without_casts(name.child(0)) : Node{};
  const Node own = object && object.is(Kind::This) ? name.enclosing(Kind::Class) : Node{};
  if (!own) return {};
  const Node field = program.definition(name).node;
  if (const Node value = field && field.is(Kind::Field) ? program::value_of(field) : Node{}) return value;
  Node found;
  for (const Node assign : program::nodes_of(own, Kind::Assign)) {
    const Node target = assign.child(0);
    if (!target || !target.is(Kind::Member) || target.text() != name.text() || !target.child(0).is(Kind::This))
      continue;
    if (found) return {};
    found = assign.child(1);
  }
  return found;
}

Node limit_of_client(const Program& program, const Node& call) {
  const Node head = program::callee(call);
  const Node root = head && head.is(Kind::Member) ? root_of(head.child(0)) : Node{};
  const Node made = root ? program::without_casts(given_to(program, root)) : Node{};
  if (!made || (!made.is(Kind::New) && !made.is(Kind::Call))) return {};
  for (const Node given : program::arguments(made)) {
    const Node options = given ? program::without_casts(given) : Node{};
    if (!options || !options.is(Kind::Object)) continue;
    for (const std::string_view name : {"timeout", "timeoutMs"}) {
      if (const Node limit = program::property(options, name)) return program::value_of(limit);
    }
  }
  return {};
}

}  // namespace lockstep::effects
