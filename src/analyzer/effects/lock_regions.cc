// Regions of locks: from the call that takes a lock to the one that gives it back, or to the end of the block. Where
// a lock may already have been given back, no region covers.

#include "effects/acquisitions.h"
#include "effects/locks.h"
#include "effects/units.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::arguments;
using program::callee;

namespace {

/// A call that gives back, or may give back, some lock; the key is empty where only the lock's own name tells.
struct Releasing {
  Node call;
  std::string key;
};

bool has_name(const Node& node, const std::vector<std::string_view>& names) {
  return node && (node.is(Kind::Ident) || node.is(Kind::Member)) &&
         std::find(names.begin(), names.end(), node.text()) != names.end();
}

/// By what the acquisition handed out: `release()`, `lock.release()`, `this.locks.release(key, token)`.
bool gives_back_by_name(const Releasing& release, const std::vector<std::string_view>& names) {
  if (names.empty()) return false;
  const Node head = callee(release.call);
  if (has_name(head, names)) return true;
  if (head.is(Kind::Member) && has_name(head.child(0), names)) {
    const std::string_view verb = head.text();
    return verb == "release" || verb == "unlock" || verb == "free" || verb == "end" || verb == "close";
  }
  if (release.key.empty()) return false;
  const auto given = arguments(release.call);
  return std::any_of(given.begin(), given.end(), [&](const Node& one) { return has_name(one, names); });
}

/// `await using lock = …`: given back where its block ends.
bool is_disposed(const Node& pattern) {
  const Node declarator = pattern ? pattern.parent() : Node{};
  const Node variable = declarator ? declarator.parent() : Node{};
  return variable && variable.is(Kind::Variable) && variable.op() == Op::Using;
}

/// What stands between a node and the end of the region on some way only; null when the node is always reached.
Node condition_around(const Node& node, const Node& unit, const Region& region) {
  Node below = node;
  for (Node above = below.parent(); above && above != unit && above.span().end <= region.span.end;
       below = above, above = below.parent()) {
    if (is_conditional(above, below)) return below;
  }
  return {};
}

/// Whether the block of a statement ends by leaving the unit: `{ await release(); return; }`
bool ends_by_leaving(const Node& statement) {
  if (statement.is(Kind::Return) || statement.is(Kind::Throw)) return true;
  const Node block = statement.parent();
  if (!block || !(block.is(Kind::Block) || block.is(Kind::Case))) return false;
  Node last;
  for (const Node child : block.children()) last = child;
  return last && (last.is(Kind::Return) || last.is(Kind::Throw));
}

/// A release on some way only ends the region in its own block when that block leaves. Otherwise nobody can be sure
/// behind it, nor, in a loop, on its next turn.
void end_on_branch(const Node& release, const Node& unit, Region& region) {
  const Node statement = statement_of(release);
  if (ends_by_leaving(statement)) {
    region.early_releases.push_back(release);
    return;
  }
  std::uint32_t end = release.span().begin;
  for (Node at = release.parent(); at && at != unit && !at.contains(region.opener); at = at.parent()) {
    if (at.is(Kind::For) || at.is(Kind::ForOf) || at.is(Kind::ForIn) || at.is(Kind::While) || at.is(Kind::DoWhile))
      end = at.span().begin;
  }
  region.span.end = std::min(region.span.end, end);
}

}  // namespace

bool is_given_back(const Region& region, const Node& unit) {
  return region.is_guard || region.is_disposed ||
         std::any_of(region.releases.begin(), region.releases.end(),
                     [&](const Node& release) { return !in_catch(release, unit); });
}

bool Locks::covers(const Region& region, const Node& node) {
  const Span span = node.span();
  if (span.begin < region.span.begin || span.end > region.span.end) return false;
  if (std::any_of(region.failures.begin(), region.failures.end(),
                  [&](const Node& branch) { return branch.contains(node); }))
    return false;
  return std::none_of(region.early_releases.begin(), region.early_releases.end(), [&](const Node& release) {
    if (release.span().end > span.begin) return false;
    const Node block = statement_of(release).parent();
    return block && block.contains(node);
  });
}

std::optional<Region> Locks::region_after(const Node& unit, const Node& call, const LockCall& deed) const {
  Region region{.opener = call,
                .key = deed.key,
                .kind = deed.is_statement ? Region::Kind::Statement : Region::Kind::Held,
                .is_reentrant = deed.is_reentrant};
  if (deed.is_statement) {
    region.span = {call.span().end, call.enclosing_function().span().end};
    return region;
  }
  // Acquired in a condition: `if (await acquire(k)) {…}` holds in its branch, `if (!(await acquire(k))) return` behind
  // it.
  Node statement = statement_of(call);
  if (statement.is(Kind::If) && statement.child(0) && statement.child(0).contains(call) &&
      tests_for_success(statement.child(0), call)) {
    const Node branch = statement.child(1);
    if (!branch) return std::nullopt;
    region.span = branch.span();
    return region;
  }
  // Tried again and again: held behind the loop.
  if (const Node loop = retry_loop(call, unit)) {
    bool gives_back = false;
    for (const Node node : program::descendants(loop)) {
      if (node.is(Kind::Call) && node != call && lock_call(unit, node).kind == LockRole::Kind::Release)
        gives_back = true;
    }
    if (!gives_back) statement = statement_of(loop);
  }
  const Node block = statement.parent();
  if (!block) return std::nullopt;
  region.span = {call.span().end, block.is(Kind::Function) ? unit.span().end : block.span().end};
  // `try { token = await acquire(k) } catch {…}` goes on behind the try.
  if (const Node above = block.parent(); above && above.is(Kind::Try) && above.child(0) == block) {
    if (const Node around = above.parent()) region.span.end = around.span().end;
  }
  return region;
}

/// The functions of the program that a decorator runs.
std::vector<NodeRef> Locks::bodies_of(const Node& decorator) const {
  if (decorator.is(Kind::Call)) {
    const auto callees = program_.callees(decorator);
    return {callees.begin(), callees.end()};
  }
  const Node declared = program_.definition(decorator).node;
  return declared && declared.is(Kind::Function) ? std::vector{declared.ref()} : std::vector<NodeRef>{};
}

/// Whether a decorator's lock has a key with more in it than what the decorator was given: `${name}:${args[0].id}`.
bool Locks::has_more_in_key(const Node& body) const {
  std::vector<std::string_view> own;
  for (const Node parameter : program::parameters(body).children()) own.push_back(parameter.text());
  for (const Node call : program::nodes_of(body, Kind::Call)) {
    const LockCall deed = lock_call(unit_of(call), call);
    if (deed.kind != LockRole::Kind::Acquire && deed.kind != LockRole::Kind::Guard) continue;
    const std::string_view key = deed.key;
    for (std::size_t at = key.find('{'); at != std::string_view::npos;) {
      const std::size_t end = std::min(key.find_first_of(".}({,", at + 1), key.size());
      const std::string_view name = key.substr(at + 1, end - at - 1);
      const bool is_own = name.starts_with('#') ? unit_of(call) == body : std::ranges::find(own, name) != own.end();
      if (!is_own) return true;
      // What the decorator's own function is handed, `{keyOf({#0})}`, is its business.
      int depth = 0;
      for (; at < key.size(); ++at) {
        if (key[at] == '{') ++depth;
        if (key[at] == '}' && --depth == 0) break;
      }
      at = key.find('{', at);
    }
  }
  return false;
}

/// The key that a decorator says, in terms of its method's parameters: `@Locked((order) => `order:${order.id}`)` hands
/// the arguments of the method on as they are.
std::string Locks::key_of(const Node& decorator, const Node& unit) const {
  if (!decorator.is(Kind::Call)) return "";
  const std::vector<NodeRef> bodies = bodies_of(decorator);
  const bool hands_on = !bodies.empty() && std::ranges::all_of(bodies, [&](NodeRef body) {
    const auto calls = program::nodes_of(program_[body], Kind::Call);
    return std::ranges::any_of(calls, [&](const Node& call) {
      const Node first = argument(call, 0);
      const Node name = callee(call);
      return name && name.is(Kind::Ident) && first && first.is(Kind::Spread) &&
             parameter_path(program_, program_[body], name).index >= 0;
    });
  });
  std::string key;
  for (const Node given : arguments(decorator)) {
    Node value = given ? program::without_casts(given) : Node{};
    if (value && value.is(Kind::Object))
      value = program::without_casts(program::value_of(program::property(value, "key")));
    if (!value || value.is(Kind::Number)) continue;
    if (value.is(Kind::Function))
      key += hands_on ? key_text(program_, value, returned(value)) : "{?}";
    else
      key += key_text(program_, unit, value);
  }
  const bool has_more = std::ranges::any_of(bodies, [&](NodeRef body) { return has_more_in_key(program_[body]); });
  return has_more ? key + "{?}" : key;
}

/// A decorator whose body is in the program is one by what it does, any other by its name.
bool Locks::is_locking(const Node& decorator) const {
  const Node head = decorator.is(Kind::Call) ? callee(decorator) : decorator;
  const std::vector<NodeRef> bodies = bodies_of(decorator);
  if (bodies.empty()) return !decorators_[head].empty();
  return std::any_of(bodies.begin(), bodies.end(), [&](NodeRef body) {
    for (const Node call : program::nodes_of(program_[body], Kind::Call)) {
      const LockRole::Kind does = lock_call(unit_of(call), call).kind;
      if (does == LockRole::Kind::Acquire || does == LockRole::Kind::Guard) return true;
    }
    return false;
  });
}

void Locks::add_decorators(const Node& unit, std::vector<Region>& regions) const {
  const Node method = unit.parent();
  if (!method || !method.is(Kind::Method)) return;
  for (const Node decorator : program::decorators(method)) {
    if (!is_locking(decorator)) continue;
    regions.push_back({.opener = decorator, .span = unit.span(), .key = key_of(decorator, unit), .is_guard = true});
  }
}

/// `tx.update(orders).set({ touchedAt }).where(eq(orders.id, id))`, first thing in a transaction: whoever writes that
/// row as well waits for its end, and what all of them do behind it follows one after the other.
std::optional<Region> Locks::region_of_write(const Node& call, const std::vector<Region>& before) const {
  const Node closure = call.enclosing_function();
  const bool is_in_transaction = std::any_of(before.begin(), before.end(), [&](const Region& region) {
    return region.kind == Region::Kind::Transaction && region.span == closure.span();
  });
  if (!is_in_transaction || !may_touch_store(call) || !is_waited_for(call)) return std::nullopt;
  for (Node below = call, above = call.parent(); above && above != closure; below = above, above = above.parent()) {
    if (is_conditional(above, below)) return std::nullopt;
  }
  const auto effect = effect_of(program_, vocabulary_, calls_[callee(call)], call);
  const bool locks_row = effect && effect->store == Store::Row && effect->key &&
                         (effect->does == Does::Update || effect->does == Does::Atomic) && !effect->is_upsert;
  if (!locks_row) return std::nullopt;
  return Region{.opener = call,
                .span = {call.span().end, closure.span().end},
                .key = "row",
                .kind = Region::Kind::Statement,
                .is_reentrant = true,
                .is_by_write = true};
}

std::vector<Region> Locks::find_regions(const Node& unit) const {
  std::vector<Region> regions;
  std::vector<Releasing> releases;
  std::vector<std::pair<std::size_t, std::vector<std::string_view>>> handed_out;  // by index of its region
  add_decorators(unit, regions);

  const std::uint32_t end = unit.id().value + unit.raw().size;
  for (std::uint32_t i = unit.id().value + 1; i < end; ++i) {
    const Node node = unit.file().node(facts::NodeId{i});
    if (is_other_unit(node, unit)) {
      i += node.raw().size - 1;
      continue;
    }
    if ((node.is(Kind::String) || node.is(Kind::Template)) && is_locking_sql(node.text())) {
      regions.push_back({.opener = node,
                         .span = {node.span().begin, node.enclosing_function().span().end},
                         .key = "sql",
                         .kind = Region::Kind::Statement,
                         .is_reentrant = true});
      continue;
    }
    if (!node.is(Kind::Call)) continue;
    const LockCall deed = lock_call(unit, node);
    switch (deed.kind) {
      case LockRole::Kind::None:
        // A read that locks its row guards what follows in its transaction, whoever reads the row again.
        if (may_touch_store(node) && has_row_lock(vocabulary_, node) &&
            effect_of(program_, vocabulary_, calls_[callee(node)], node)) {
          regions.push_back({.opener = node,
                             .span = {node.span().end, node.enclosing_function().span().end},
                             .key = "row",
                             .kind = Region::Kind::Statement,
                             .is_reentrant = true});
          break;
        }
        if (auto region = region_of_write(node, regions)) {
          regions.push_back(std::move(*region));
          break;
        }
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
                           .kind = deed.is_transaction ? Region::Kind::Transaction
                                   : deed.is_statement ? Region::Kind::Statement
                                                       : Region::Kind::Held,
                           .is_reentrant = deed.is_reentrant,
                           .is_guard = true});
        break;
      case LockRole::Kind::Acquire:
        if (auto region = region_after(unit, node, deed)) {
          const Node pattern = bound_to(node);
          // `while (!token) { await sleep(); token = await acquire(key); }` tries again what the first one missed.
          const std::vector<std::string_view> names = names_of(pattern);
          const bool tries_again = std::any_of(handed_out.begin(), handed_out.end(), [&](const auto& first) {
            return first.second == names && regions[first.first].key == region->key &&
                   is_repeated_on(node, names.front(), unit);
          });
          if (tries_again) break;
          region->is_disposed = is_disposed(pattern);
          if (deed.may_fail) region->failures = failures_of(unit, node, names);
          if (pattern) handed_out.emplace_back(regions.size(), names);
          regions.push_back(std::move(*region));
        }
        break;
    }
  }

  for (std::size_t r = 0; r < regions.size(); ++r) {
    Region& region = regions[r];
    if (region.kind != Region::Kind::Held || !region.opener.is(Kind::Call) || region.is_guard) continue;
    const auto names =
        std::find_if(handed_out.begin(), handed_out.end(), [&](const auto& one) { return one.first == r; });
    const std::uint32_t last_byte = region.span.end;
    for (const Releasing& release : releases) {
      if (release.call.span().begin < region.span.begin || release.call.span().begin >= last_byte) continue;
      const bool is_same = !release.key.empty() && release.key == region.key;
      if (!is_same && (names == handed_out.end() || !gives_back_by_name(release, names->second))) continue;
      region.releases.push_back(release.call);
      if (const Node last = finally_of(release.call, unit); last && !last.contains(region.opener)) {
        region.span.end = std::min(region.span.end, last.span().begin);
      } else if (condition_around(release.call, unit, region)) {
        end_on_branch(release.call, unit, region);
      } else {
        region.span.end = std::min(region.span.end, release.call.span().begin);
      }
    }
  }
  std::sort(regions.begin(), regions.end(), [](const Region& a, const Region& b) { return a.span < b.span; });
  return regions;
}

const std::vector<Region>& Locks::regions(const Node& unit) const {
  const auto [entry, is_new] = regions_.try_emplace(unit.ref());
  if (is_new) entry->second = find_regions(unit);
  return entry->second;
}

}  // namespace lockstep::effects
