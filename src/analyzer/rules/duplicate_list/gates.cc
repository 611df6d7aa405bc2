// A set that stands before a switch: `if (!WANTED.has(event.type)) return; switch (event.type) {…}`. What the set lacks
// never reaches its case, and the case stands there as if it did.

#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include "program/exits.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

/// `WANTED.has(event.type)`, `WANTED.includes(event.type)`
bool asks(const Node& call, std::string_view set, const std::string& tried) {
  const Node callee = call.is(Kind::Call) ? program::callee(call) : Node{};
  if (!callee || !callee.is(Kind::Member) || (callee.text() != "has" && callee.text() != "includes")) return false;
  const Node argument = program::argument(call, 0);
  return callee.child(0).is(Kind::Ident) && callee.child(0).text() == set && argument &&
         program::describe(argument) == tried;
}

}  // namespace

std::optional<Relation> Relating::judge_gate(const Candidate& gate, const Candidate& handling) {
  const ValueList& set = *gate.list;
  const ValueList& cases = *handling.list;
  if (set.shape != Shape::Array || set.holder != Holder::Variable || set.is_open) return std::nullopt;
  if (cases.shape != Shape::Switch || !same_file(set, cases)) return std::nullopt;
  const std::size_t common = intersection(gate, handling).size();
  if (common < 2 || common < gate.values.size() || common == handling.values.size()) return std::nullopt;
  const Node function = cases.node.enclosing_function();
  if (!function || !cases.node.child(0)) return std::nullopt;
  const std::string tried = program::describe(cases.node.child(0));
  for (const Node test : program::nodes_of(function, Kind::If)) {
    if (test.ref() > cases.node.ref() || !test.child(0) || !test.child(1)) continue;
    const Node condition = test.child(0);
    const bool is_negated = condition.is(Kind::Unary) && condition.op() == Op::Not;
    if (is_negated && asks(condition.child(0), set.name, tried) && program::leaves_function(test.child(1))) {
      return Relation{.likeness = Likeness::Part, .kinship = Kinship::Some, .common = common};
    }
  }
  return std::nullopt;
}

}  // namespace lockstep::rules
