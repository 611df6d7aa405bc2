// Waits under a lock that expires meanwhile: without a limit where the lock has one, or with a limit that is longer
// than the lock's life. What lives for a quarter of an hour is left alone: every wait has given up by then.

#include "effects/acquisitions.h"
#include "effects/durations.h"
#include "effects/lock_faults.h"
#include "effects/units.h"

#include <deque>
#include <optional>
#include <set>

namespace lockstep::effects {

namespace {

/// A request or two have long been answered before a lock with such a life expires.
constexpr double kFewRequests = 60.0 * 1000;
/// A wait for another machine gives up long before a lock with such a life expires.
constexpr double kLongLife = 15.0 * 60 * 1000;

class Lives {
 public:
  Lives(const Program& program, const Locks& locks, const LockPairs& pairs, const Paths& paths, Waits& waits,
        const RunLimits& limits, const program::Liveness& liveness, std::vector<LockFault>& faults)
      : program_(program),
        locks_(locks),
        pairs_(pairs),
        paths_(paths),
        waits_(waits),
        limits_(limits),
        liveness_(liveness),
        faults_(faults) {}

  void find() {
    for (const NodeRef ref : locks_.lockers()) {
      const Node unit = program_[ref];
      if (!liveness_.is_alive(unit)) continue;
      for (const Region& region : locks_.regions(unit)) {
        if (region.kind == Region::Kind::Held && region.opener.is(Kind::Call)) judge(unit, region);
      }
    }
  }

 private:
  void judge(const Node& unit, const Region& region) {
    const LockSite opener{unit, region.opener, locks_.lock_call(unit, region.opener)};
    if (!opener.what.has_expiry || opener.what.is_renewed || pairs_.is_mark(opener) || extends_lock(unit)) return;
    if (!region.is_guard && pairs_.release_of(opener) == nullptr) return;
    const std::optional<double> life = opener.what.life.span;
    const bool is_long = life && *life >= kLongLife;
    std::optional<bool> is_ended;  // by the platform; asked when there is something to end
    for (const Node node : program::nodes_of(unit, {Kind::Await, Kind::ForOf, Kind::Return, Kind::Function})) {
      if (!Locks::covers(region, node)) continue;
      const Node call =
          node.is(Kind::Function) || node.is(Kind::Return) ? handed_to_guard(node, region) : promise_waited_for(node);
      if (!call || !call.is(Kind::Call) || call == region.opener) continue;
      const bool is_too_long = life && longest_limit(program_, call) >= *life;
      const Node network = is_too_long || is_long ? Node{} : waits_.unlimited(call);
      if (!is_too_long && !network) continue;
      if (!is_too_long && life && *life >= kFewRequests && !is_repeated(node, unit) && !waits_.takes_long(call))
        continue;
      if (!goes_on_alone(node, unit)) {
        if (!is_ended) is_ended = is_ended_before(unit, life);
        if (*is_ended) return;
      }
      if (is_too_long) {
        faults_.push_back({LockFault::Kind::TooShort, unit, call, region.opener, opener.what.key, life});
      } else {
        faults_.push_back(
            {LockFault::Kind::Outlived, unit, call, network == call ? region.opener : network, opener.what.key, life});
      }
      return;
    }
  }

  /// `() => this.engine.drive(id)`: what a guard waits for, since its closure returns it.
  static Node handed_to_guard(const Node& node, const Region& region) {
    if (!region.is_guard) return {};
    const Node function = node.is(Kind::Return) ? node.enclosing_function() : node;
    if (function.span() != region.span) return {};
    if (node.is(Kind::Return)) return promise_waited_for(node);
    const Node body = program::body(node);
    return body && !body.is(Kind::Block) ? program::without_casts(body) : Node{};
  }

  /// Whether a node stands in a closure that goes on when its unit has ended: no platform ends it with the request.
  static bool goes_on_alone(const Node& node, const Node& unit) {
    for (Node at = node.enclosing_function(); at && at != unit; at = at.enclosing_function()) {
      const Node call = at.parent();
      if (call && call.is(Kind::Call) && program::callee(call) != at && !is_waited_for(call)) return true;
    }
    return false;
  }

  /// Whether the platform ends whatever leads to a unit before such a life is over, on every way.
  bool is_ended_before(const Node& unit, std::optional<double> life) const {
    if (!life) return false;
    std::set<NodeRef> seen{unit.ref()};
    std::deque<Node> open{unit};
    bool has_limit = false;
    while (!open.empty()) {
      const Node at = open.front();
      open.pop_front();
      if (limits_.of(at.file())) {
        if (!limits_.end_before(at.file(), life)) return false;
        has_limit = true;
        continue;
      }
      if (paths_.entry(at) != nullptr) return false;
      bool has_caller = false;
      for (const auto& uses : {program_.callers(at), program_.references(at)}) {
        for (const NodeRef use : uses) {
          const Node call = program_[use];
          if (call.file().roles.any(workspace::Roles{workspace::Role::Test}) || !liveness_.is_alive(call)) continue;
          const Node caller = unit_of(call);
          has_caller = true;
          // At the top of a file that has no limit.
          if (!caller && !limits_.end_before(call.file(), life)) return false;
          if (caller && seen.insert(caller.ref()).second) open.push_back(caller);
        }
      }
      if (!has_caller) return false;
    }
    return has_limit;
  }

  const Program& program_;
  const Locks& locks_;
  const LockPairs& pairs_;
  const Paths& paths_;
  Waits& waits_;
  const RunLimits& limits_;
  const program::Liveness& liveness_;
  std::vector<LockFault>& faults_;
};

}  // namespace

void find_outlived(const Program& program, const Locks& locks, const LockPairs& pairs, const Paths& paths, Waits& waits,
                   const RunLimits& limits, const program::Liveness& liveness, std::vector<LockFault>& faults) {
  Lives(program, locks, pairs, paths, waits, limits, liveness, faults).find();
}

}  // namespace lockstep::effects
