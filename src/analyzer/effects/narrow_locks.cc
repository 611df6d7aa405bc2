#include "effects/narrow_locks.h"

#include "effects/acquisitions.h"
#include "effects/candidates.h"
#include "effects/units.h"

#include <deque>
#include <set>
#include <utility>

namespace lockstep::effects {

namespace {

/// Whether a lock is for one thing among many, which its key names.
bool is_for_one_thing(const Region& region) {
  return region.kind == Region::Kind::Held && region.key.find('{') != std::string::npos &&
         region.key.find("{?") == std::string::npos && region.key.find("{this") == std::string::npos &&
         !region.key.starts_with('{');
}

/// The locks that are held at a call of a unit, or null where one of them may keep everybody out.
std::optional<std::vector<Node>> narrow_locks_at(const Locks& locks, const Node& unit, const Node& call) {
  std::vector<Node> held;
  for (const Region& region : locks.regions(unit)) {
    if (region.kind == Region::Kind::Transaction || !Locks::covers(region, call)) continue;
    if (!is_for_one_thing(region)) return std::nullopt;
    held.push_back(region.opener);
  }
  return held;
}

}  // namespace

bool is_for_everybody(std::string_view key) {
  if (key.empty()) return false;
  for (std::size_t open = key.find('{'); open != std::string_view::npos; open = key.find('{', open + 1)) {
    const std::string_view hole = key.substr(open + 1);
    if (!hole.starts_with("new Date(") && !hole.starts_with("Date.now(")) return false;
  }
  return true;
}

std::optional<NarrowlyLocked> narrowly_locked(const Program& program, const Locks& locks, const Paths& paths,
                                              const program::Liveness& liveness, const Node& unit, const Node& write) {
  struct Open {
    Node unit;
    std::vector<Node> calls;
    Node lock;
  };
  const auto own = narrow_locks_at(locks, unit, write);
  if (!own || !own->empty()) return std::nullopt;
  std::deque<Open> open{{unit, {}, {}}};
  std::set<NodeRef> seen{unit.ref()};
  while (!open.empty()) {
    const Open at = std::move(open.front());
    open.pop_front();
    if (const auto* found = paths.entry(at.unit); found != nullptr && at.lock)
      return NarrowlyLocked{{*found, at.unit, at.calls}, at.lock};
    for (const NodeRef use : program.callers(at.unit)) {
      const Node call = program[use];
      const Node caller = unit_of(call);
      if (!caller || !is_product_code(call.file()) || !liveness.is_alive(call) || at.unit.contains(call)) continue;
      const auto held = narrow_locks_at(locks, caller, call);
      if (!held) continue;
      Node lock = at.lock;
      if (!lock && !held->empty()) lock = held->front();
      std::vector<Node> calls = at.calls;
      calls.insert(calls.begin(), call);
      if (const auto* found = paths.entry_around(caller, call); found != nullptr && lock)
        return NarrowlyLocked{{*found, found->function, std::move(calls)}, lock};
      if (seen.insert(caller.ref()).second) open.push_back({caller, std::move(calls), lock});
    }
  }
  return std::nullopt;
}

}  // namespace lockstep::effects
