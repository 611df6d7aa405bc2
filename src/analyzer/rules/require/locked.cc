// locked-call: a call happens only under a lock, of a key shaped so.
// locked-write: a column is merged (its new value made of the old one) only under a lock.
//
// Every way from every entry point counts, as in `unguarded-write`: a function's lock context is what all of its
// callers share.

#include "rules/hazard_text.h"
#include "rules/require/calls.h"
#include "rules/require/held_for_sure.h"
#include "rules/require/kinds.h"

#include "effects/acquisitions.h"
#include "effects/units.h"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::rules::require {
namespace {

std::string shown_shape(std::string_view shape) {
  return shape.empty() ? "a lock" : "the lock '" + std::string(shape) + "'";
}

/// Whether a function hands out a promise, by what is written in front of its name or behind it.
bool hands_out_promise(const Node& function) {
  if (function.has(facts::kAsync)) return true;
  const Node type = function.child(2);
  return type && type.is(Kind::TypeName) && type.text() == "Promise";
}

/// `update(…).then(…)` of `update(…)`.
Node end_of_promise(Node call) {
  for (;;) {
    const Node above = call.parent();
    const bool goes_on = above && above.is(Kind::Member) && above.child(0) == call &&
                         (above.text() == "then" || above.text() == "catch" || above.text() == "finally");
    const Node next = goes_on ? above.parent() : Node{};
    if (!next || !next.is(Kind::Call) || program::callee(next) != above) return call;
    call = next;
  }
}

/// Whether a call of a library answers later: something is done with its promise, or somebody awaits such a call.
bool answers_later(const Program& program, const Node& call) {
  const Node head = program::callee(call);
  if (!head || !program.callees(call).empty()) return false;
  if (end_of_promise(call) != call) return true;
  for (const File& file : program.files()) {
    for (const Node wait : program::nodes_of(file, Kind::Await)) {
      const Node awaited = wait.child(0) ? program::without_casts(wait.child(0)) : Node{};
      const Node same = awaited && awaited.is(Kind::Call) ? program::callee(awaited) : Node{};
      if (same && same.text() == head.text() && same.kind() == head.kind()) return true;
    }
  }
  return false;
}

/// Whether a call is what a closure answers to a list that nobody asks for its answers: `ids.map((id) => charge(id));`.
bool is_answer_for_nobody(const Node& call) {
  const Node closure = call.enclosing_function();
  if (!closure || !(program::body(closure) == call || effects::is_returned_unawaited(call))) return false;
  const Node each = closure.parent();
  const Node head = each && each.is(Kind::Call) ? program::callee(each) : Node{};
  return head && head.is(Kind::Member) && (head.text() == "map" || head.text() == "flatMap") &&
         effects::is_ignored(each);
}

/// Whether a call still does its work when the lock has been given back: `try { return answer(id); } finally …`
/// and `void answer(id)`, where that is asynchronous, also within `withLock(key, () => …)`.
bool goes_on_alone(const Program& program, const Node& unit, const effects::Held::Lock& lock, const Node& call) {
  const effects::Region& region = lock.region;
  if (region.kind != effects::Region::Kind::Held) return false;
  const auto callees = program.callees(call);
  const auto is_async = [&](const NodeRef callee) { return hands_out_promise(program[callee]); };
  if (callees.empty() ? !answers_later(program, call) : !std::ranges::all_of(callees, is_async)) return false;
  if (!effects::is_waited_for(call) || is_answer_for_nobody(call)) return true;
  if (lock.unit != unit || region.is_guard) return false;
  const auto in_finally = [&](const Node& release) { return static_cast<bool>(effects::finally_of(release, unit)); };
  return effects::is_returned_unawaited(end_of_promise(call)) && std::ranges::any_of(region.releases, in_finally);
}

/// The lock of the shape that may be held at some work, and what is doubtful about it.
struct UnderLock {
  const effects::Held::Lock* lock = nullptr;  ///< null: another one is held, or none
  std::optional<Doubt> doubt;
};

/// Of several locks of the shape, on several ways to the work, the one that is most doubtful.
UnderLock under_lock(const Scene& scene, const effects::Held& held, std::string_view shape, const Node& unit,
                     const Node& work, bool is_call) {
  const Program& program = scene.program();
  const std::string name = shown_shape(shape);
  UnderLock worst;
  for (const auto& lock : held.regions) {
    if (!shape.empty() && !is_key_of(shape, lock.region.key)) continue;
    auto doubt = doubt_of(scene, lock, unit, work, name);
    if (!doubt) doubt = doubt_of_fresh_key(scene, lock, name);
    if (!doubt && is_call) doubt = doubt_of_key(program, lock, unit, work, name);
    if (!doubt) doubt = doubt_of_thing(program, lock, name);
    const bool is_worse = doubt && (!worst.doubt || (doubt->is_certain && !worst.doubt->is_certain));
    if (worst.lock == nullptr || is_worse) worst = {&lock, std::move(doubt)};
  }
  return worst;
}

/// The decorator of a unit, or of what calls it, whose body calls something that takes locks by its name alone:
/// `@Locked()` of the program, which wraps the method. Null: none.
Node wrapping_decorator(const Scene& scene, const Node& unit, int depth = 0) {
  constexpr int kDeepest = 4;
  const Program& program = scene.program();
  const Node method = unit.parent();
  if (!method || !method.is(Kind::Method) || depth > kDeepest) return {};
  std::set<std::string_view> takers;
  for (const NodeRef locker : scene.locks().lockers()) {
    const Node above = program[locker].parent();
    takers.insert(above && above.is(Kind::Method) ? above.text() : program[locker].text());
  }
  for (const Node decorator : program::decorators(method)) {
    const Node head = decorator.is(Kind::Call) ? program::callee(decorator) : decorator;
    const Node body = head ? program.definition(head).node : Node{};
    if (!body) continue;
    for (const Node call : program::nodes_of(body, Kind::Call)) {
      const Node called = program::callee(call);
      if (called && !called.text().empty() && takers.contains(called.text())) return decorator;
    }
  }
  for (const NodeRef caller : program.callers(unit)) {
    const Node above = effects::unit_of(program[caller]);
    if (const Node found = above ? wrapping_decorator(scene, above, depth + 1) : Node{}) return found;
  }
  return {};
}

struct LockedCall {
  CallQuery calls;
  std::string key;
};

Answer ask(const LockedCall& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const CallsFound found = find_calls(wanted.calls, scene);
  if (found.calls.empty()) return not_applicable("nothing calls for it: " + why_no_call(wanted.calls, found));
  std::vector<Related> evidence;
  std::vector<Related> doubtful;
  std::vector<Violation> violations;
  for (const Node& call : found.calls) {
    const Node head = program::callee(call);
    const Node unit = effects::unit_of(call);
    const std::string name = unit ? program.qualified_name(unit) : std::string("the module");
    const auto path = unit ? scene.paths().unguarded(unit, call, call) : std::optional<effects::Path>{};
    const effects::Held held = unit && !path ? scene.paths().held(unit, call, call) : effects::Held{};
    if (const auto [lock, doubt] = under_lock(scene, held, wanted.key, unit, call, true); lock != nullptr) {
      const std::string what = program::describe(head);
      if (doubt && !doubt->is_certain) {
        doubtful.push_back({place_of(doubt->place), doubt->at_place});
      } else if (doubt) {
        violations.push_back({.where = place_of(head),
                              .message = what + " happens in " + name + " " + doubt->clause,
                              .subject = what + " in " + name + " unchecked",
                              .related = {{place_of(doubt->place), doubt->at_place}}});
      } else if (goes_on_alone(program, unit, *lock, call)) {
        violations.push_back({.where = place_of(head),
                              .message = what + " goes on in " + name + " when " + shown_shape(wanted.key) +
                                         " has been given back, since nobody awaits it before",
                              .subject = what + " in " + name + " unawaited",
                              .related = {{place_of(lock->region.opener), "the lock is taken here"}}});
      } else {
        evidence.push_back({place_of(lock->region.opener), "taken before " + program::describe(head)});
      }
      continue;
    }
    if (const Node decorator = unit ? wrapping_decorator(scene, unit) : Node{}) {
      doubtful.push_back({place_of(decorator), "what this decorator does around the function is not followed"});
      continue;
    }
    Violation violation{
        .where = place_of(head),
        .message = program::describe(head) + " happens in " + name + " without " + shown_shape(wanted.key),
        .subject = program::describe(head) + " in " + name};
    if (!held.regions.empty()) {
      violation.related.push_back({place_of(held.regions.front().region.opener),
                                   "another lock is taken here: '" + shown_key(held.regions.front().region.key) + "'"});
    }
    if (path) {
      int depth = 0;
      violation.steps = way_in(program, *path, depth);
      violation.steps.push_back({.place = place_of(head), .text = "calls " + program::describe(head), .depth = depth});
    }
    violations.push_back(std::move(violation));
  }
  Answer answer;
  if (!violations.empty()) {
    answer = violated(std::move(violations));
  } else if (!doubtful.empty()) {
    answer = unknown("whether it is done only by whoever got " + shown_shape(wanted.key) + " cannot be told",
                     std::move(doubtful));
  } else {
    answer = holds(counted(found.calls.size(), "call", "calls") + ", each under the lock", std::move(evidence));
  }
  answer.gaps = found.idle;
  return answer;
}

Demand read_locked_call(json::Reader& reader) {
  const LockedCall wanted{.calls = read_call_query(reader), .key = std::string(reader.string("key", ""))};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

// Writes ----------------------------------------------------------------------------------------------------------

struct LockedWrite {
  std::string entity;
  std::string column;
  std::string key;
};

Answer ask(const LockedWrite& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const Shared& shared = scene.shared();
  const effects::Hazards& hazards = shared.hazards.of(program, shared.entry_points, shared.liveness);
  const std::string field = wanted.entity + "." + wanted.column;
  std::vector<Violation> by_row;
  // By its class, or by its table in SQL.
  const auto is_entity = [&](std::string_view shown) {
    return shown == wanted.entity || scene.entities().are_same(wanted.entity, shown);
  };
  std::vector<Related> evidence;
  std::vector<Related> doubtful;
  std::vector<Violation> violations;
  for (const effects::LostUpdate& lost : hazards.lost_updates) {
    const bool is_column = lost.column == wanted.column || (lost.column.empty() && lost.write.whole);
    if (!is_entity(lost.read.shown) || !is_column) continue;
    const std::string name = program.qualified_name(lost.unit);
    Violation violation{
        .where = place_of(lost.place.is(Kind::Call) ? program::callee(lost.place) : lost.place),
        .message = field + " is read, changed and written back in " + name + " without " + shown_shape(wanted.key),
        .subject = field + " in " + name};
    violation.related.push_back({place_of(lost.read.node), "read here"});
    int depth = 0;
    violation.steps = way_in(program, lost.path, depth);
    violations.push_back(std::move(violation));
  }
  for (const effects::GuardedUpdate& write : hazards.guarded) {
    if (write.strength != effects::Strength::Merged) continue;
    if (!is_entity(write.read.shown) || write.column != wanted.column) continue;
    const effects::Held held = scene.paths().held(write.unit, write.read.node, write.write.flush);
    if (const auto [lock, doubt] = under_lock(scene, held, wanted.key, write.unit, write.place, false);
        lock != nullptr) {
      if (doubt) {
        if (!doubt->is_certain) {
          doubtful.push_back({place_of(doubt->place), doubt->at_place});
          continue;
        }
        const std::string name = program.qualified_name(write.unit);
        violations.push_back(
            {.where = place_of(write.place.is(Kind::Call) ? program::callee(write.place) : write.place),
             .message = field + " is changed in " + name + " " + doubt->clause,
             .subject = field + " in " + name + " unchecked",
             .related = {{place_of(doubt->place), doubt->at_place}}});
        continue;
      }
      if (write.write.flush.is(Kind::Call) && goes_on_alone(program, write.unit, *lock, write.write.flush)) {
        const std::string name = program.qualified_name(write.unit);
        violations.push_back({.where = place_of(program::callee(write.write.flush)),
                              .message = field + " is still being written in " + name + " when " +
                                         shown_shape(wanted.key) +
                                         " has been given back, since nobody awaits it before",
                              .subject = field + " in " + name + " unawaited",
                              .related = {{place_of(lock->region.opener), "the lock is taken here"}}});
        continue;
      }
      evidence.push_back({place_of(write.place), "written under the lock '" + shown_key(lock->region.key) + "'"});
      continue;
    }
    const std::string name = program.qualified_name(write.unit);
    if (held.regions.empty()) {
      // A row's lock of the store: enough where all writers take it, and nothing to those who hold the lock by its key.
      by_row.push_back({.where = place_of(write.place.is(Kind::Call) ? program::callee(write.place) : write.place),
                        .message = field + " is changed in " + name + " under a lock of its row alone, and not under " +
                                   shown_shape(wanted.key),
                        .subject = field + " in " + name});
      continue;
    }
    violations.push_back({.where = place_of(write.place.is(Kind::Call) ? program::callee(write.place) : write.place),
                          .message = field + " is changed in " + name + " under '" +
                                     shown_key(held.regions.front().region.key) + "' and not under " +
                                     shown_shape(wanted.key),
                          .subject = field + " in " + name});
  }
  if (!wanted.key.empty() && !evidence.empty()) {
    for (Violation& one : by_row) violations.push_back(std::move(one));
  }
  if (!violations.empty()) return violated(std::move(violations));
  if (!doubtful.empty())
    return unknown("whether it is done only by whoever got " + shown_shape(wanted.key) + " cannot be told",
                   std::move(doubtful));
  if (evidence.empty()) return not_applicable("nothing makes a new value of " + field + " of the old one");
  return holds(counted(evidence.size(), "write", "writes") + ", each under the lock", std::move(evidence));
}

Demand read_locked_write(json::Reader& reader) {
  const LockedWrite wanted{.entity = std::string(reader.string("entity")),
                           .column = std::string(reader.string("column")),
                           .key = std::string(reader.string("key", ""))};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kLockedCall{"locked-call", read_locked_call};
extern const DemandKind kLockedWrite{"locked-write", read_locked_write};

}  // namespace lockstep::rules::require
