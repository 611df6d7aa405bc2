#include "effects/locks.h"

#include "effects/units.h"

#include <algorithm>
#include <deque>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using facts::Kind;
using program::argument;
using program::argument_count;
using program::callee;

namespace {

/// A function that hands a lock to its caller is small: a long one that takes a lock and keeps it has its own reasons.
constexpr std::uint32_t kLargestWrapper = 500;

std::string_view receiver_word(const Node& call) {
  const Node head = callee(call);
  if (!head || !head.is(Kind::Member)) return {};
  Node at = head.child(0);
  while (at && (at.is(Kind::Call) || at.is(Kind::Await) || at.is(Kind::Cast)))
    at = at.is(Kind::Call) ? callee(at) : at.child(0);
  return at && (at.is(Kind::Ident) || at.is(Kind::Member)) ? at.text() : std::string_view{};
}

Node closure_argument(const Node& call) {
  for (std::size_t i = argument_count(call); i-- > 0;) {
    const Node given = argument(call, i);
    if (given && given.is(Kind::Function)) return given;
  }
  return {};
}

/// A function, or a name that may stand for one, as the last argument.
Node runnable_argument(const Node& call) {
  if (const Node closure = closure_argument(call)) return closure;
  const std::size_t count = argument_count(call);
  const Node last = count == 0 ? Node{} : argument(call, count - 1);
  return last && (last.is(Kind::Ident) || last.is(Kind::Member)) ? last : Node{};
}

bool is_conditional(const Node& ancestor, const Node& below) {
  switch (ancestor.kind()) {
    case Kind::If:
    case Kind::Conditional:
      return ancestor.child(0) != below;
    case Kind::Case:
    case Kind::For:
    case Kind::ForIn:
    case Kind::ForOf:
    case Kind::While:
      return true;
    case Kind::Try:
      return ancestor.child(2) == below;  // the catch block
    default:
      return false;
  }
}

/// The statement of a node, and the block that it stands in.
Node statement_of(const Node& node) {
  Node at = node;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    if (above.is(Kind::Block) || above.is(Kind::File) || above.is(Kind::Case) || above.is(Kind::Function)) return at;
  }
  return at;
}

bool in_finally(const Node& node, const Node& unit) {
  for (Node at = node; at && at != unit; at = at.parent()) {
    const Node above = at.parent();
    if (above && above.is(Kind::Try) && above.child(3) == at) return true;
  }
  return false;
}

/// The finally block around a node.
Node finally_of(const Node& node, const Node& unit) {
  for (Node at = node; at && at != unit; at = at.parent()) {
    const Node above = at.parent();
    if (above && above.is(Kind::Try) && above.child(3) == at) return at;
  }
  return {};
}

/// Tried in a loop until it succeeds.
bool is_retried(const Node& call, const Node& unit) {
  for (Node at = call.parent(); at && at != unit; at = at.parent()) {
    if (at.is(Kind::While) || at.is(Kind::DoWhile) || at.is(Kind::For) || at.is(Kind::ForOf)) return true;
  }
  return false;
}

/// Whether a call stands in a loop that goes on for as long as a variable says so.
bool is_repeated_on(const Node& call, std::string_view variable, const Node& unit) {
  for (Node at = call.parent(); at && at != unit; at = at.parent()) {
    if (!at.is(Kind::While) && !at.is(Kind::DoWhile)) continue;
    const Node condition = at.child(at.is(Kind::While) ? 0 : 1);
    if (!condition || condition.contains(call)) continue;
    if (condition.is(Kind::Ident) && condition.text() == variable) return true;
    for (const Node node : program::descendants(condition)) {
      if (node.is(Kind::Ident) && node.text() == variable) return true;
    }
  }
  return false;
}

/// `if (acquired) …` rather than `if (!acquired) return`.
bool tests_for_success(const Node& condition, const Node& call) {
  bool negated = false;
  for (Node at = call; at && at != condition; at = at.parent()) {
    const Node above = at.parent();
    if (!above || !condition.contains(above)) break;
    if (above.is(Kind::Unary) && above.op() == Op::Not) negated = !negated;
    if (above.is(Kind::Binary) && (above.op() == Op::StrictNotEqual || above.op() == Op::NotEqual)) negated = !negated;
    if (above.is(Kind::Binary) && (above.op() == Op::StrictEqual || above.op() == Op::Equal)) {
      const Node right = above.child(1);
      if (right && (right.is(Kind::Null) || (right.is(Kind::Boolean) && right.text() == "false"))) negated = !negated;
    }
  }
  return !negated;
}

bool is_serializable(const Node& call) {
  for (const Node given : program::arguments(call)) {
    if (!given || given.is(Kind::Function)) continue;
    if (given.is(Kind::String) && ends_with_any_case(given.text(), "serializable")) return true;
    for (const Node node : program::descendants(given)) {
      if ((node.is(Kind::String) || node.is(Kind::Member)) && ends_with_any_case(node.text(), "serializable"))
        return true;
    }
  }
  return false;
}

/// The variable that an acquisition's result goes to.
Node bound_to(const Node& call) {
  Node at = call;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    if (above.is(Kind::Await) || above.is(Kind::Cast)) continue;
    if (above.is(Kind::Declarator) && above.child(2) == at) return above.child(0);
    if (above.is(Kind::Assign) && above.child(1) == at) return above.child(0);
    return {};
  }
  return {};
}

}  // namespace

Locks::Locks(const Program& program, const Vocabulary& vocabulary)
    : program_(program),
      vocabulary_(vocabulary),
      calls_(vocabulary.calls().in(program)),
      locks_(vocabulary.locks().in(program)),
      decorators_(vocabulary.decorators().in(program)) {
  find_roles();
}

void Locks::find_roles() {
  std::set<NodeRef> known;
  std::deque<NodeRef> open;
  const auto add = [&](const Node& unit) {
    if (unit && known.insert(unit.ref()).second) open.push_back(unit.ref());
  };
  std::set<NodeRef> lockers;
  for (const program::File& file : program_.files()) {
    if (file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Declaration)) continue;
    for (const Node call : program::nodes_of(file, Kind::Call)) {
      const Node head = callee(call);
      if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) continue;
      const auto& models = calls_[head];
      const bool may_acquire =
          !locks_[head].empty() || std::any_of(models.begin(), models.end(), [](const CallModel* model) {
            return !model->unless_exists.empty() || model->does == Does::Acquire;
          });
      const bool may_release = std::any_of(models.begin(), models.end(), [](const CallModel* model) {
        return model->does == Does::Script || (model->does == Does::Delete && model->group->store == Store::Value);
      });
      if (!may_acquire && !may_release) continue;
      const Node unit = unit_of(call);
      add(unit);
      if (may_acquire && unit) lockers.insert(unit.ref());
    }
  }
  // A wrapper's role makes its callers worth a look, and theirs.
  while (!open.empty()) {
    const NodeRef at = open.front();
    open.pop_front();
    known.erase(at);
    if (roles_.contains(at)) continue;
    const Node unit = program_[at];
    regions_.erase(at);
    const LockRole role = role_of(unit);
    if (role.kind == LockRole::Kind::None) continue;
    roles_.emplace(at, role);
    for (const NodeRef caller : program_.callers(unit)) add(unit_of(program_[caller]));
  }
  regions_.clear();
  for (const auto& [unit, role] : roles_) {
    for (const NodeRef caller : program_.callers(program_[unit])) {
      if (const Node of = unit_of(program_[caller])) lockers.insert(of.ref());
    }
    lockers.insert(unit);
  }
  lockers_.assign(lockers.begin(), lockers.end());
}

LockRole Locks::role(const Node& function) const {
  const auto known = roles_.find(function.ref());
  return known == roles_.end() ? LockRole{} : known->second;
}

LockCall Locks::lock_call(const Node& unit, const Node& call) const {
  LockCall deed;
  // Where the body is in the program, its name says nothing.
  const auto callees = program_.callees(call);
  if (!callees.empty()) {
    for (const NodeRef target : callees) {
      const LockRole of = role(program_[target]);
      if (of.kind == LockRole::Kind::None) continue;
      deed.kind = of.kind;
      deed.key = substituted(program_, of.key, unit, call);
      deed.is_reentrant = of.is_reentrant;
      deed.may_fail = of.may_fail;
      deed.has_expiry = of.expires;
      if (of.kind == LockRole::Kind::Guard) {
        deed.closure = argument(call, static_cast<std::size_t>(of.closure));
        if (!deed.closure) deed.kind = LockRole::Kind::None;
      }
      return deed;
    }
    return deed;
  }
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return deed;
  if (const auto effect = effect_of(program_, vocabulary_, calls_[head], call)) {
    if (effect->does == Does::Acquire) {
      deed.kind = LockRole::Kind::Acquire;
      deed.is_direct = deed.may_fail = true;
      deed.has_expiry = effect->has_expiry;
    }
    if (effect->does == Does::Delete && effect->store == Store::Value) {
      deed.kind = LockRole::Kind::Release;
      deed.is_direct = deed.is_delete = true;
    }
    if (effect->does == Does::Script) {
      // A script that compares and deletes gives a lock back; what else scripts do is none of our business.
      for (const Node given : arguments(call)) {
        const auto text = program_.value(given);
        if (text &&
            (text->text.find("del") != std::string_view::npos || text->text.find("DEL") != std::string_view::npos)) {
          deed.kind = LockRole::Kind::Release;
          deed.key = key_text(program_, unit, argument(call, 2));
          return deed;
        }
      }
      return deed;
    }
    if (deed.kind != LockRole::Kind::None) {
      deed.key = key_text(program_, unit, effect->key);
      return deed;
    }
  }
  for (const LockModel* model : locks_[head]) {
    if (!model->receivers.empty() && !ends_with_one_of(receiver_word(call), model->receivers)) {
      const program::External external = program_.external_callee(call);
      if (!external ||
          std::find(model->packages.begin(), model->packages.end(), external.package) == model->packages.end())
        continue;
    }
    const Node closure = runnable_argument(call);
    if (model->needs_closure && !closure_argument(call)) continue;
    if ((model->does == Does::Guard || model->does == Does::Transaction) && !closure) continue;
    if (model->does == Does::Acquire && closure_argument(call)) continue;
    deed.is_transaction = model->does == Does::Transaction && !is_serializable(call);
    deed.is_reentrant = model->does == Does::Transaction;
    deed.closure = closure;
    switch (model->does) {
      case Does::Guard:
      case Does::Transaction:
        deed.kind = LockRole::Kind::Guard;
        break;
      case Does::Acquire:
        deed.kind = LockRole::Kind::Acquire;
        break;
      case Does::Release:
        deed.kind = LockRole::Kind::Release;
        break;
      default:
        continue;
    }
    const Node key = located(call, model->key);
    // A lock object of its own is its own key: `this.mutex.runExclusive(fn)`.
    const Node object = head.is(Kind::Member) ? head.child(0) : Node{};
    deed.key = key && !key.is(Kind::Function) ? key_text(program_, unit, key) : key_text(program_, unit, object);
    return deed;
  }
  return deed;
}

std::optional<Region> Locks::region_after(const Node& unit, const Node& call, const LockCall& deed) const {
  Region region{.opener = call, .key = deed.key, .is_reentrant = deed.is_reentrant};
  Node statement = statement_of(call);
  // Acquired in a condition: `if (await acquire(k)) {…}` holds in its branch, `if (!(await acquire(k))) return` behind
  // it.
  if (statement.is(Kind::If) && statement.child(0) &&
      (statement.child(0) == call || statement.child(0).contains(call))) {
    if (tests_for_success(statement.child(0), call)) {
      const Node branch = statement.child(1);
      if (!branch) return std::nullopt;
      region.span = branch.span();
      return region;
    }
  }
  Node block = statement.parent();
  if (!block) return std::nullopt;
  region.span = {call.span().end, block.is(Kind::Function) ? unit.span().end : block.span().end};
  // `try { token = await acquire(k) } catch {…}` goes on behind the try.
  if (const Node above = block.parent(); above && above.is(Kind::Try) && above.child(0) == block) {
    const Node around = above.parent();
    if (around && !(above.child(3) && above.child(3) == block)) region.span.end = around.span().end;
  }
  return region;
}

bool Locks::covers(const Region& region, const Node& node) {
  const Span span = node.span();
  if (span.begin < region.span.begin || span.end > region.span.end) return false;
  return std::none_of(region.early_releases.begin(), region.early_releases.end(), [&](const Node& release) {
    if (release.span().end > span.begin) return false;
    const Node block = statement_of(release).parent();
    return block && block.contains(node);
  });
}

std::vector<Region> Locks::find_regions(const Node& unit) const {
  std::vector<Region> regions;
  struct Releasing {
    Node call;
    std::string key;
  };
  std::vector<Releasing> releases;
  std::vector<std::pair<std::size_t, Node>> tokens;  // region, variable

  if (const Node method = unit.parent(); method && method.is(Kind::Method)) {
    for (const Node decorator : program::decorators(method)) {
      const Node head = decorator.is(Kind::Call) ? callee(decorator) : decorator;
      if (decorators_[head].empty()) continue;
      regions.push_back({.opener = decorator,
                         .span = unit.span(),
                         .key = decorator.is(Kind::Call) ? key_text(program_, unit, argument(decorator, 0)) : ""});
    }
  }
  const std::uint32_t end = unit.id().value + unit.raw().size;
  for (std::uint32_t i = unit.id().value + 1; i < end; ++i) {
    const Node node = unit.file().node(facts::NodeId{i});
    if (is_other_unit(node, unit)) {
      i += node.raw().size - 1;
      continue;
    }
    if ((node.is(Kind::String) || node.is(Kind::Template)) && node.text().size() > 8 &&
        vocabulary_.locks_by_sql(node.text())) {
      const Node around = node.enclosing_function();
      regions.push_back({.opener = node,
                         .span = {node.span().begin, around.span().end},
                         .key = "sql",
                         .kind = Region::Kind::Statement,
                         .is_reentrant = true});
      continue;
    }
    if (!node.is(Kind::Call)) continue;
    const LockCall deed = lock_call(unit, node);
    switch (deed.kind) {
      case LockRole::Kind::None:
        // `const release = await mutex.acquire()` is given back by calling it.
        if (const Node head = callee(node); head && (head.is(Kind::Ident) || head.is(Kind::Member)))
          releases.push_back({node, ""});
        break;
      case LockRole::Kind::Release:
        releases.push_back({node, deed.key});
        break;
      case LockRole::Kind::Guard:
        // The closure's body; of a function by name its mention, where whoever asks about the reference finds the
        // region.
        regions.push_back({.opener = node,
                           .span = deed.closure.span(),
                           .key = deed.key,
                           .kind = deed.is_transaction ? Region::Kind::Transaction : Region::Kind::Held,
                           .is_reentrant = deed.is_reentrant});
        break;
      case LockRole::Kind::Acquire:
        if (auto region = region_after(unit, node, deed)) {
          const Node variable = bound_to(node);
          // `while (!token) { await sleep(); token = await acquire(key); }` tries again what the first one missed.
          const bool tries_again = variable && std::any_of(tokens.begin(), tokens.end(), [&](const auto& first) {
                                     return first.second.text() == variable.text() &&
                                            regions[first.first].key == region->key &&
                                            is_repeated_on(node, variable.text(), unit);
                                   });
          if (tries_again) break;
          if (variable) tokens.emplace_back(regions.size(), variable);
          regions.push_back(std::move(*region));
        }
        break;
    }
  }

  for (std::size_t r = 0; r < regions.size(); ++r) {
    Region& region = regions[r];
    if (region.kind != Region::Kind::Held || !region.opener.is(Kind::Call)) continue;
    if (region.span.end <= region.opener.span().end) continue;  // a guard's closure
    const auto token = std::find_if(tokens.begin(), tokens.end(), [&](const auto& pair) { return pair.first == r; });
    const std::uint32_t last_byte = region.span.end;
    const auto gives_back = [&](const Releasing& release) {
      if (release.call.span().begin < region.span.begin || release.call.span().begin >= last_byte) return false;
      if (!release.key.empty() && release.key == region.key) return true;
      if (token == tokens.end()) return false;
      // By the variable: `release()`, `lock.release()`, `this.locks.release(key, token)`.
      const Node head = callee(release.call);
      const std::string_view name = token->second.text();
      if (head.is(Kind::Ident) && head.text() == name) return true;
      if (head.is(Kind::Member) && head.child(0) && head.child(0).is(Kind::Ident) && head.child(0).text() == name) {
        const std::string_view verb = head.text();
        return verb == "release" || verb == "unlock" || verb == "free" || verb == "end" || verb == "close";
      }
      if (release.key.empty()) return false;
      for (const Node given : arguments(release.call)) {
        if (given && given.is(Kind::Ident) && given.text() == name) return true;
      }
      return false;
    };
    for (const Releasing& release : releases) {
      if (!gives_back(release)) continue;
      region.releases.push_back(release.call);
      if (const Node last = finally_of(release.call, unit); last && !last.contains(region.opener)) {
        region.span.end = std::min(region.span.end, last.span().begin);
        continue;
      }
      Node conditional;
      Node below = release.call;
      for (Node above = below.parent(); above && above != unit && above.span().end <= region.span.end;
           below = above, above = below.parent()) {
        if (is_conditional(above, below)) {
          conditional = below;
          break;
        }
      }
      if (!conditional) {
        region.span.end = std::min(region.span.end, release.call.span().begin);
      } else {
        region.early_releases.push_back(release.call);
      }
    }
  }
  std::sort(regions.begin(), regions.end(), [](const Region& a, const Region& b) { return a.span < b.span; });
  return regions;
}

LockRole Locks::role_of(const Node& unit) const {
  const std::vector<Region> regions = find_regions(unit);
  LockRole role;
  std::vector<Node> releases;
  std::vector<Node> acquires;
  std::string release_key;
  const std::uint32_t end = unit.id().value + unit.raw().size;
  for (std::uint32_t i = unit.id().value + 1; i < end; ++i) {
    const Node node = unit.file().node(facts::NodeId{i});
    if (is_other_unit(node, unit)) {
      i += node.raw().size - 1;
      continue;
    }
    if (!node.is(Kind::Call)) continue;
    const LockCall deed = lock_call(unit, node);
    if (deed.kind == LockRole::Kind::Release) {
      releases.push_back(node);
      release_key = deed.key;
    }
    if (deed.kind == LockRole::Kind::Acquire) {
      acquires.push_back(node);
      role.key = deed.key;
      role.is_reentrant = deed.is_reentrant;
      role.may_fail = deed.may_fail && !is_retried(node, unit);
      role.expires = deed.has_expiry;
    }
    // A closure that came in as a parameter and goes into a guard, or is called while a lock is held.
    const bool goes_into_guard =
        deed.kind == LockRole::Kind::Guard && deed.closure.is(Kind::Ident) && !deed.is_transaction;
    const Node called = goes_into_guard ? deed.closure : callee(node);
    if (!called || !called.is(Kind::Ident)) continue;
    const ParameterPath path = parameter_path(program_, unit, called);
    if (path.index < 0 || !path.path.empty()) continue;
    if (goes_into_guard) return {LockRole::Kind::Guard, deed.key, path.index, deed.is_reentrant, false, false};
    for (const Region& region : regions) {
      if (region.kind == Region::Kind::Held && covers(region, node))
        return {LockRole::Kind::Guard, region.key, path.index, region.is_reentrant, false, false};
    }
  }
  if (unit.raw().size > kLargestWrapper) return {};
  // What takes a lock and gives it back itself hands nothing to its caller.
  const bool gives_back = std::any_of(regions.begin(), regions.end(), [&](const Region& region) {
    return std::any_of(region.releases.begin(), region.releases.end(),
                       [&](const Node& call) { return in_finally(call, unit); });
  });
  if (gives_back) return {};
  for (const Node node : program::descendants(unit)) {
    if (node.is(Kind::Throw)) role.may_fail = false;  // whoever gets past it has the lock
  }
  if (!acquires.empty() && releases.empty()) {
    role.kind = LockRole::Kind::Acquire;
    return role;
  }
  if (acquires.empty() && !releases.empty()) return {LockRole::Kind::Release, release_key, -1, false, false, false};
  // `acquire` that takes the lock and, where it came too late, gives it back: both are there, and the caller gets it.
  if (!acquires.empty() &&
      std::none_of(releases.begin(), releases.end(), [&](const Node& call) { return in_finally(call, unit); })) {
    Node last;
    for (const Node node : program::descendants(unit)) {
      if (node.is(Kind::Return) && node.enclosing_function() == unit && node.child(0)) last = node.child(0);
    }
    if (last && (last.is(Kind::Ident) || last.is(Kind::Object))) {
      role.kind = LockRole::Kind::Acquire;
      return role;
    }
  }
  return {};
}

const std::vector<Region>& Locks::regions(const Node& unit) const {
  const auto [entry, is_new] = regions_.try_emplace(unit.ref());
  if (is_new) entry->second = find_regions(unit);
  return entry->second;
}

}  // namespace lockstep::effects
