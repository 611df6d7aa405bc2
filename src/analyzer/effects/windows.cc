#include "effects/windows.h"

#include "effects/acquisitions.h"

#include <algorithm>
#include <optional>

namespace lockstep::effects {

namespace {

/// The branch of an `if` that a node stands in.
struct Branch {
  facts::BindingId asks;  ///< what the condition asks for: `if (serverId)`, `if (!serverId)`
  bool holds = false;     ///< … and whether it is there on this branch
};

/// What a condition asks for when it is a name alone that is never given another value.
std::optional<Branch> asked(const Node& statement, bool is_yes) {
  Node condition = statement.child(0) ? program::without_casts(statement.child(0)) : Node{};
  bool holds = is_yes;
  while (condition && condition.is(Kind::Unary) && condition.op() == Op::Not) {
    condition = program::without_casts(condition.child(0));
    holds = !holds;
  }
  const auto binding =
      condition && condition.is(Kind::Ident) ? condition.facts().binding(condition.id()) : std::nullopt;
  if (!binding || condition.facts()[*binding].is_assigned) return std::nullopt;
  return Branch{*binding, holds};
}

std::vector<Branch> branches_around(const Node& node) {
  std::vector<Branch> found;
  for (Node below = node, above = node.parent(); above; below = above, above = above.parent()) {
    if (!above.is(Kind::If) && !above.is(Kind::Conditional)) continue;
    if (below == above.child(0)) continue;
    if (const auto branch = asked(above, below == above.child(1))) found.push_back(*branch);
  }
  return found;
}

/// Whether two nodes stand in the two branches of one `if`, so that none runs before the other.
bool are_two_branches(const Node& a, const Node& b) {
  for (Node below = a, above = a.parent(); above; below = above, above = above.parent()) {
    if (!above.is(Kind::If) && !above.is(Kind::Conditional)) continue;
    const Node yes = above.child(1);
    const Node no = above.child(2);
    if (no && ((below == yes && no.contains(b)) || (below == no && yes.contains(b)))) return true;
  }
  return false;
}

/// The same of two `if`s that ask for one and the same: `if (remote) await fetch(…); … if (!remote) write(…)`.
bool are_asked_for_the_opposite(const std::vector<Branch>& a, const std::vector<Branch>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Branch& one) {
    return std::any_of(b.begin(), b.end(),
                       [&](const Branch& other) { return one.asks == other.asks && one.holds != other.holds; });
  });
}

}  // namespace

std::vector<Node> awaits_between(const Node& unit, const Node& read, const Node& write) {
  std::vector<Node> found;
  if (!unit || !read) return found;
  const std::vector<Branch> ends[] = {branches_around(read), branches_around(write)};
  for (const Node node : program::nodes_of(unit, {Kind::Await, Kind::ForOf})) {
    if (!waited_for(node) || node.span().begin < read.span().end) continue;
    if (are_two_branches(node, write) || are_two_branches(node, read)) continue;
    // A save inside of the loop comes when part of the stream has been waited for.
    const Node last = node.is(Kind::ForOf) ? node.child(1) : node;
    if (last.span().end > write.span().begin) continue;
    const std::vector<Branch> around = branches_around(node);
    if (!are_asked_for_the_opposite(around, ends[0]) && !are_asked_for_the_opposite(around, ends[1]))
      found.push_back(node);
  }
  return found;
}

}  // namespace lockstep::effects
