#include "program/functions_of.h"

#include <cstddef>
#include <utility>

namespace lockstep::program {

using facts::Kind;

Node function_of(const Node& declaration) {
  if (!declaration) return {};
  switch (declaration.kind()) {
    case Kind::Function:
      return declaration;
    case Kind::Method:
      return declaration.child(0);
    case Kind::Declarator:
    case Kind::Field:
    case Kind::Property: {
      const Node value = without_casts(value_of(declaration));
      return value && value.is(Kind::Function) ? value : Node{};
    }
    default:
      return {};
  }
}

std::vector<Node> functions_of(const Program& program, const Node& expression) {
  // Wrappers nest a few deep in practice; the limit ends the walk on hostile input.
  constexpr std::size_t kMostSteps = 64;
  std::vector<Node> found;
  std::vector<Node> open{expression};
  for (std::size_t step = 0; step < kMostSteps && !open.empty(); ++step) {
    const Node raw = open.back();
    open.pop_back();
    if (!raw) continue;
    const Node node = without_casts(raw);
    switch (node.kind()) {
      case Kind::Function:
        found.push_back(node);
        break;
      case Kind::Array:
        for (const Node element : node.children()) open.push_back(element);
        break;
      case Kind::Conditional:
        open.push_back(node.child(1));
        open.push_back(node.child(2));
        break;
      case Kind::Call: {
        // `f.bind(this)` is f; any other call may hand back a wrapped argument.
        if (const Node of = callee(node); of && of.is(Kind::Member) && of.text() == "bind") {
          open.push_back(of.child(0));
          break;
        }
        for (const Node given : arguments(node)) {
          if (given &&
              (given.is(Kind::Function) || given.is(Kind::Ident) || given.is(Kind::Member) || given.is(Kind::Call))) {
            open.push_back(given);
          }
        }
        break;
      }
      case Kind::Ident:
      case Kind::Member: {
        const Node declared = program.definition(node).node;
        if (!declared) break;
        if (const Node function = function_of(declared)) {
          found.push_back(function);
        } else if (declared.is(Kind::Declarator) || declared.is(Kind::Field) || declared.is(Kind::Property)) {
          open.push_back(value_of(declared));
        }
        break;
      }
      default:
        break;
    }
  }
  return found;
}

}  // namespace lockstep::program
