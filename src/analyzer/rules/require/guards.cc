#include "rules/require/guards.h"

#include "effects/acquisitions.h"
#include "program/exits.h"

#include <algorithm>
#include <vector>

namespace lockstep::rules::require {
namespace {

/// The statement of a block that runs last.
Node last_of(const Node& statement) {
  if (!statement || !statement.is(Kind::Block)) return statement;
  Node last;
  for (const Node step : statement.children()) {
    if (!step.is(Kind::None)) last = step;
  }
  return last;
}

/// `await check(id);`, but not `isStrict && check(id);`.
bool is_run_surely(const Node& call, const Node& statement) {
  Node at = call.parent();
  while (at && at != statement &&
         (at.is(Kind::Await) || at.is(Kind::Cast) || at.is(Kind::Call) || at.is(Kind::Declarator)))
    at = at.parent();
  return at == statement;
}

bool throws(const Node& part) {
  return part && (part.is(Kind::Throw) || !program::nodes_of(part, Kind::Throw).empty());
}

}  // namespace

bool stops(const Program& program, const Node& statement, int depth) {
  constexpr int kDeepest = 3;
  if (!statement || program::leaves_block(statement)) return static_cast<bool>(statement);
  const Node last = last_of(statement);
  if (!last || !last.is(Kind::Expression) || depth > kDeepest) return false;
  Node call = program::without_casts(last.child(0));
  while (call && call.is(Kind::Await)) call = program::without_casts(call.child(0));
  if (!call || !call.is(Kind::Call)) return false;
  if (program::is_named(program::callee(call), "process", "exit")) return true;
  const auto callees = program.callees(call);
  return !callees.empty() && std::ranges::all_of(callees, [&](const NodeRef callee) {
    const Node function = program[callee];
    if (function.has(facts::kAsync) && !effects::is_waited_for(call)) return false;
    return program::nodes_of(function, Kind::Return).empty() && throws(last_of(program::body(function))) &&
           stops(program, program::body(function), depth + 1);
  });
}

bool Guards::stops(const Node& statement) const { return require::stops(comparisons_.program(), statement); }

Node Guards::before(const Node& place) const {
  if (place.is(Kind::Call)) {
    if (const Node found = in_arguments(place)) return found;
  }
  Node below = place;
  for (Node at = place.parent(); at && !below.is(Kind::Function); below = at, at = at.parent()) {
    if (const Node found = around(at, below)) return found;
  }
  return {};
}

/// Of what stands around the place, which is in `below`.
Node Guards::around(const Node& at, const Node& below) const {
  switch (at.kind()) {
    case Kind::If:
    case Kind::Conditional:
    case Kind::While:
      return at.child(0) == below ? Node{} : comparisons_.decides(at.child(0), at.child(1) == below);
    case Kind::Binary:
      if ((at.op() != Op::And && at.op() != Op::Or) || at.child(1) != below) return {};
      return comparisons_.decides(at.child(0), at.op() == Op::And);
    case Kind::Switch:
      return at.child(0) == below ? Node{} : behind_switch(at, below);
    case Kind::Block:
    case Kind::Case:
      for (const Node statement : at.children()) {
        if (statement == below) break;
        if (const Node found = behind(statement)) return found;
      }
      return {};
    default:
      return {};
  }
}

/// Of a statement that runs before the place on every way.
Node Guards::behind(const Node& statement) const {
  if (statement.is(Kind::If)) {
    if (stops(statement.child(1))) return comparisons_.decides(statement.child(0), false);
    return stops(statement.child(2)) ? comparisons_.decides(statement.child(0), true) : Node{};
  }
  if (statement.is(Kind::Switch)) return behind_switch(statement, {});
  if (statement.is(Kind::Expression)) {
    const Node taken_out = taken_out_by(statement);
    return taken_out ? taken_out : checked_by_callee(statement);
  }
  if (statement.is(Kind::Variable) && comparisons_.protects()) return checked_by_callee(statement);
  if (statement.is(Kind::Try) && comparisons_.protects()) return behind_try(statement);
  return {};
}

/// What is thrown in a block whose `catch` leaves, too, lets nobody get behind it.
Node Guards::behind_try(const Node& statement) const {
  const Node handler = statement.child(2);
  if (!statement.child(0) || (handler && !stops(handler))) return {};
  for (const Node step : statement.child(0).children()) {
    if (const Node found = step.is(Kind::None) ? Node{} : behind(step)) return found;
  }
  return {};
}

/// `remove(await this.removable(id))`: what is handed over comes from a function that throws where both are equal.
Node Guards::in_arguments(const Node& call) const {
  if (!comparisons_.protects()) return {};
  for (const Node given : program::arguments(call)) {
    if (given.is(Kind::None)) continue;
    Node plain = program::without_casts(given);
    while (plain && plain.is(Kind::Await)) plain = program::without_casts(plain.child(0));
    if (!plain || !plain.is(Kind::Call)) continue;
    if (const Node found = checked_by(plain)) return found;
  }
  return {};
}

/// `ids.delete(X);` of a set.
Node Guards::taken_out_by(const Node& statement) const {
  const Node call = statement.child(0);
  const Node head = call && call.is(Kind::Call) ? program::callee(call) : Node{};
  if (!head || !head.is(Kind::Member) || head.text() != "delete" || program::argument_count(call) != 1) return {};
  const Program& program = comparisons_.program();
  const Node declared = program.definition(head.child(0)).node;
  const Node made = declared && declared.is(Kind::Declarator) ? program::value_of(declared) : Node{};
  const bool is_set = made && made.is(Kind::New) && program::callee(made) && program::callee(made).text() == "Set";
  const Node given = program::argument(call, 0);
  if (!is_set || !comparisons_.call() || !comparisons_.constant().is_meant(given)) return {};
  // A set of the same ids keeps what this one has lost.
  const std::vector<Node> chain = chain_of(comparisons_.call());
  const auto names = program::nodes_of(chain.empty() ? comparisons_.call() : chain.front(), Kind::Ident);
  const bool is_handed_over = std::any_of(names.begin(), names.end(),
                                          [&](const Node& name) { return program.definition(name).node == declared; });
  return is_handed_over ? call : Node{};
}

/// `case X: throw …` among the cases of a switch, but for the case that the place itself is in; `switch (ok) { case
/// false: return }`, `switch (true) { case id === X: return }`.
Node Guards::behind_switch(const Node& statement, const Node& below) const {
  const Node subject = statement.child(0);
  const bool is_about_call = comparisons_.is_about_call(subject);
  for (const Node part : statement.children()) {
    const Node test = part.is(Kind::Case) ? part.child(0) : Node{};
    if (!test) continue;
    if (part == below) {
      // What is in a case is done for its value only.
      if (test.is(Kind::Boolean)) {
        if (const Node found = comparisons_.decides(subject, test.text() == "true")) return found;
      }
      continue;
    }
    bool leaves = false;
    for (const Node step : part.children()) leaves = step != test && stops(step) && !step.is(Kind::Break);
    if (!leaves) continue;
    if (comparisons_.constant().is_meant(test) && is_about_call) return subject;
    if (test.is(Kind::Boolean)) {
      if (const Node found = comparisons_.decides(subject, test.text() != "true")) return found;
    }
    if (subject && subject.is(Kind::Boolean)) {
      if (const Node found = comparisons_.decides(test, subject.text() != "true")) return found;
    }
  }
  return {};
}

/// `assertMayGo(id);` whose body compares and throws.
Node Guards::checked_by_callee(const Node& statement) const {
  if (comparisons_.is_too_deep()) return {};
  for (const Node check : program::nodes_of(statement, Kind::Call)) {
    if (comparisons_.protects() && !is_run_surely(check, statement)) continue;
    if (const Node found = checked_by(check)) return found;
  }
  return {};
}

Node Guards::checked_by(const Node& check) const {
  const Program& program = comparisons_.program();
  // `invariant(id !== X, 'stays');`
  const Node head = program::callee(check);
  const bool is_assertion = head && (head.text() == "invariant" || head.text() == "assert" || head.text() == "ok");
  if (const Node said = is_assertion ? comparisons_.decides(program::argument(check, 0), true) : Node{}) return said;
  // `assert.notStrictEqual(id, X);`
  const Node library = head && head.is(Kind::Member) ? head.child(0) : Node{};
  if (library && library.is(Kind::Ident) && library.text() == "assert") {
    if (const Node said = comparisons_.decides(check, true)) return said;
  }
  for (const NodeRef target : program.callees(check)) {
    const Node function = program[target];
    // What it throws into a promise that nobody awaits stops nobody.
    if (function.has(facts::kAsync) && !effects::is_waited_for(check)) continue;
    const Node compared = thrown_by(function);
    if (compared && comparisons_.is_about_call(check, compared)) return check;
  }
  return {};
}

/// The comparison by which a function throws where both are equal, itself or by a check that it calls.
Node Guards::thrown_by(const Node& function) const {
  const Comparisons inside = comparisons_.inside();
  const Guards guards(inside);
  for (const Node branch : program::nodes_of(function, Kind::If)) {
    if (const Node found = guards.throws_when_equal(branch)) return found;
  }
  const Node body = program::body(function);
  if (!comparisons_.protects() || !body || !body.is(Kind::Block)) return {};
  for (const Node statement : body.children()) {
    // Behind a way out not every run comes to the check.
    if (statement.is(Kind::If) && !program::nodes_of(statement, Kind::Return).empty()) return {};
    if (statement.is(Kind::Switch) && !program::nodes_of(statement, Kind::Throw).empty() &&
        program::nodes_of(statement, Kind::Return).empty()) {
      if (const Node found = guards.behind_switch(statement, {})) return found;
    }
    if (statement.is(Kind::Expression)) {
      if (const Node found = guards.checked_by_callee(statement)) return found;
    }
  }
  return {};
}

/// The comparison of a branch that throws where both are equal.
Node Guards::throws_when_equal(const Node& branch) const {
  if (!comparisons_.protects()) return throws(branch) ? comparisons_.in(branch.child(0)) : Node{};
  // In a function's own block every run of it comes to the branch.
  const Node function = branch.enclosing_function();
  if (branch.parent() != program::body(function)) return {};
  const auto ends_badly = [&](const Node& part) {
    if (!part || !stops(part)) return false;
    return throws(part) || !program::leaves_block(part);
  };
  if (ends_badly(branch.child(1))) return comparisons_.decides(branch.child(0), false);
  return ends_badly(branch.child(2)) ? comparisons_.decides(branch.child(0), true) : Node{};
}

}  // namespace lockstep::rules::require
