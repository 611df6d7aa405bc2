#include "effects/lock_handles.h"

#include "effects/acquisitions.h"

namespace lockstep::effects {
namespace {

using program::callee;

/// Whether a branch does nothing but give the lock back, and say what went wrong with that.
bool only_gives_back(const Node& branch, std::string_view name) {
  if (branch.is(Kind::Return) || branch.is(Kind::Throw)) return false;
  for (const Node node : program::nodes_of(branch, {Kind::Return, Kind::Throw, Kind::Await})) {
    const Node call = node.is(Kind::Await) ? program::without_casts(node.child(0)) : Node{};
    if (!call || !call.is(Kind::Call) || !callee(call).is(Kind::Ident) || callee(call).text() != name) return false;
  }
  return true;
}

/// The `if` whose condition a use belongs to.
Node tested_by(const Node& use) {
  Node below = use;
  for (Node above = below.parent(); above; below = above, above = below.parent()) {
    if (above.is(Kind::If) || above.is(Kind::While) || above.is(Kind::Conditional))
      return above.child(0) == below ? above : Node{};
    if (!above.is(Kind::Unary) && !above.is(Kind::Binary) && !above.is(Kind::Cast)) return {};
  }
  return {};
}

}  // namespace

std::optional<HandleUse> use_of_handle(const Node& unit, const Node& acquire) {
  const Node name = bound_to(acquire);
  if (!name || !(name.is(Kind::Binding) || name.is(Kind::Ident))) return std::nullopt;
  const auto binding = name.facts().binding(name.id());
  if (!binding) return std::nullopt;
  HandleUse use;
  for (const Node node : program::descendants(unit)) {
    if (!node.is(Kind::Ident) || node == name || node.facts().binding(node.id()) != binding) continue;
    const Node above = node.parent();
    if (above.is(Kind::Call) && callee(above) == node) {
      use.is_called = true;
    } else if (above.is(Kind::Assign) && above.child(0) == node) {
      continue;
    } else if (const Node test = tested_by(node)) {
      if (!test.is(Kind::If) || test.child(2) || !only_gives_back(test.child(1), node.text())) use.is_tested = true;
    } else if (above.is(Kind::Binary) && above.child(0) == node) {
      continue;  // `release && (await release())`
    } else if (!use.handed) {
      use.handed = node;
    }
  }
  return use;
}

}  // namespace lockstep::effects
