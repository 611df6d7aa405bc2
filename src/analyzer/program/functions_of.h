#pragma once

#include "program/program.h"

#include <vector>

namespace lockstep::program {

/// The Functions that a value handed to somebody else may be: the Function itself, a name of one (`controller.create`),
/// what a wrapper got (`asyncHandler(async (req, res) => …)`, `this.handle.bind(this)`), all of a list. Empty when
/// unknown.
std::vector<Node> functions_of(const Program& program, const Node& expression);

/// The Function of a declaration: of a Method, of `const f = () => …`, of a property; itself. Null for anything else.
Node function_of(const Node& declaration);

/// The last word of what a method is called on, whatever stands before it: "router" for `this.router.get(…)`, and each
/// earlier word of a chain: "get", then "procedure" for `procedure.input(x).query(…)`. Calls `visit(word)` until it is
/// true.
template <class Visit>
bool any_receiver_word(const Node& call, Visit visit) {
  Node at = callee(call);
  if (!at || !at.is(facts::Kind::Member)) return false;
  at = at.child(0);
  while (at) {
    switch (at.kind()) {
      case facts::Kind::Ident:
        return visit(at.text());
      case facts::Kind::Member:
        if (visit(at.text())) return true;
        return false;
      case facts::Kind::Call:
      case facts::Kind::New:
        at = callee(at);
        if (at && at.is(facts::Kind::Member)) at = at.child(0);
        break;
      case facts::Kind::Await:
      case facts::Kind::Cast:
        at = at.child(0);
        break;
      default:
        return false;
    }
  }
  return false;
}

}  // namespace lockstep::program
