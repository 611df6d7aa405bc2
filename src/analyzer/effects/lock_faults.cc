// Locks that are taken and given back in the wrong way. `SET … NX` and `DEL` alone say little: they also fill caches
// and mark messages as seen. Only what is taken *and* given back, somewhere, under keys of one shape, is a lock and is
// judged.

#include "effects/hazards.h"
#include "effects/units.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

/// The words of a key without what is put into it: "visitorLock:" of `visitorLock:{…}`.
std::string shape_of(const std::string& key) {
  std::string shape;
  int depth = 0;
  for (const char c : key) {
    if (c == '{') ++depth;
    if (depth == 0) shape += c;
    if (c == '}' && depth > 0) --depth;
  }
  return shape;
}

struct Found {
  Node unit;
  Node call;
  LockCall what;
};

/// The statement that a call makes up alone, its value thrown away.
bool is_ignored(const Node& call) {
  Node at = call.parent();
  while (at && (at.is(Kind::Await) || at.is(Kind::Cast) || (at.is(Kind::Unary) && at.op() == Op::Void)))
    at = at.parent();
  return at && at.is(Kind::Expression);
}

/// The variable that gets the call's result.
Node variable_of(const Node& call) {
  Node at = call;
  Node above = at.parent();
  while (above && (above.is(Kind::Await) || above.is(Kind::Cast))) {
    at = above;
    above = at.parent();
  }
  if (above && above.is(Kind::Declarator) && above.child(2) == at && above.child(0) && above.child(0).is(Kind::Binding))
    return above.child(0);
  return {};
}

/// A `return;` without a value, alone or in braces.
bool only_returns(const Node& statement) {
  if (!statement) return false;
  if (statement.is(Kind::Return)) return !statement.child(0);
  if (!statement.is(Kind::Block)) return false;
  Node only;
  for (const Node child : statement.children()) {
    if (only) return false;
    only = child;
  }
  return only && only.is(Kind::Return) && !only.child(0);
}

Node enclosing_finally(const Node& node) {
  for (Node at = node; at; at = at.parent()) {
    const Node above = at.parent();
    if (above && above.is(Kind::Try) && above.child(3) == at) return at;
    if (at.is(Kind::Function)) return {};
  }
  return {};
}

bool in_catch(const Node& node) {
  for (Node at = node; at; at = at.parent()) {
    const Node above = at.parent();
    if (above && above.is(Kind::Try) && above.child(2) == at) return true;
    if (at.is(Kind::Function)) return false;
  }
  return false;
}

class Faults {
 public:
  Faults(const Program& program, const Locks& locks, const Paths& paths, Waits& waits,
         const program::Liveness& liveness)
      : program_(program), locks_(locks), paths_(paths), waits_(waits), liveness_(liveness) {}

  std::vector<LockFault> find() {
    for (const NodeRef ref : locks_.lockers()) {
      const Node unit = program_[ref];
      const std::uint32_t end = unit.id().value + unit.raw().size;
      for (std::uint32_t i = unit.id().value + 1; i < end; ++i) {
        const Node node = unit.file().node(facts::NodeId{i});
        if (is_other_unit(node, unit)) {
          i += node.raw().size - 1;
          continue;
        }
        if (!node.is(Kind::Call)) continue;
        LockCall what = locks_.lock_call(unit, node);
        if (what.kind == LockRole::Kind::Acquire)
          acquires_.push_back({unit, node, std::move(what)});
        else if (what.kind == LockRole::Kind::Release)
          releases_.push_back({unit, node, std::move(what)});
      }
    }
    for (const Found& acquire : acquires_) judge_acquire(acquire);
    for (const Found& release : releases_) judge_release(release);
    for (const NodeRef ref : locks_.lockers()) judge_regions(program_[ref]);
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const LockFault& a, const LockFault& b) { return a.place < b.place; });
    return std::move(faults_);
  }

 private:
  /// Keys of one shape; a shape that says nothing (a key that comes in as a parameter) counts within one file.
  static bool are_pair(const Found& a, const Found& b) {
    constexpr std::size_t kTelling = 3;
    const std::string shape = shape_of(a.what.key);
    if (shape != shape_of(b.what.key)) return false;
    return shape.size() >= kTelling || &a.call.file() == &b.call.file();
  }

  const Found* given_back(const Found& acquire) const {
    const auto found = std::find_if(releases_.begin(), releases_.end(),
                                    [&](const Found& release) { return are_pair(acquire, release); });
    return found == releases_.end() ? nullptr : &*found;
  }

  void report(LockFault::Kind kind, const Found& at, const Node& other) {
    if (liveness_.is_alive(at.unit)) faults_.push_back({kind, at.unit, at.call, other, at.what.key});
  }

  void judge_acquire(const Found& acquire) {
    if (!acquire.what.may_fail) return;
    const Found* release = given_back(acquire);
    if (release == nullptr) return;
    if (acquire.what.is_direct && !acquire.what.has_expiry && !sets_expiry(acquire))
      report(LockFault::Kind::NoExpiry, acquire, release->call);
    if (is_ignored(acquire.call) || is_unused(acquire)) report(LockFault::Kind::Unchecked, acquire, release->call);
    if (is_dropped(acquire)) report(LockFault::Kind::Dropped, acquire, {});
  }

  /// `setnx` and then `expire`: two steps, but the lock does end.
  static bool sets_expiry(const Found& acquire) {
    for (const Node node : program::descendants(acquire.unit)) {
      const Node head = node.is(Kind::Call) ? callee(node) : Node{};
      if (head && (head.text() == "expire" || head.text() == "pexpire" || head.text() == "pExpire" ||
                   head.text() == "expireAt"))
        return true;
    }
    return false;
  }

  /// Whether the result goes to a variable that only the release ever sees.
  bool is_unused(const Found& acquire) const {
    const Node variable = variable_of(acquire.call);
    if (!variable) return false;
    const auto binding = variable.facts().binding(variable.id());
    if (!binding) return false;
    for (const Node node : program::descendants(acquire.unit)) {
      if (!node.is(Kind::Ident) || node.text() != variable.text()) continue;
      if (node.facts().binding(node.id()) != binding) continue;
      const Node call = node.parent();
      const bool in_release =
          call && call.is(Kind::Call) && locks_.lock_call(acquire.unit, call).kind == LockRole::Kind::Release;
      if (!in_release) return false;
    }
    return true;
  }

  /// `if (!token) return;` in what handles a message or job: nobody will do the work.
  bool is_dropped(const Found& acquire) const {
    using Form = program::EntryPoint::Form;
    const auto* entry = paths_.entry(acquire.unit);
    if (entry == nullptr || (entry->form != Form::Event && entry->form != Form::Socket && entry->form != Form::Queue))
      return false;
    const Node variable = variable_of(acquire.call);
    for (const Node node : program::descendants(acquire.unit)) {
      if (!node.is(Kind::If) || !only_returns(node.child(1)) || node.child(2)) continue;
      const Node condition = node.child(0);
      if (!condition || !condition.is(Kind::Unary) || condition.op() != Op::Not) continue;
      if (condition.contains(acquire.call)) return true;
      const Node tested = condition.child(0);
      if (variable && tested && tested.is(Kind::Ident) && tested.text() == variable.text()) return true;
    }
    return false;
  }

  void judge_release(const Found& release) {
    if (!release.what.is_delete || compares_owner(release)) return;
    const auto acquire = std::find_if(acquires_.begin(), acquires_.end(), [&](const Found& other) {
      return other.what.may_fail && other.what.is_direct && other.what.has_expiry && are_pair(other, release);
    });
    if (acquire == acquires_.end()) return;
    // Elsewhere, an administrator may well break a lock.
    const bool belongs = &acquire->call.file() == &release.call.file() &&
                         (acquire->unit == release.unit || locks_.role(release.unit).kind == LockRole::Kind::Release);
    if (belongs) report(LockFault::Kind::ForeignRelease, release, acquire->call);
  }

  /// Whether the value is looked at before it is deleted.
  static bool compares_owner(const Found& release) {
    for (const Node node : program::descendants(release.unit)) {
      const Node head = node.is(Kind::Call) ? callee(node) : Node{};
      if (head && head.is(Kind::Member) && head.text() == "get") return true;
    }
    return false;
  }

  void judge_regions(const Node& unit) {
    for (const Region& region : locks_.regions(unit)) {
      if (region.kind != Region::Kind::Held || !region.opener.is(Kind::Call)) continue;
      if (region.span.end <= region.opener.span().end || region.span.begin < region.opener.span().begin)
        continue;  // a guard's closure
      const LockCall what = locks_.lock_call(unit, region.opener);
      if (what.kind != LockRole::Kind::Acquire) continue;
      const Found opener{unit, region.opener, what};
      outlive(opener, region);
      if (region.releases.empty()) {
        mismatch(opener, region);
      } else {
        leak(opener, region);
      }
    }
  }

  /// A wait without a limit under a lock that has one. A lock that is extended meanwhile is another matter.
  void outlive(const Found& opener, const Region& region) {
    if (!opener.what.has_expiry || given_back(opener) == nullptr) return;
    for (const Node node : program::descendants(opener.unit)) {
      const Node head = node.is(Kind::Call) ? callee(node) : Node{};
      if (!head) continue;
      const std::string_view name = head.text();
      if (name.starts_with("extend") || name.starts_with("renew") || name.starts_with("refresh") ||
          name == "setInterval" || name == "expire")
        return;
    }
    for (const Node node : program::descendants(opener.unit)) {
      if (!node.is(Kind::Await) || !Locks::covers(region, node)) continue;
      const Node call = program::without_casts(node.child(0));
      if (!call || !call.is(Kind::Call) || call == region.opener) continue;
      const Node network = waits_.unlimited(call);
      if (!network) continue;
      faults_.push_back(
          {LockFault::Kind::Outlived, opener.unit, call, network == call ? region.opener : network, opener.what.key});
      return;
    }
  }

  void leak(const Found& opener, const Region& region) {
    const auto& releases = region.releases;
    if (std::any_of(releases.begin(), releases.end(),
                    [](const Node& call) { return enclosing_finally(call) || in_catch(call); }))
      return;
    const Node last = *std::max_element(releases.begin(), releases.end());
    for (const Node node : program::descendants(opener.unit)) {
      if (!node.is(Kind::Await) && !node.is(Kind::Throw)) continue;
      if (node.span().begin < region.opener.span().end || node.span().end > last.span().begin) continue;
      const bool is_release =
          std::any_of(releases.begin(), releases.end(), [&](const Node& call) { return node.contains(call); });
      if (is_release || node.is(Kind::Throw)) continue;
      report(LockFault::Kind::Leaked, opener, node);
      return;
    }
  }

  /// A release in `finally` of the same locks, but of another key.
  void mismatch(const Found& opener, const Region& region) {
    if (region.key.find("{?}") != std::string::npos) return;
    const Found* other = nullptr;
    for (const Found& release : releases_) {
      if (release.unit != opener.unit || release.call.span().begin < region.opener.span().end) continue;
      if (!enclosing_finally(release.call) || release.what.key.find("{?}") != std::string::npos ||
          release.what.key.empty())
        continue;
      // Keys of one kind of lock: a release by the token that was handed out has no key to compare.
      if (shape_of(release.what.key).empty() || shape_of(release.what.key) != shape_of(region.key)) continue;
      // Another acquisition may be the one that it belongs to.
      const bool has_owner = std::any_of(acquires_.begin(), acquires_.end(), [&](const Found& acquire) {
        return acquire.unit == opener.unit && acquire.what.key == release.what.key;
      });
      if (has_owner) return;
      other = &release;
    }
    if (other != nullptr) report(LockFault::Kind::KeyMismatch, *other, region.opener);
  }

  const Program& program_;
  const Locks& locks_;
  const Paths& paths_;
  Waits& waits_;
  const program::Liveness& liveness_;
  std::vector<Found> acquires_;
  std::vector<Found> releases_;
  std::vector<LockFault> faults_;
};

}  // namespace

std::vector<LockFault> find_lock_faults(const Program& program, const Locks& locks, const Paths& paths, Waits& waits,
                                        const program::Liveness& liveness) {
  return Faults(program, locks, paths, waits, liveness).find();
}

}  // namespace lockstep::effects
