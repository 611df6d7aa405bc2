#include "rules/require/held_for_sure.h"

#include "rules/require/got.h"
#include "rules/require/leading_calls.h"
#include "rules/require/lying_return.h"
#include "rules/require/stand_ins.h"

#include "effects/acquisitions.h"
#include "effects/hazards.h"
#include "program/exits.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::require {
namespace {

using effects::Region;
using Names = std::vector<std::string_view>;

/// Where a lock is asked for, and the work that should wait for the answer; null: it is in another function.
struct Asking {
  Node unit;
  Node opener;
  Node work;

  bool is_between(const Node& node, const Node& first) const {
    return node.span().begin >= first.span().end && (!work || node.span().begin < work.span().begin);
  }
};

// What is asked is a promise -----------------------------------------------------------------------------------

/// The condition, or operand of one, that a call's value is before anybody awaits it; null where it is awaited or goes
/// elsewhere.
Node asked_at_once(const Node& call) {
  Node at = call;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    switch (above.kind()) {
      case Kind::Cast:
        continue;
      case Kind::Unary:
        if (above.op() != Op::Not) return {};
        continue;
      case Kind::Binary:
        if (above.op() == Op::Coalesce) return {};
        continue;
      case Kind::If:
      case Kind::While:
      case Kind::Conditional:
        return above.child(0) == at ? at : Node{};
      default:
        return {};
    }
  }
  return {};
}

bool answers_later(const Program& program, const Node& call) {
  const auto callees = program.callees(call);
  const auto is_async = [&](const NodeRef callee) { return program[callee].has(facts::kAsync); };
  return !callees.empty() && std::ranges::all_of(callees, is_async);
}

/// `if (!acquire(id)) return;`, `const got = acquire(id); if (!got) return;` where that is asynchronous: never false.
bool asks_a_promise(const Program& program, const Asking& asking, bool is_direct) {
  if (!is_direct && !answers_later(program, asking.opener)) return false;
  if (asked_at_once(asking.opener)) return true;
  const Node declared = asking.opener.parent();
  if (!declared || !declared.is(Kind::Declarator) || declared.child(2) != asking.opener) return false;
  const Names names = effects::names_of(declared.child(0));
  const auto awaits = program::nodes_of(asking.unit, {Kind::Await, Kind::Return});
  for (const Node wait : awaits) {
    if (effects::mentions(wait, names)) return false;
  }
  const auto branches = program::nodes_of(asking.unit, Kind::If);
  return std::any_of(branches.begin(), branches.end(),
                     [&](const Node& branch) { return branch.child(0) && effects::mentions(branch.child(0), names); });
}

// Nobody asks -----------------------------------------------------------------------------------------------------

bool may_leave(const Node& node) {
  return !program::nodes_of(node, Kind::Throw).empty() || !program::nodes_of(node, Kind::Return).empty();
}

/// Names that something may have been kept under within a node: its variables, what is assigned or counted there.
Names kept_in(const Node& node, const Node& opener) {
  Names names = effects::names_of(effects::bound_to(opener));
  for (const Node part : program::nodes_of(node, {Kind::Declarator, Kind::Assign, Kind::Unary})) {
    const bool counts = part.op() == Op::Increment || part.op() == Op::Decrement;
    if (part.is(Kind::Unary) && !counts) continue;
    for (const std::string_view name : effects::names_of(part.child(0))) names.push_back(name);
  }
  return names;
}

/// Whether some condition behind a node asks for what was kept in it: then whoever asks may know.
bool is_asked_behind(const Asking& asking, const Node& node) {
  const Names names = kept_in(node, asking.opener);
  for (const Node branch : program::nodes_of(asking.unit, {Kind::If, Kind::Conditional, Kind::While, Kind::Binary})) {
    if (!asking.is_between(branch, node)) continue;
    if (branch.is(Kind::Binary) && branch.op() != Op::And && branch.op() != Op::Or) continue;
    if (branch.child(0) && effects::mentions(branch.child(0), names)) return true;
  }
  return false;
}

/// `try { lock = await redlock.acquire(…) } catch (error) { log(error) }`: work behind it is done without the lock,
/// too.
Node handler_that_goes_on(const Asking& asking) {
  for (Node at = asking.opener; at && at != asking.unit; at = at.parent()) {
    const Node above = at.parent();
    if (!above || !above.is(Kind::Try) || above.child(0) != at || !above.child(2)) continue;
    if (asking.work && above.contains(asking.work)) return {};
    const Node handler = above.child(2);
    if (program::leaves_function(handler) || may_leave(handler)) return {};
    return is_asked_behind(asking, above) ? Node{} : handler;
  }
  return {};
}

/// Whether a handler of a promise lets whoever waits go on: it throws nothing, and calls nothing that does.
bool lets_go_on(const Program& program, const Node& handler) {
  const Node function = handler.is(Kind::Function) ? handler : program.definition(handler).node;
  if (!function || !function.is(Kind::Function) || !program::nodes_of(function, Kind::Throw).empty()) return false;
  const auto calls = program::nodes_of(function, Kind::Call);
  return std::none_of(calls.begin(), calls.end(), [&](const Node& call) {
    const Node head = program::callee(call);
    if (head && (head.text() == "reject" || head.text() == "exit")) return true;
    return std::ranges::any_of(program.callees(call), [&](const NodeRef callee) {
      return !program::nodes_of(program[callee], Kind::Throw).empty();
    });
  });
}

/// `await redlock.acquire(…).catch(() => null)`: who does not ask what became of it goes on without the lock.
Node swallowing_handler(const Program& program, const Asking& asking) {
  for (Node at = asking.opener, above = at.parent(); above && above.is(Kind::Member);
       at = above.parent(), above = at.parent()) {
    const Node call = above.parent();
    if (!call || !call.is(Kind::Call) || program::callee(call) != above) return {};
    const Node handler = above.text() == "catch"  ? program::argument(call, 0)
                         : above.text() == "then" ? program::argument(call, 1)
                                                  : Node{};
    if (!handler || !lets_go_on(program, handler) || handler.contains(asking.work)) continue;
    const Node statement = effects::statement_of(call);
    return statement && !is_asked_behind(asking, statement) ? handler : Node{};
  }
  return {};
}

/// `const token = isFast ? 'none' : await acquire(id)`: the way past the lock hands out what says that it was got.
Node way_past(const Asking& asking) {
  Node at = asking.opener;
  for (Node above = at.parent(); above && above != asking.unit && !above.is(Kind::Function);
       at = above, above = at.parent()) {
    if (asking.work && above.contains(asking.work)) return {};
    if (!above.is(Kind::Conditional) || above.child(0) == at) continue;
    const Node other = above.child(above.child(1) == at ? 2 : 1);
    if (other && !effects::says_failure(other) && program::nodes_of(other, Kind::Call).empty() && !other.is(Kind::Call))
      return other;
  }
  return {};
}

/// The loop around a call that it is tried in, and which the work is not in.
Node loop_around(const Asking& asking) {
  Node loop;
  for (Node at = asking.opener.parent(); at && at != asking.unit && !at.is(Kind::Function); at = at.parent()) {
    if (at.is(Kind::For) || at.is(Kind::While) || at.is(Kind::DoWhile) || at.is(Kind::ForOf)) loop = at;
  }
  return loop && !(asking.work && loop.contains(asking.work)) ? loop : Node{};
}

/// Where the promise of a call is awaited, in time for the work: `const lock = acquire(); …; await lock;` is not.
bool is_awaited_in_time(const Asking& asking) {
  Node at = asking.opener;
  for (Node above = at.parent(); above && above != asking.unit; at = above, above = at.parent()) {
    if (above.is(Kind::Await) || above.is(Kind::ForOf)) return true;
    if (above.is(Kind::Member) && above.text() == "then")
      return asking.work && above.parent() && above.parent().contains(asking.work);
    if (above.is(Kind::Declarator) || above.is(Kind::Assign)) {
      const Names names = effects::names_of(above.child(0));
      const auto waits = program::nodes_of(asking.unit, Kind::Await);
      return std::any_of(waits.begin(), waits.end(), [&](const Node& wait) {
        return asking.is_between(wait, above) && effects::mentions(wait, names);
      });
    }
    if (above.is(Kind::Expression)) return false;
  }
  return false;
}

/// Whether it is known that a call answers by a promise: a function of ours that is asynchronous, or a library's that
/// somebody awaits somewhere in the same function, however late.
bool is_promise(const Program& program, const Asking& asking) {
  if (!program.callees(asking.opener).empty()) return answers_later(program, asking.opener);
  const Names names = effects::names_of(effects::bound_to(asking.opener));
  const auto waits = program::nodes_of(asking.unit, Kind::Await);
  return std::any_of(waits.begin(), waits.end(),
                     [&](const Node& wait) {
                       return wait.span().begin > asking.opener.span().end && effects::mentions(wait, names);
                     }) ||
         (asking.opener.parent() && asking.opener.parent().is(Kind::Member) && asking.opener.parent().text() == "then");
}

// What a helper hands back ------------------------------------------------------------------------------------------

using Answer = Got::Answer;
constexpr int kDeepest = 4;

/// Whether a function comes to its end only with the lock that it takes; what throws without it has not come to it.
Answer ends_with_lock(const Scene& scene, const Node& function, int depth) {
  const Program& program = scene.program();
  if (depth > kDeepest) return Answer::Unknown;
  Answer worst = Answer::Yes;
  for (const effects::LockSite& site : scene.lock_pairs().acquires()) {
    if (site.unit != function) continue;
    bool tells = site.what.may_fail;
    for (const NodeRef callee : program.callees(site.call))
      tells = tells || ends_with_lock(scene, program[callee], depth + 1) != Answer::Yes;
    const Asking asking{.unit = function, .opener = site.call, .work = {}};
    if (tells) {
      worst = std::min(worst, Got(program, function, site.call).at_every_return());
    } else if (handler_that_goes_on(asking)) {
      worst = Answer::No;
    } else {
      for (Node at = site.call.parent(); at && at != function; at = at.parent()) {
        // `catch { return null; }`: it says so by what it hands back.
        const bool is_caught = at.is(Kind::Try) && at.child(2) && at.child(0) && at.child(0).contains(site.call);
        if (is_caught && !program::nodes_of(at.child(2), Kind::Return).empty())
          worst = std::min(worst, Answer::Unknown);
      }
    }
  }
  return worst;
}

/// The call by which a function runs a closure that it is given: `return await work();`.
Node run_of_closure(const Program& program, const Node& function) {
  for (const Node call : program::nodes_of(function, Kind::Call)) {
    const Node head = program::callee(call);
    if (!head || !head.is(Kind::Ident)) continue;
    const Node declared = program.definition(head).node;
    if (declared && declared.is(Kind::Parameter) && declared.enclosing_function() == function) return call;
  }
  return {};
}

std::optional<Doubt> doubt_at(const Scene& scene, const effects::Held::Lock& lock, const Node& unit, const Node& work,
                              const std::string& lock_name, int depth);

/// The same of what runs the work as a closure: `withLock(key, () => answer(id))`.
std::optional<Doubt> doubt_of_guard(const Scene& scene, const Region& region, const std::string& lock_name, int depth) {
  const Program& program = scene.program();
  for (const NodeRef callee : program.callees(region.opener)) {
    const Node function = program[callee];
    const Node run = run_of_closure(program, function);
    if (!run) continue;
    for (const Region& inner : scene.locks().regions(function)) {
      if (inner.span.begin > run.span().begin || inner.span.end < run.span().end) continue;
      if (auto doubt = doubt_at(scene, {function, inner}, function, run, lock_name, depth + 1)) return doubt;
    }
  }
  return std::nullopt;
}

std::optional<Doubt> doubt_at(const Scene& scene, const effects::Held::Lock& lock, const Node& unit, const Node& work,
                              const std::string& lock_name, int depth) {
  const Region& region = lock.region;
  if (depth > kDeepest || region.kind != Region::Kind::Held || !region.opener.is(Kind::Call)) return std::nullopt;
  if (region.is_guard) return doubt_of_guard(scene, region, lock_name, depth);
  const Program& program = scene.program();
  const Asking asking{.unit = lock.unit, .opener = region.opener, .work = lock.unit == unit ? work : Node{}};
  const std::string clause = "whether or not " + lock_name + " was got";
  const auto certain = [&](const Node& place, std::string what) {
    return Doubt{.is_certain = true, .clause = clause, .place = place, .at_place = std::move(what)};
  };
  const Shared& shared = scene.shared();
  const auto& faults = shared.hazards.of(program, shared.entry_points, shared.liveness).lock_faults;
  const auto is_unchecked = [&](const effects::LockFault& fault) {
    return fault.kind == effects::LockFault::Kind::Unchecked && fault.place == region.opener;
  };
  if (std::ranges::any_of(faults, is_unchecked)) return certain(region.opener, "nobody asks what this says");
  const effects::LockCall what = scene.locks().lock_call(lock.unit, region.opener);
  if (what.may_fail && asks_a_promise(program, asking, what.is_direct))
    return certain(region.opener, "what is asked here is a promise, which is always true: nobody awaits it");
  if (!is_awaited_in_time(asking) && is_promise(program, asking))
    return certain(region.opener, "nobody awaits this before");
  if (const Node handler = handler_that_goes_on(asking))
    return certain(handler, "when the lock is not got, the work goes on behind this");
  if (const Node handler = asking.work ? swallowing_handler(program, asking) : Node{})
    return certain(handler, "when the lock is not got, this says nothing and the work goes on");

  if (const Node other = asking.work ? way_past(asking) : Node{})
    return certain(other, "on this way nobody asks for the lock");
  if (const Node other = what.may_fail ? stand_in_of(program, lock.unit, region.opener, asking.work) : Node{})
    return certain(other, "this stands in for the lock where it was not got");

  bool tells = what.may_fail;  // by what it says, rather than by an exception
  bool is_sure_to_tell = what.may_fail;
  for (const NodeRef callee : program.callees(region.opener)) {
    const Answer ends = ends_with_lock(scene, program[callee], depth + 1);
    tells = tells || ends != Answer::Yes;
    is_sure_to_tell = is_sure_to_tell || ends == Answer::No;
    const auto ignores = [&](const effects::LockFault& fault) {
      return fault.kind == effects::LockFault::Kind::Unchecked && fault.unit == program[callee];
    };
    if (const auto fault = std::ranges::find_if(faults, ignores); fault != faults.end())
      return certain(fault->place, "nobody asks what this says");
    if (const Node lie = lying_return(scene, program[callee]))
      return certain(lie, "this says that the lock was got where it was not");
  }
  if (!tells || !asking.work) return std::nullopt;
  const Answer is_got = Got(program, lock.unit, region.opener).at(work);
  if (is_got == Answer::Yes) return std::nullopt;
  const Node loop = loop_around(asking);
  const bool is_certain =
      is_got == Answer::No && is_sure_to_tell && !(loop && (may_leave(loop) || is_asked_behind(asking, loop)));
  return Doubt{.is_certain = is_certain,
               .clause = clause,
               .place = region.opener,
               .at_place = !is_certain ? "it cannot be told whether what this says decides about the work"
                           : loop      ? "the loop around this ends without the lock, too"
                                       : "what this says does not decide about the work"};
}

}  // namespace

std::optional<Doubt> doubt_of(const Scene& scene, const effects::Held::Lock& lock, const Node& unit, const Node& work,
                              const std::string& lock_name) {
  if (lock.unit == unit) return doubt_at(scene, lock, unit, work, lock_name, 0);
  // The lock is taken further up: what leads down from there is the work.
  std::optional<Doubt> doubt;
  for (const Node call : calls_leading_to(scene.program(), lock, unit)) {
    auto next = doubt_at(scene, lock, lock.unit, call, lock_name, 0);
    if (next && (!doubt || next->is_certain)) doubt = std::move(next);
  }
  return doubt ? doubt : doubt_at(scene, lock, unit, work, lock_name, 0);
}

}  // namespace lockstep::rules::require
