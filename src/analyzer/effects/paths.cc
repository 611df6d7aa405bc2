#include "effects/paths.h"

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

}  // namespace

Paths::Paths(const Program& program, const Locks& locks, const std::vector<program::EntryPoint>& entries,
             const program::Liveness& liveness)
    : program_(program), locks_(locks), liveness_(liveness) {
  for (const program::EntryPoint& one : entries) entries_.emplace(one.function.ref(), &one);
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
    if (is_guard(region) && Locks::covers(region, read) && Locks::covers(region, write)) return &region;
  }
  return nullptr;
}

std::optional<Path> Paths::unguarded(const Node& unit, const Node& read, const Node& write) const {
  if (guard(unit, read, write) != nullptr || !liveness_.is_alive(unit)) return std::nullopt;
  if (const auto* found = entry_around(unit, write)) return Path{*found, found->function, {}};

  struct Open {
    Node unit;
    std::vector<Node> calls;
  };
  std::deque<Open> open{{unit, {}}};
  std::set<NodeRef> seen{unit.ref()};
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
        if (guard(caller, call, call) != nullptr) continue;
        if (const auto* found = entry_around(caller, call)) return Path{*found, found->function, std::move(calls)};
        if (seen.insert(caller.ref()).second) open.push_back({caller, std::move(calls)});
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
