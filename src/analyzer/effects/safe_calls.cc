#include "effects/safe_calls.h"

#include "effects/acquisitions.h"

#include <algorithm>

namespace lockstep::effects {

namespace {

constexpr int kDeepest = 3;

bool has_throw(const Node& inside) {
  const auto throws = program::nodes_of(inside, Kind::Throw);
  return throws.begin() != throws.end();
}

/// Whether what a node throws ends in a `catch` of its function that throws nothing itself. What the `catch` waits for
/// is looked at where it stands.
bool ends_in_catch(const Node& node, const Node& function) {
  for (Node at = node, above = at.parent(); above && at != function; at = above, above = at.parent()) {
    const Node handler = above.is(Kind::Try) && above.child(0) == at ? above.child(2) : Node{};
    if (handler && !has_throw(handler)) return true;
  }
  return false;
}

bool makes_promise(const Node& value) {
  const Node name = value.is(Kind::New) ? program::callee(value) : Node{};
  return name && name.is(Kind::Ident) && name.text() == "Promise";
}

/// `new Promise((resolve) => setTimeout(resolve, 50))`: nothing in it can refuse.
bool is_pause(const Node& made) {
  const Node executor = program::argument(made, 0);
  if (!makes_promise(made) || !executor || !executor.is(Kind::Function) || has_throw(executor)) return false;
  std::size_t parameters = 0;
  for ([[maybe_unused]] const Node parameter : program::parameters(executor).children()) ++parameters;
  const auto calls = program::nodes_of(executor, Kind::Call);
  return parameters == 1 && std::all_of(calls.begin(), calls.end(), [&](const Node& call) {
           const Node head = program::callee(call);
           const bool is_timer = head && (head.is(Kind::Ident) || head.is(Kind::Member)) &&
                                 (head.text() == "setTimeout" || head.text() == "setImmediate");
           return is_timer || call.enclosing_function() != executor;
         });
}

bool function_never_rejects(const Program& program, const Node& function, int depth) {
  const Node body = program::body(function);
  if (!body) return false;
  if (!body.is(Kind::Block)) return never_rejects(program, program::without_casts(body), depth + 1);
  bool any = false;  // what waits for nothing may be a stub, or throw by itself
  for (const Node node : program::nodes_of(body, {Kind::Await, Kind::Return, Kind::ForOf, Kind::Throw})) {
    if (node.enclosing_function() != function) continue;
    const Node awaited = node.is(Kind::Throw) ? Node{} : waited_for(node);
    // A plain loop, or a value that is there already. What is returned without `await` has left the `try`.
    const bool is_wait = awaited && (!node.is(Kind::Return) || awaited.is(Kind::Call) || makes_promise(awaited));
    if (!node.is(Kind::Throw) && !is_wait) continue;
    any = true;
    if (!node.is(Kind::Return) && ends_in_catch(node, function)) continue;
    if (!awaited || !never_rejects(program, awaited, depth + 1)) return false;
  }
  return any;
}

}  // namespace

bool never_rejects(const Program& program, const Node& awaited, int depth) {
  if (!awaited || depth > kDeepest) return false;
  if (awaited.is(Kind::New)) return is_pause(awaited);
  if (!awaited.is(Kind::Call)) return false;
  const Node head = program::callee(awaited);
  if (head && head.is(Kind::Member) && head.text() == "catch") {
    const Node handler = program::argument(awaited, 0);
    return handler && handler.is(Kind::Function) && !has_throw(handler);
  }
  const auto callees = program.callees(awaited);
  return !callees.empty() && std::all_of(callees.begin(), callees.end(), [&](NodeRef target) {
    return function_never_rejects(program, program[target], depth);
  });
}

}  // namespace lockstep::effects
