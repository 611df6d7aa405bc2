#include "effects/locks.h"

#include "effects/units.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using facts::Kind;
using program::argument;
using program::argument_count;
using program::callee;

namespace {

constexpr std::size_t kShortestStatement = 8;  // of SQL that locks something
constexpr int kMostLooks = 6;                  // at one function, whose role may change with those of its callees

bool is_product_code(const program::File& file) {
  return !file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Declaration);
}

bool has_name(const Node& head) { return head && (head.is(Kind::Ident) || head.is(Kind::Member)); }

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
  const auto add_call = [&](const Node& call, bool may_acquire) {
    const Node unit = unit_of(call);
    add(unit);
    if (may_acquire && unit) lockers.insert(unit.ref());
  };
  const std::vector<NodeRef> by_lock = locks_.calls(program_);
  const std::vector<NodeRef> by_effect = calls_.calls(program_);
  std::vector<NodeRef> calls;
  std::set_union(by_lock.begin(), by_lock.end(), by_effect.begin(), by_effect.end(), std::back_inserter(calls));
  const std::vector<NodeRef> texts = locking_texts();
  for (const program::File& file : program_.files()) {
    if (!is_product_code(file)) continue;
    for (const NodeRef ref : program::in_file(calls, file.id)) {
      const Node call = program_[ref];
      const Node head = callee(call);
      if (!call.is(Kind::Call) || !has_name(head)) continue;
      bool may_acquire = !locks_[head].empty();
      bool may_release = false;
      for (const CallModel* model : calls_[head]) {
        if (model->does == Does::Define) define(call);
        may_acquire |= !model->unless_exists.empty() || model->does == Does::Acquire;
        may_release |=
            model->does == Does::Script || (model->does == Does::Delete && model->group->store == Store::Value);
      }
      if (may_acquire || may_release) add_call(call, may_acquire);
    }
    for (const NodeRef text : program::in_file(texts, file.id)) add(unit_of(program_[text]));
  }
  // Scripts that were given a name, wherever that was.
  for (const program::File& file : program_.files()) {
    if (commands_.empty() || !is_product_code(file)) continue;
    for (const Node call : program::nodes_of(file, Kind::Call)) {
      if (command(call) != nullptr) add_call(call, true);
    }
  }
  // A wrapper's role makes its callers worth a look, and theirs. Who was looked at before all that it calls was known
  // (a guard whose `release` was, and whose `waitFor` was not) is looked at again.
  std::map<NodeRef, int> looks;
  while (!open.empty()) {
    const NodeRef at = open.front();
    open.pop_front();
    known.erase(at);
    if (++looks[at] > kMostLooks) continue;
    const Node unit = program_[at];
    regions_.erase(at);
    const LockRole role = role_of(unit);
    if (role == this->role(unit)) continue;
    roles_.insert_or_assign(at, role);
    // What gives a lock back may be called in a function that another one returns.
    for (const NodeRef caller : program_.callers(unit)) {
      for (Node around = unit_of(program_[caller]); around;
           around = around.parent() ? unit_of(around.parent()) : Node{})
        add(around);
    }
  }
  std::erase_if(roles_, [](const auto& entry) { return entry.second.kind == LockRole::Kind::None; });
  find_handles();
  regions_.clear();
  for (const auto& [unit, role] : roles_) {
    for (const NodeRef caller : program_.callers(program_[unit])) {
      if (const Node of = unit_of(program_[caller])) lockers.insert(of.ref());
    }
    lockers.insert(unit);
  }
  // A method that is locked by its decorator may do nothing else about locks.
  for (const program::File& file : program_.files()) {
    if (!is_product_code(file)) continue;
    for (const Node decorator : program::nodes_of(file, Kind::Decorator)) {
      const Node method = decorator.parent();
      const Node function = method && method.is(Kind::Method) ? method.child(0) : Node{};
      if (function && is_locking(decorator.child(0))) lockers.insert(function.ref());
    }
  }
  lockers_.assign(lockers.begin(), lockers.end());
}

/// Which acquisitions result in what gives the lock back: known when all that gives back is, and handed on by wrappers.
void Locks::find_handles() {
  for (bool changes = true; changes;) {
    changes = false;
    for (auto& [ref, role] : roles_) {
      if (role.kind != LockRole::Kind::Acquire || role.is_handle) continue;
      const Node unit = program_[ref];
      const auto calls = program::nodes_of(unit, Kind::Call);
      role.is_handle = returns_handle(unit);
      for (const Node call : calls) role.is_handle |= lock_call(unit, call).is_handle;
      changes |= role.is_handle;
    }
  }
}

/// Strings and templates with SQL that locks something, in order of path and position.
std::vector<NodeRef> Locks::locking_texts() const {
  std::vector<NodeRef> found;
  program_.places().each(program::Places::Of::String, [&](program::Name name, std::span<const NodeRef> places) {
    if (is_locking_sql(program_.names()[name])) found.insert(found.end(), places.begin(), places.end());
  });
  for (const program::File& file : program_.files()) {
    for (const Node text : program::nodes_of(file, Kind::Template)) {
      if (is_locking_sql(text.text())) found.push_back(text.ref());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool Locks::is_locking_sql(std::string_view words) const {
  // Most texts are one short word, which is seen at once.
  if (words.size() <= kShortestStatement) return false;
  const bool is_sentence = words.find(' ') != std::string_view::npos || words.find('(') != std::string_view::npos;
  return is_sentence && vocabulary_.locks_by_sql(words);
}

bool Locks::may_touch_store(const Node& call) const {
  const Node head = callee(call);
  return head && !calls_[head].empty();
}

LockRole Locks::role(const Node& function) const {
  const auto known = roles_.find(function.ref());
  return known == roles_.end() ? LockRole{} : known->second;
}

}  // namespace lockstep::effects
