#include "rules/orphan_variant/asserted.h"

#include <algorithm>

namespace lockstep::rules::variants {
namespace {

/// `asserts x is T`
bool asserts_a_type(const Node& function) {
  const Node answer = function ? program::type_annotation(function) : Node{};
  return answer && answer.is(Kind::TypeOther) && answer.child(0) && answer.child(0).is(Kind::TypeOther);
}

}  // namespace

bool is_asserted_before(const Program& program, const Dispatcher& dispatcher) {
  const Node asked = program::without_casts(dispatcher.subject.expression);
  const Node place = dispatcher.is_registry ? dispatcher.fallback : dispatcher.node;
  const Node function = place.enclosing_function();
  if (!asked || !function) return false;
  const Node owner = asked.is(Kind::Member) ? program::without_casts(asked.child(0)) : asked;
  if (!owner || !owner.is(Kind::Ident)) return false;
  const auto calls = program::nodes_of(function, Kind::Call);
  return std::any_of(calls.begin(), calls.end(), [&](const Node& call) {
    if (!(call < place) || !call.parent().is(Kind::Expression)) return false;
    const auto arguments = program::arguments(call);
    const bool is_given = std::any_of(arguments.begin(), arguments.end(), [&](const Node& given) {
      return given.is(Kind::Ident) && given.text() == owner.text();
    });
    if (!is_given) return false;
    const auto callees = program.callees(call);
    return callees.size() == 1 && asserts_a_type(program[callees.front()]);
  });
}

}  // namespace lockstep::rules::variants
