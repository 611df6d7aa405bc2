#include "effects/paths.h"

#include "effects/acquisitions.h"
#include "effects/units.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace lockstep::effects {

namespace {

bool is_test(const Node& node) {
  return node.file().roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story |
                               workspace::Role::Migration | workspace::Role::Declaration);
}

bool is_guard(const Region& region) { return region.kind != Region::Kind::Transaction; }

/// Whether a node in a guard's closure runs in another closure that nobody waits for.
bool stays_behind(const Region& region, const Node& node) {
  Node closure = node.enclosing_function();
  while (closure && closure.span() != region.span && closure.enclosing_function() &&
         closure.span().begin > region.span.begin)
    closure = closure.enclosing_function();
  return closure && closure.span() == region.span && runs_alone(node, closure);
}

/// `try { return store.save(row); } finally { await release(); }`: the lock is given back before the row is saved.
bool is_given_back_before(const Region& region, const Node& call, const Node& unit) {
  if (region.kind != Region::Kind::Held || region.is_guard || !call.is(Kind::Call) || !is_returned_unawaited(call))
    return false;
  return std::any_of(region.releases.begin(), region.releases.end(),
                     [&](const Node& release) { return bool(finally_of(release, unit)); });
}

}  // namespace

Paths::Paths(const Program& program, const Locks& locks, const std::vector<program::EntryPoint>& entries,
             const program::Liveness& liveness)
    : program_(program), locks_(locks), liveness_(liveness) {
  for (const program::EntryPoint& one : entries) {
    entries_.emplace(one.function.ref(), &one);
    if (one.form != program::EntryPoint::Form::Event || !one.registration || !one.registration.is(Kind::Call)) continue;
    if (const auto name = program.value(program::argument(one.registration, 0)))
      listeners_[std::string(name->text)].push_back(one.function);
  }
}

std::vector<Node> Paths::listeners(std::string_view event) const {
  const auto known = listeners_.find(event);
  return known == listeners_.end() ? std::vector<Node>{} : known->second;
}

const program::EntryPoint* Paths::entry(const Node& function) const {
  const auto known = entries_.find(function.ref());
  return known == entries_.end() ? nullptr : known->second;
}

const program::EntryPoint* Paths::entry_around(const Node& unit, const Node& node) const {
  for (Node at = node.enclosing_function(); at && at != unit; at = at.enclosing_function()) {
    if (const auto* found = entry(at)) return found;
  }
  return nullptr;
}

const Region* Paths::guard(const Node& unit, const Node& read, const Node& write) const {
  for (const Region& region : locks_.regions(unit)) {
    if (!is_guard(region) || !Locks::covers(region, read) || !Locks::covers(region, write)) continue;
    // What nobody waits for goes on when the lock has been given back.
    if (region.is_guard ? stays_behind(region, write) : runs_alone(write, unit)) continue;
    if (is_given_back_before(region, write, unit)) continue;
    return &region;
  }
  return nullptr;
}

/// Whether a call is still under the lock when what it runs has done its work.
bool Paths::guards_call(const Node& caller, const Node& call) const {
  if (guard(caller, call, call) == nullptr) return false;
  // A mention may be that of a function that is handed to a guard.
  return !call.is(Kind::Call) || is_waited_for(call);
}

Held Paths::held(const Node& unit, const Node& read, const Node& write) const {
  Held held;
  const auto note = [&](const Node& in, const Node& first, const Node& last) {
    for (const Region& region : locks_.regions(in)) {
      if (!is_guard(region) || !Locks::covers(region, first) || !Locks::covers(region, last)) continue;
      held.is_certain &= region.kind == Region::Kind::Held && region.key.find("{?") == std::string::npos;
      held.regions.push_back({in, region});
    }
  };
  note(unit, read, write);
  std::deque<Node> open{unit};
  std::set<NodeRef> seen{unit.ref()};
  while (!open.empty()) {
    const Node at = open.front();
    open.pop_front();
    for (const auto& uses : {program_.callers(at), program_.references(at)}) {
      for (const NodeRef use : uses) {
        const Node call = program_[use];
        const Node caller = unit_of(call);
        if (!caller || is_test(call) || !liveness_.is_alive(call)) continue;
        note(caller, call, call);
        if (seen.insert(caller.ref()).second) open.push_back(caller);
      }
    }
  }
  return held;
}

std::optional<Path> Paths::unguarded(const Node& unit, const Node& read, const Node& write) const {
  if (guard(unit, read, write) != nullptr || !liveness_.is_alive(unit)) return std::nullopt;
  if (const auto* found = entry_around(unit, write)) return Path{*found, found->function, {}};

  struct Open {
    Node unit;
    std::vector<Node> calls;
    bool is_alone = false;  ///< below a call that nobody waits for: what its callers hold is given back meanwhile
  };
  std::deque<Open> open{{unit, {}, false}};
  std::set<std::pair<NodeRef, bool>> seen{{unit.ref(), false}};
  std::optional<Path> nameless;
  while (!open.empty()) {
    const Open at = std::move(open.front());
    open.pop_front();
    if (const auto* found = entry(at.unit); found != nullptr && found->form != program::EntryPoint::Form::Exported) {
      return Path{*found, at.unit, at.calls};
    }
    bool has_caller = false;
    for (const auto& uses : {program_.callers(at.unit), program_.references(at.unit)}) {
      for (const NodeRef use : uses) {
        const Node call = program_[use];
        if (is_test(call) || !liveness_.is_alive(call)) continue;
        if (at.unit.contains(call)) continue;  // recursion leads nowhere new
        has_caller = true;
        std::vector<Node> calls = at.calls;
        calls.insert(calls.begin(), call);
        const Node caller = unit_of(call);
        if (!caller) {
          if (!nameless) nameless = Path{std::nullopt, at.unit, at.calls};
          continue;
        }
        const bool is_alone = at.is_alone || (call.is(Kind::Call) && !is_waited_for(call));
        if (!is_alone && guards_call(caller, call)) continue;
        if (const auto* found = entry_around(caller, call)) return Path{*found, found->function, std::move(calls)};
        if (seen.insert({caller.ref(), is_alone}).second) open.push_back({caller, std::move(calls), is_alone});
      }
    }
    if (!has_caller && !nameless) {
      const auto* found = entry(at.unit);
      nameless = Path{found == nullptr ? std::nullopt : std::optional(*found), at.unit, at.calls};
    }
  }
  return nameless;
}

}  // namespace lockstep::effects
