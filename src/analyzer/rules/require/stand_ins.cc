#include "rules/require/stand_ins.h"

#include "effects/acquisitions.h"
#include "effects/units.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace lockstep::rules::require {
namespace {

/// What a promise that somebody else makes comes to: "late" of `sleep(200, 'late')`, `Promise.resolve('late')` and
/// `new Promise((done) => setTimeout(() => done('late'), 200))`. Null where it comes to nothing, or nobody knows.
Node outcome_of(const Program& program, const Node& promise) {
  const Node plain = program::without_casts(promise);
  if (!plain) return {};
  if (plain.is(Kind::Call)) {
    if (program::is_named(program::callee(plain), "Promise", "resolve")) return program::argument(plain, 0);
    const program::External external = program.external_callee(plain);
    const bool is_timer = external.package.find("timers/promises") != std::string_view::npos;
    return is_timer ? program::argument(plain, 1) : Node{};
  }
  if (!plain.is(Kind::New)) return {};
  const Node closure = program::argument(plain, 0);
  const Node done = closure && closure.is(Kind::Function) ? program::parameter(closure, 0) : Node{};
  if (!done) return {};
  for (const Node call : program::nodes_of(closure, Kind::Call)) {
    const Node head = program::callee(call);
    if (head && head.is(Kind::Ident) && program.definition(head).node == done) return program::argument(call, 0);
  }
  return {};
}

/// Of `Promise.race([acquire(id), …])` the other one that says that the lock was got.
Node winner_beside(const Program& program, const Node& list, const Node& acquire) {
  const Node call = list.parent();
  const Node head = call && call.is(Kind::Call) ? program::callee(call) : Node{};
  if (!head || !(program::is_named(head, "Promise", "race") || program::is_named(head, "Promise", "any"))) return {};
  for (const Node element : list.children()) {
    if (element.contains(acquire)) continue;
    const Node outcome = outcome_of(program, element);
    if (outcome && stands_for_success(program, outcome)) return outcome;
  }
  return {};
}

/// `''` of `(await acquire(id)) || ''` says nothing, unless it is asked for `null` itself.
bool is_asked_for_null(const Node& unit, const Node& acquire) {
  const auto names = effects::names_of(effects::bound_to(acquire));
  const auto comparisons = program::nodes_of(unit, Kind::Binary);
  return std::any_of(comparisons.begin(), comparisons.end(), [&](const Node& one) {
    if (one.op() != Op::StrictEqual && one.op() != Op::StrictNotEqual) return false;
    const auto is_null = [](const Node& side) {
      return side && (side.is(Kind::Null) || (side.is(Kind::Ident) && side.text() == "undefined"));
    };
    const bool is_left = is_null(one.child(0));
    return (is_left || is_null(one.child(1))) && effects::mentions(one.child(is_left ? 1 : 0), names);
  });
}

/// What is assigned to the variable behind the acquisition, and before the work.
Node put_in_its_place(const Program& program, const Node& unit, const Node& acquire, const Node& work) {
  const auto names = effects::names_of(effects::bound_to(acquire));
  for (const Node assign : program::nodes_of(unit, Kind::Assign)) {
    const bool is_between = assign.span().begin >= acquire.span().end &&
                            (!work || (assign.span().begin < work.span().begin && !assign.contains(work)));
    const Node target = assign.child(0);
    if (!is_between || assign.op() != Op::Assign || !target || !target.is(Kind::Ident)) continue;
    if (effects::mentions(target, names) && stands_for_success(program, assign.child(1))) return assign.child(1);
  }
  return {};
}

}  // namespace

bool stands_for_success(const Program& program, const Node& value) {
  const Node plain = value ? program::without_casts(value) : Node{};
  if (!plain || effects::says_failure(plain)) return false;
  if (plain.is(Kind::Boolean)) return plain.text() == "true";
  if (plain.is(Kind::String)) return !plain.text().empty();
  if (plain.is(Kind::Number)) return plain.text() != "0";
  if (plain.is(Kind::Template)) return true;
  const Node constant = plain.is(Kind::Ident) || plain.is(Kind::Member) ? program.constant(plain) : Node{};
  return constant && constant != plain && (constant.is(Kind::String) || constant.is(Kind::Number)) &&
         stands_for_success(program, constant);
}

Node stand_in_of(const Program& program, const Node& unit, const Node& acquire, const Node& work) {
  Node at = acquire;
  for (Node above = at.parent(); above && above != unit; at = above, above = at.parent()) {
    if (work && above.contains(work)) break;
    if (above.is(Kind::Array)) {
      if (const Node other = winner_beside(program, above, acquire)) return other;
    } else if (above.is(Kind::Binary) && above.child(0) == at && (above.op() == Op::Coalesce || above.op() == Op::Or)) {
      const Node other = above.child(1);
      const bool is_blank = other && other.is(Kind::String) && other.text().empty();
      if (stands_for_success(program, other) || (is_blank && is_asked_for_null(unit, acquire))) return other;
    } else if (above.is(Kind::Member) && (above.text() == "catch" || above.text() == "then")) {
      const Node handler = above.parent() ? program::argument(above.parent(), above.text() == "catch" ? 0 : 1) : Node{};
      const Node answer = handler && handler.is(Kind::Function) ? effects::returned(handler) : Node{};
      if (answer && stands_for_success(program, answer)) return answer;
    } else if (above.is(Kind::Function) || above.is(Kind::Block)) {
      break;
    }
  }
  return put_in_its_place(program, unit, acquire, work);
}

}  // namespace lockstep::rules::require
