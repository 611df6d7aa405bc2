#include "rules/duplicate_list/ties.h"

#include "rules/duplicate_list/comparison.h"
#include "rules/duplicate_list/relation.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMinOfEnum = 3;

bool is_anything(const Node& type) {
  return type && type.is(Kind::TypeKeyword) && (type.text() == "unknown" || type.text() == "any");
}

/// What is said to be of a type in spite of the compiler: `message.sender` of `message.sender as unknown as Bubble`.
Node forced(const Node& cast) {
  const Node inner = cast.op() == Op::As ? cast.child(0) : Node{};
  return inner && inner.is(Kind::Cast) && is_anything(inner.child(1)) ? inner.child(0) : Node{};
}

/// The type that is written for what an expression stands for, or declares it.
Node written_type(const Program& program, const Node& expression) {
  if (const Node declared = program.type_of(expression).declaration) return declared;
  return program::type_annotation(program.definition(expression).node);
}

}  // namespace

NodeRef holder_of_values(const Program& program, const Node& type) {
  if (!type) return {};
  if (type.is(Kind::Enum)) return type.ref();
  const program::Values values = program.values(type);
  if (values.values.empty()) return {};
  const Node owner = values.values.front().owner;
  for (const program::Value& value : values.values) {
    if (!(value.owner == owner)) return {};
  }
  return owner ? owner.ref() : type.ref();
}

Ties::Ties(const Program& program) {
  collect_assertions(program);
  collect_tools(program);
  collect_messages(program);
}

bool Ties::lead(const ValueList& from, const ValueList& to) const {
  if (!hold(from) || !hold(to)) return false;
  for (const Node& source : std::array{from.node, from.holder_node}) {
    for (const Node& target : std::array{to.node, to.holder_node}) {
      if (source && target && ties_.contains({source.ref(), target.ref()})) return true;
    }
  }
  return false;
}

bool Ties::hold(const ValueList& list) const {
  return list.node && (ends_.contains(list.node.ref()) || (list.holder_node && ends_.contains(list.holder_node.ref())));
}

void Ties::add(NodeRef from, NodeRef to) {
  if (from == NodeRef{} || to == NodeRef{} || from == to) return;
  ties_.emplace(from, to);
  ends_.insert(from);
  ends_.insert(to);
}

void Ties::collect_assertions(const Program& program) {
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node cast : program::nodes_of(file, Kind::Cast)) {
      const Node expression = forced(cast);
      if (!expression || !(expression.is(Kind::Ident) || expression.is(Kind::Member))) continue;
      const NodeRef to = holder_of_values(program, cast.child(1));
      if (to != NodeRef{}) add(holder_of_values(program, written_type(program, expression)), to);
    }
  }
}

/// A value that only the one has gets to the other all the same, and what only the other has never comes. Where one of
/// them just holds less, somebody may have looked before he asserted it.
std::optional<Relation> Relating::judge_tied(const Comparison& both) const {
  if (!(ties_.lead(both.a, both.b) || ties_.lead(both.b, both.a))) return std::nullopt;
  const std::size_t common = both.shared.size();
  const std::size_t smaller = std::min(both.ca.values.size(), both.cb.values.size());
  if (common < 2 || common * 2 < smaller || both.a.is_open || both.b.is_open) return std::nullopt;
  // Two enums of one set, which the compiler would not let pass for each other: one of them was written again.
  const bool are_enums = both.a.shape == Shape::Enum && both.b.shape == Shape::Enum;
  if (are_enums && both.ca.values == both.cb.values && common >= kMinOfEnum)
    return Relation{.likeness = Likeness::Equal, .kinship = Kinship::Some, .common = common, .is_tied = true};
  if (common == smaller) return std::nullopt;
  return Relation{.likeness = Likeness::Drifted,
                  .kinship = Kinship::Some,
                  .common = common,
                  .is_tied = true,
                  .surety = Relation::Surety::Likely};
}

}  // namespace lockstep::rules
