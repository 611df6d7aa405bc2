// A region that holds a lock, and a way from inside of it to an acquisition of the same lock. Keys are compared as
// text, with what each call hands over put in the place of its parameters: `this.handle({...message, text})` takes the
// lock of the same visitor, `this.close(child.id)` that of another row. Only a key that is certainly the same is a
// finding.

#include "effects/hazards.h"
#include "effects/units.h"

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <utility>

namespace lockstep::effects {

using program::callee;

namespace {

constexpr std::size_t kDeepestChain = 12;
constexpr std::size_t kMostVisits = 400;

/// Calls whose result is neither awaited nor returned go on without their caller.
bool is_waited_for(const Node& call) {
  Node at = call;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    switch (above.kind()) {
      case Kind::Await:
      case Kind::Return:
      case Kind::Declarator:
      case Kind::Assign:
      case Kind::Array:
        return true;
      case Kind::Function:
        return !program::body(above).is(Kind::Block);  // `() => f()`
      case Kind::Unary:
        return above.op() != Op::Void;
      case Kind::Expression:
        return false;
      default:
        break;
    }
  }
  return false;
}

}  // namespace

std::vector<Reacquisition> find_reacquisitions(const Program& program, const Locks& locks, const Paths& paths,
                                               const program::Liveness& liveness) {
  std::vector<Reacquisition> found;
  for (const NodeRef ref : locks.lockers()) {
    const Node unit = program[ref];
    if (!liveness.is_alive(unit)) continue;
    for (const Region& region : locks.regions(unit)) {
      if (region.kind != Region::Kind::Held || region.is_reentrant || region.key.empty() ||
          region.key.find("{?}") != std::string::npos)
        continue;
      struct Open {
        Node unit;
        std::vector<Node> calls;
        Node last;  // the call that leads here; null in the region's own unit
      };
      std::deque<Open> open{{unit, {}, {}}};
      std::set<NodeRef> seen;
      std::size_t visits = 0;
      bool done = false;
      while (!open.empty() && !done && ++visits < kMostVisits) {
        const Open at = std::move(open.front());
        open.pop_front();
        // What a key of this unit is called in the region's unit.
        const auto in_terms_of_region = [&](std::string key) {
          for (std::size_t i = at.calls.size(); i-- > 0;)
            key = substituted(program, key, unit_of(at.calls[i]), at.calls[i]);
          return key;
        };
        if (at.last) {
          for (const Region& inner : locks.regions(at.unit)) {
            if (inner.kind != Region::Kind::Held || inner.is_reentrant) continue;
            if (paths.entry_around(at.unit, inner.opener) != nullptr) continue;
            if (in_terms_of_region(inner.key) != region.key) continue;
            found.push_back({.region = region, .unit = unit, .calls = at.calls, .acquire = inner.opener});
            done = true;
            break;
          }
          if (done) break;
        }
        if (at.calls.size() >= kDeepestChain) continue;
        const std::uint32_t end = at.unit.id().value + at.unit.raw().size;
        for (std::uint32_t i = at.unit.id().value + 1; i < end; ++i) {
          const Node node = at.unit.file().node(facts::NodeId{i});
          if (is_other_unit(node, at.unit)) {
            i += node.raw().size - 1;
            continue;
          }
          if (!node.is(Kind::Call)) continue;
          if (!at.last && !Locks::covers(region, node)) continue;
          if (node == region.opener || !is_waited_for(node) || paths.entry_around(at.unit, node) != nullptr) continue;
          // In the region itself a second acquisition may stand without any call between.
          if (!at.last) {
            const auto& all = locks.regions(unit);
            const auto again = std::find_if(all.begin(), all.end(), [&](const Region& other) {
              return other.opener == node && other.kind == Region::Kind::Held && other.key == region.key &&
                     !other.is_reentrant;
            });
            if (again != all.end()) {
              found.push_back({.region = region, .unit = unit, .calls = {}, .acquire = node});
              done = true;
              break;
            }
          }
          for (const NodeRef target : program.callees(node)) {
            const Node function = program[target];
            if (locks.role(function).kind != LockRole::Kind::None && locks.role(function).kind != LockRole::Kind::Guard)
              continue;
            if (unit_of(function) != function || !seen.insert(target).second) continue;
            std::vector<Node> calls = at.calls;
            calls.push_back(node);
            open.push_back({function, std::move(calls), node});
          }
        }
      }
    }
  }
  return found;
}

}  // namespace lockstep::effects
