// Roles of functions: what a function of the program does about locks for whoever calls it. A function that takes a
// lock hands it to its caller only when its result tells (a token, a flag, what gives the lock back), or when it throws
// where it came too late and does nothing else. What merely works under a claim that it took ("once a minute is
// enough") hands over nothing.

#include "effects/acquisitions.h"
#include "effects/locks.h"
#include "effects/units.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

/// A function that hands a lock to its caller is small: a long one that takes a lock and keeps it has its own reasons.
constexpr std::uint32_t kLargestWrapper = 500;

/// Names that tell about an acquisition: its result, its token, and what was made of them.
std::set<std::string_view> telling_names(const Node& unit, const Node& acquire) {
  std::set<std::string_view> names;
  if (const Node pattern = bound_to(acquire); pattern && !pattern.text().empty()) names.insert(pattern.text());
  bool is_first = true;  // the key tells nothing
  for (const Node given : arguments(acquire)) {
    if (!is_first && given.is(Kind::Ident)) names.insert(given.text());
    is_first = false;
  }
  for (const Node node : program::descendants(unit)) {
    if (!node.is(Kind::Declarator) || !node.child(0) || !node.child(0).is(Kind::Binding)) continue;
    const Node value = program::value_of(node);
    if (!value || value.is(Kind::Await)) continue;
    if (value.is(Kind::Ident) && names.contains(value.text())) names.insert(node.child(0).text());
    for (const Node part : program::descendants(value)) {
      if (part.is(Kind::Ident) && names.contains(part.text())) names.insert(node.child(0).text());
    }
  }
  return names;
}

/// What work a function still does for which it took the lock: it waits for something behind the acquisition.
bool works_afterwards(const Locks& locks, const Node& unit, const Node& acquire) {
  const Node loop = retry_loop(acquire, unit);
  for (const Node node : program::descendants(unit)) {
    if (!node.is(Kind::Await) || node.contains(acquire) || node.span().begin < acquire.span().end) continue;
    if (loop && loop.contains(node)) continue;  // waits before it tries again
    const Node call = program::without_casts(node.child(0));
    if (call && call.is(Kind::Call) && locks.lock_call(unit, call).kind != LockRole::Kind::None) continue;
    return true;
  }
  return false;
}

/// Whether a function that tries again tells in the end that it did not get the lock: `return false` behind the loop,
/// or in it: `for (;;) { …; if (isLate) return null; }`.
bool gives_up(const Node& unit, const Node& loop) {
  for (const Node way : program::nodes_of(unit, Kind::Return)) {
    const Node value = way.child(0) ? program::without_casts(way.child(0)) : Node{};
    if (value && way.enclosing_function() == unit && way.span().begin >= loop.span().begin && says_failure(value))
      return true;
  }
  return false;
}

/// Whether a node stands in a branch for whoever got the lock, as names that tell say.
bool is_asked_for(const Node& node, const Node& unit, const std::set<std::string_view>& names) {
  for (Node below = node, above = node.parent(); above && above != unit; below = above, above = above.parent()) {
    if (!above.is(Kind::If) || above.child(1) != below) continue;
    const Node condition = program::without_casts(above.child(0));
    if (!condition || (condition.is(Kind::Unary) && condition.op() == Op::Not)) continue;
    if (condition.is(Kind::Ident) && names.contains(condition.text())) return true;
    for (const Node part : program::nodes_of(condition, Kind::Ident)) {
      if (names.contains(part.text())) return true;
    }
  }
  return false;
}

/// The parameter that switches on what lets a lock live on: `const timer = options.renew ? setInterval(…) : undefined`.
ParameterPath asked_for_extension(const Program& program, const Node& unit) {
  const Node extension = extension_in(unit);
  Node below = extension;
  for (Node above = below ? below.parent() : Node{}; above && above != unit; below = above, above = below.parent()) {
    if (!above.is(Kind::If) && !above.is(Kind::Conditional)) continue;
    if (above.child(1) != below) continue;
    const ParameterPath asked = path_of_parameter(program, unit, above.child(0));
    if (asked.index >= 0) return asked;
  }
  return {};
}

/// The parameter that makes a function compare before it gives a lock back, which it deletes otherwise; -1: none.
int compares_if(const Program& program, const Node& unit, const std::vector<Node>& compares, const Node& deletes) {
  for (const Node& compare : compares) {
    for (Node below = compare, above = below.parent(); above && above != unit; below = above, above = below.parent()) {
      if (!above.is(Kind::If) || above.child(1) != below || below.contains(deletes)) continue;
      const Node condition = program::without_casts(above.child(0));
      const ParameterPath asked = condition ? parameter_path(program, unit, condition) : ParameterPath{};
      if (asked.index >= 0 && asked.path.empty()) return asked.index;
    }
  }
  return -1;
}

/// `SELECT … FOR UPDATE`, an advisory lock: held until the transaction ends.
bool is_statement(const Region& region) { return region.kind == Region::Kind::Statement && !region.is_by_write; }

}  // namespace

/// `return () => redis.del(key)`, or the name of a function that does so: what gives the lock back.
bool Locks::returns_handle(const Node& unit) const {
  for (const Node node : program::descendants(unit)) {
    if (!node.is(Kind::Return) || !node.child(0) || node.enclosing_function() != unit) continue;
    Node value = program::without_casts(node.child(0));
    if (value && value.is(Kind::Ident)) {
      const Node declared = program_.definition(value).node;
      const Node made = declared && declared.is(Kind::Declarator) ? program::value_of(declared) : declared;
      value = made ? program::without_casts(made) : Node{};
    }
    if (!value || !value.is(Kind::Function)) continue;
    for (const Node call : program::nodes_of(value, Kind::Call)) {
      if (lock_call(unit, call).kind == LockRole::Kind::Release) return true;
    }
  }
  return false;
}

/// Whether a value that a function returns tells its caller about the lock.
bool Locks::tells(const Node& unit, const Node& value, const Node& acquire,
                  const std::set<std::string_view>& names) const {
  if (value.contains(acquire)) return true;
  const Node plain = program::without_casts(value);
  if (!plain || plain.is(Kind::Await)) return false;
  if (plain.is(Kind::Boolean)) return plain.text() == "true" && !works_afterwards(*this, unit, acquire);
  if (plain.is(Kind::Ident)) return names.contains(plain.text());
  // `if (acquired) return 'acquired'`
  if (plain.is(Kind::String)) return is_asked_for(plain, unit, names);
  for (const Node part : program::descendants(plain)) {
    if (part.is(Kind::Await)) return false;
    if (part.is(Kind::Ident) && names.contains(part.text())) return true;
    // `return () => redis.del(key)`: what gives the lock back
    if (part.is(Kind::Call) && lock_call(unit, part).kind == LockRole::Kind::Release) return true;
  }
  return false;
}

bool Locks::hands_over(const Node& unit, const Node& acquire, const LockCall& deed) const {
  const std::set<std::string_view> names = telling_names(unit, acquire);
  bool returns_value = false;
  const Node body = program::body(unit);
  if (body && !body.is(Kind::Block)) return tells(unit, body, acquire, names);
  for (const Node node : program::descendants(unit)) {
    if (!node.is(Kind::Return) || !node.child(0) || node.enclosing_function() != unit) continue;
    returns_value = true;
    if (tells(unit, node.child(0), acquire, names)) return true;
  }
  if (returns_value) return false;
  // Nothing comes back: whoever gets past it has the lock.
  if (works_afterwards(*this, unit, acquire)) return false;
  if (!deed.may_fail || retry_loop(acquire, unit) || is_ignored(acquire)) return true;
  const auto inside = program::descendants(unit);
  return std::any_of(inside.begin(), inside.end(), [](const Node& node) { return node.is(Kind::Throw); });
}

LockRole Locks::role_of(const Node& unit) const {
  const std::vector<Region> regions = find_regions(unit);
  struct Found {
    Node call;
    LockCall deed;
  };
  std::vector<Found> acquires;
  std::vector<Found> releases;
  LockRole guard;
  bool runs_without = false;  // the closure, outside of the lock
  const std::uint32_t end = unit.id().value + unit.raw().size;
  for (std::uint32_t i = unit.id().value + 1; i < end; ++i) {
    const Node node = unit.file().node(facts::NodeId{i});
    if (is_other_unit(node, unit)) {
      i += node.raw().size - 1;
      continue;
    }
    if (!node.is(Kind::Call)) continue;
    LockCall deed = lock_call(unit, node);
    // A closure that came in as a parameter and goes into a guard, or is called while a lock is held.
    const bool goes_into_guard =
        deed.kind == LockRole::Kind::Guard && deed.closure.is(Kind::Ident) && !deed.is_transaction;
    const Node called = goes_into_guard ? deed.closure : callee(node);
    if (called && called.is(Kind::Ident)) {
      const ParameterPath path = parameter_path(program_, unit, called);
      if (path.index >= 0 && path.path.empty()) {
        const auto around = std::find_if(regions.begin(), regions.end(), [&](const Region& region) {
          return (region.kind == Region::Kind::Held || is_statement(region)) && covers(region, node);
        });
        if (goes_into_guard || around != regions.end()) {
          if (guard.kind == LockRole::Kind::None) {
            const bool is_claim = !goes_into_guard && !is_given_back(*around, unit);
            const LockCall taken =
                goes_into_guard || !around->opener.is(Kind::Call) ? deed : lock_call(unit, around->opener);
            guard = {.kind = LockRole::Kind::Guard,
                     .key = goes_into_guard ? deed.key : around->key,
                     .closure = path.index,
                     .is_reentrant = goes_into_guard ? deed.is_reentrant : around->is_reentrant,
                     .expires = taken.has_expiry && !is_claim,
                     .is_statement = goes_into_guard ? deed.is_statement : is_statement(*around),
                     .is_renewed = taken.is_renewed || extends_lock(unit),
                     .renewed_if = taken.is_renewed ? ParameterPath{} : asked_for_extension(program_, unit),
                     .life = taken.life};
          }
        } else {
          runs_without = true;
        }
      }
    }
    if (deed.kind == LockRole::Kind::Release)
      releases.push_back({node, std::move(deed)});
    else if (deed.kind == LockRole::Kind::Acquire)
      acquires.push_back({node, std::move(deed)});
  }
  if (guard.kind == LockRole::Kind::Guard) {
    // Run without taking the lock on some way: whoever already holds it comes in there.
    guard.is_reentrant |= runs_without;
    return guard;
  }
  const bool is_handle = !acquires.empty() && returns_handle(unit);
  if (unit.raw().size > kLargestWrapper && !is_handle) return {};
  if (acquires.empty()) {
    // `lockRow(manager, id)`, which only says `… FOR UPDATE`
    const auto statement = std::find_if(regions.begin(), regions.end(), [&](const Region& region) {
      return is_statement(region) && !region.is_guard && region.opener.enclosing_function() == unit;
    });
    if (statement != regions.end() && releases.empty())
      return {.kind = LockRole::Kind::Acquire,
              .key = statement->key,
              .is_reentrant = true,
              .is_statement = true,
              .origin = statement->opener.ref()};
    if (releases.empty()) return {};
    const Found& last = releases.back();
    std::vector<Node> compares;
    for (const Found& release : releases) {
      if (!release.deed.is_delete) compares.push_back(release.call);
    }
    return {.kind = LockRole::Kind::Release,
            .key = last.deed.key,
            .is_delete = last.deed.is_delete && !looks_before_it_deletes(program_, unit, last.deed.key),
            .compares_if = last.deed.is_delete ? compares_if(program_, unit, compares, last.call) : -1,
            .origin = last.deed.origin};
  }
  // What takes a lock and gives it back itself hands nothing to its caller; where it came too late it may give back.
  for (const Region& region : regions) {
    if (region.is_disposed) return {};
    for (const Node& release : region.releases) {
      if (finally_of(release, unit)) return {};
    }
  }
  const Found& last = acquires.back();
  if (!is_handle && !hands_over(unit, last.call, last.deed)) return {};
  const auto inside = program::descendants(unit);
  // What fails on the way and is thrown on is another matter than a lock that somebody else has.
  const bool throws = std::any_of(inside.begin(), inside.end(),
                                  [&](const Node& node) { return node.is(Kind::Throw) && !in_catch(node, unit); });
  const Node loop = retry_loop(last.call, unit);
  return {.kind = LockRole::Kind::Acquire,
          .key = last.deed.key,
          .is_reentrant = last.deed.is_reentrant,
          .may_fail = last.deed.may_fail && (!loop || gives_up(unit, loop)) && !throws && !is_ignored(last.call),
          .expires = last.deed.has_expiry,
          .is_statement = last.deed.is_statement,
          .is_renewed = last.deed.is_renewed || extends_lock(unit),
          .renewed_if = last.deed.is_renewed ? ParameterPath{} : asked_for_extension(program_, unit),
          .is_handle = is_handle || last.deed.is_handle,
          .life = last.deed.life,
          .origin = last.deed.origin};
}

}  // namespace lockstep::effects
