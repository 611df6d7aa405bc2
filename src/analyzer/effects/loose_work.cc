// Work that is started under a lock and that nobody waits for: when the lock is given back it still goes on. A line for
// the log or a mail may well go its own way; what the lock is there for may not. So we speak up where nothing else
// under the lock changes what is stored, or where a loop was meant to wait: `items.forEach(async (item) => …)`.

#include "effects/acquisitions.h"
#include "effects/lock_faults.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

class LooseWork {
 public:
  LooseWork(const Program& program, const Locks& locks, const LockPairs& pairs, Waits& waits)
      : program_(program), locks_(locks), pairs_(pairs), waits_(waits) {}

  void find(const Node& unit, std::vector<LockFault>& faults) {
    for (const Region& region : locks_.regions(unit)) {
      if (region.kind != Region::Kind::Held || (!region.is_guard && !is_lock(unit, region))) continue;
      if (const Node loose = loose_in(unit, region)) {
        const Node release = region.releases.empty() ? Node{} : region.releases.back();
        faults.push_back({LockFault::Kind::EndsEarly, unit, loose, release, region.key});
      }
    }
  }

 private:
  /// Whether what a region's call takes is given back as a lock is.
  bool is_lock(const Node& unit, const Region& region) const {
    if (!region.opener.is(Kind::Call) || region.releases.empty()) return false;
    return pairs_.release_of({unit, region.opener, locks_.lock_call(unit, region.opener)}) != nullptr;
  }

  Node loose_in(const Node& unit, const Region& region) {
    Node alone;
    bool has_other_work = false;
    for (const Node call : program::nodes_of(unit, Kind::Call)) {
      if (!Locks::covers(region, call) || call == region.opener) continue;
      if (const Node above = call.parent(); !above.is(Kind::Expression)) {
        has_other_work |= above.is(Kind::Await) && is_work(unit, call);
        continue;
      }
      if (is_loop_that_does_not_wait(call)) return call;
      const Node work = started_by(call);
      if (!alone && is_work(unit, work) && (hands_out_promise(work) || is_promised_by_a_store(work))) alone = work;
    }
    return has_other_work ? Node{} : alone;
  }

  bool is_work(const Node& unit, const Node& call) {
    return locks_.lock_call(unit, call).kind == LockRole::Kind::None && waits_.writes(call);
  }

  /// Whether a call certainly hands out a promise for work that is still to be done.
  bool hands_out_promise(const Node& call) const {
    const auto callees = program_.callees(call);
    return !callees.empty() && std::all_of(callees.begin(), callees.end(), [&](NodeRef target) {
      const Node function = program_[target];
      const auto waits = program::nodes_of(function, Kind::Await);
      return function.has(facts::kAsync) && waits.begin() != waits.end();
    });
  }

  /// `work` of `work.catch(log)`, which waits for it as little as the statement `work` does.
  static Node started_by(const Node& call) {
    constexpr std::array<std::string_view, 3> kFollows = {"then", "catch", "finally"};
    const Node head = callee(call);
    const Node before = head && head.is(Kind::Member) ? head.child(0) : Node{};
    const bool follows = before && before.is(Kind::Call) && std::ranges::find(kFollows, head.text()) != kFollows.end();
    return follows ? started_by(before) : call;
  }

  /// `repository.update(…)` where the same file waits for something else that the same store does: what a store does
  /// at once, nobody waits for.
  bool is_promised_by_a_store(const Node& call) const {
    const Node head = callee(call);
    if (!head || !head.is(Kind::Member) || !program_.callees(call).empty()) return false;
    const std::string store = program::describe(head.child(0));
    const auto others = program::nodes_of(call.file().root(), Kind::Await);
    return std::any_of(others.begin(), others.end(), [&](const Node& wait) {
      const Node other = wait.child(0);
      const Node its = other && other.is(Kind::Call) ? callee(other) : Node{};
      return its && its.is(Kind::Member) && program::describe(its.child(0)) == store;
    });
  }

  /// `items.forEach(async (item) => { await store(item); })`
  bool is_loop_that_does_not_wait(const Node& call) {
    const Node head = callee(call);
    const Node closure = program::argument(call, 0);
    if (!head || head.text() != "forEach" || !closure || !closure.is(Kind::Function) || !closure.has(facts::kAsync))
      return false;
    const auto waits = program::nodes_of(closure, Kind::Await);
    return std::any_of(waits.begin(), waits.end(), [&](const Node& wait) {
      const Node inner = program::without_casts(wait.child(0));
      return inner && inner.is(Kind::Call) && waits_.writes(inner);
    });
  }

  const Program& program_;
  const Locks& locks_;
  const LockPairs& pairs_;
  Waits& waits_;
};

}  // namespace

void find_loose_work(const Program& program, const Locks& locks, const LockPairs& pairs, Waits& waits,
                     const program::Liveness& liveness, std::vector<LockFault>& faults) {
  LooseWork loose{program, locks, pairs, waits};
  for (const NodeRef ref : locks.lockers()) {
    if (const Node unit = program[ref]; liveness.is_alive(unit)) loose.find(unit, faults);
  }
}

}  // namespace lockstep::effects
