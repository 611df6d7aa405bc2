// What is wrong with locks at the calls that take them and give them back. What is wrong with the stretch between is
// the business of lock_ends.cc.

#include "effects/lock_faults.h"

#include "effects/acquisitions.h"
#include "effects/durations.h"
#include "effects/lock_handles.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

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

/// `setnx` and then `expire`: two steps, but the lock does end.
bool sets_expiry(const Node& unit) {
  const auto inside = program::descendants(unit);
  return std::any_of(inside.begin(), inside.end(), [](const Node& node) {
    const Node head = node.is(Kind::Call) ? callee(node) : Node{};
    const std::string_view name = head ? head.text() : std::string_view{};
    return name == "expire" || name == "pexpire" || name == "pExpire" || name == "expireAt" || name == "pExpireAt";
  });
}

/// `this.logger.debug('busy')`, `console.log('busy')`
bool is_log(const Node& call) {
  constexpr std::array<std::string_view, 7> kLevels = {"log", "info", "warn", "debug", "error", "trace", "verbose"};
  const Node head = callee(call);
  const Node log = head && head.is(Kind::Member) ? head.child(0) : Node{};
  if (!log || !(log.is(Kind::Ident) || log.is(Kind::Member)) ||
      std::find(kLevels.begin(), kLevels.end(), head.text()) == kLevels.end())
    return false;
  return ends_with_any_case(log.text(), "logger") || ends_with_any_case(log.text(), "log") || log.text() == "console";
}

class Faults {
 public:
  Faults(const Program& program, const Locks& locks, const Paths& paths, Waits& waits,
         const program::Liveness& liveness)
      : program_(program),
        locks_(locks),
        paths_(paths),
        liveness_(liveness),
        pairs_(program, locks),
        run_limits_(program),
        waits_(waits) {}

  std::vector<LockFault> find() {
    for (const LockSite& acquire : pairs_.acquires()) judge_acquire(acquire);
    for (const LockSite& release : pairs_.releases()) judge_release(release);
    find_faults_of_regions(program_, locks_, pairs_, waits_, liveness_, faults_);
    find_loose_work(program_, locks_, pairs_, waits_, liveness_, faults_);
    find_outlived(program_, locks_, pairs_, paths_, waits_, run_limits_, liveness_, faults_);
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const LockFault& a, const LockFault& b) { return a.place < b.place; });
    return std::move(faults_);
  }

 private:
  void report(LockFault::Kind kind, const LockSite& at, const Node& other) {
    if (liveness_.is_alive(at.unit)) faults_.push_back({kind, at.unit, at.call, other, at.what.key, at.what.life.span});
  }

  /// A time whose name says another unit than the parameter's that it is given to: `acquire(key, this.lockTtlMs)`,
  /// where that takes `ttlSeconds`.
  void judge_life(const LockSite& acquire) {
    if (acquire.what.life.misread != Life::Misread::No) {
      if (is_misread_here(acquire))
        report(acquire.what.life.misread == Life::Misread::TooLong ? LockFault::Kind::LivesTooLong
                                                                   : LockFault::Kind::LivesTooShort,
               acquire, acquire.what.is_direct ? Node{} : program_[acquire.what.origin]);
      return;
    }
    const auto callees = program_.callees(acquire.call);
    if (callees.size() != 1) return;
    const Node function = program_[callees[0]];
    std::size_t index = 0;
    for (const Node parameter : program::parameters(function).children()) {
      const Node given = program::without_casts(program::argument(acquire.call, index++));
      const Node name =
          parameter.child(0) && parameter.child(0).is(Kind::Default) ? parameter.child(0).child(0) : parameter.child(0);
      if (!given || !name) continue;
      if (given.is(Kind::Ident) || given.is(Kind::Member)) compare_units(acquire, given, name, parameter);
      if (!given.is(Kind::Object)) continue;
      for (const Node property : given.children()) {
        const Node value = property.is(Kind::Property) ? program::without_casts(program::value_of(property)) : Node{};
        if (value && (value.is(Kind::Ident) || value.is(Kind::Member)))
          compare_units(acquire, value, property, parameter);
      }
    }
  }

  /// Whether it is this call that gives the number, rather than what it calls.
  bool is_misread_here(const LockSite& acquire) const {
    if (acquire.what.is_direct) return pairs_.release_of(acquire) != nullptr;
    const auto callees = program_.callees(acquire.call);
    return !callees.empty() && locks_.role(program_[callees.front()]).life.from.index >= 0;
  }

  void compare_units(const LockSite& acquire, const Node& given, const Node& taken, const Node& parameter) {
    const TimeUnit from = unit_in(given.text());
    const TimeUnit to = unit_in(taken.text());
    if (from == TimeUnit::Milliseconds && to == TimeUnit::Seconds)
      report(LockFault::Kind::LivesTooLong, acquire, parameter);
    if (from == TimeUnit::Seconds && to == TimeUnit::Milliseconds)
      report(LockFault::Kind::LivesTooShort, acquire, parameter);
  }

  /// A ticket: what makes the key another one each time is what the caller gets, who comes back with it. `NX` sees to
  /// it that no two bear one number.
  bool hands_out_key(const LockSite& acquire) const {
    const Node key = acquire.what.is_direct ? program::argument(acquire.call, 0) : Node{};
    if (!key) return false;
    for (const Node word : program::descendants(key)) {
      const Node made = word.is(Kind::Ident) ? program_.definition(word).node : Node{};
      if (!made || !made.is(Kind::Declarator) || unit_of(made) != acquire.unit) continue;
      for (const Node way : program::nodes_of(acquire.unit, Kind::Return)) {
        if (way.span().begin > acquire.call.span().end && mentions(way, {word.text()})) return true;
      }
    }
    return false;
  }

  void judge_acquire(const LockSite& acquire) {
    judge_life(acquire);
    const LockSite* release = pairs_.release_of(acquire);
    if (release == nullptr) return;
    if (locks_.vocabulary().makes_fresh_values(acquire.what.key) && !hands_out_key(acquire))
      report(LockFault::Kind::Fresh, acquire, release->call);
    if (is_swallowed(acquire)) report(LockFault::Kind::Unchecked, acquire, release->call);
    if (!acquire.what.may_fail) return;
    if (acquire.what.is_direct && !acquire.what.has_expiry && !sets_expiry(acquire.unit))
      report(LockFault::Kind::NoExpiry, acquire, release->call);
    if (is_ignored(acquire.call) || is_unused(acquire) || is_untested(acquire) || is_only_told(acquire))
      report(LockFault::Kind::Unchecked, acquire, release->call);
    if (is_dropped(acquire)) report(LockFault::Kind::Dropped, acquire, {});
  }

  /// Whether the function that gives the lock back is called if there is one, and nobody asks what it means if not.
  static bool is_untested(const LockSite& acquire) {
    const auto use = acquire.what.is_handle ? use_of_handle(acquire.unit, acquire.call) : std::nullopt;
    return use && use->is_called && !use->is_tested && !use->handed;
  }

  /// Whether the result goes to a variable that only the release ever sees.
  bool is_unused(const LockSite& acquire) const {
    const Node variable = bound_to(acquire.call);
    if (!variable || !variable.is(Kind::Binding)) return false;
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

  /// `if (!token) logger.debug('busy');`, and then the work is done all the same: nothing but the log and the release
  /// ever asks for the result.
  bool is_only_told(const LockSite& acquire) const {
    const auto binding = result_of(acquire);
    return binding && !acquire.call.facts()[*binding].is_assigned && asks_only_to_release(acquire, *binding);
  }

  /// `try { lock = await acquire(key); } catch { log(…) }`, and the work stands behind it: who was refused goes on, and
  /// only the release asks whether there is anything to give back.
  bool is_swallowed(const LockSite& acquire) const {
    const Node statement = statement_of(acquire.call);
    const Node block = statement.parent();
    const Node attempt = block ? block.parent() : Node{};
    if (!attempt || !attempt.is(Kind::Try) || attempt.child(0) != block || !attempt.child(2)) return false;
    const auto ways_out = program::nodes_of(attempt.child(2), {Kind::Throw, Kind::Return, Kind::Continue, Kind::Break});
    if (ways_out.begin() != ways_out.end() || statement.span().end + 1 < last_of(block).span().end) return false;
    const auto binding = result_of(acquire);
    return binding && asks_only_to_release(acquire, *binding);
  }

  static Node last_of(const Node& block) {
    Node last;
    for (const Node statement : block.children()) last = statement;
    return last;
  }

  /// The variable that holds what an acquisition handed out.
  static std::optional<facts::BindingId> result_of(const LockSite& acquire) {
    const Node name = bound_to(acquire.call);
    return name && (name.is(Kind::Binding) || name.is(Kind::Ident)) ? name.facts().binding(name.id()) : std::nullopt;
  }

  /// Whether a result is looked at for the sake of the release, and to say that somebody else has the lock, and for
  /// nothing else.
  bool asks_only_to_release(const LockSite& acquire, facts::BindingId result) const {
    bool is_asked = false;
    const auto is_release = [&](const Node& call) {
      return call.is(Kind::Call) && locks_.lock_call(acquire.unit, call).kind == LockRole::Kind::Release;
    };
    for (const Node node : program::nodes_of(acquire.unit, Kind::Ident)) {
      if (node.facts().binding(node.id()) != result || is_set(node)) continue;
      Node below = node;
      Node above = node.parent();
      while (above && above != acquire.unit && !above.is(Kind::If) && !is_release(above) && !above.is(Kind::Block)) {
        below = above;
        above = above.parent();
      }
      if (above && is_release(above)) continue;
      if (!above || !above.is(Kind::If) || above.child(0) != below || above.child(2)) return false;
      const Node branch = above.child(1);
      if (!(tests_for_success(below, node) ? does_only(branch, is_release) : does_only(branch, is_log))) return false;
      is_asked = true;
    }
    return is_asked;
  }

  static bool is_set(const Node& name) {
    const Node above = name.parent();
    return above && above.is(Kind::Assign) && above.child(0) == name;
  }

  /// Whether a branch is nothing but one call of a kind, perhaps in braces.
  template <typename IsOne>
  static bool does_only(const Node& branch, const IsOne& is_one) {
    Node at = branch;
    if (at && at.is(Kind::Block)) {
      Node only;
      for (const Node statement : at.children()) {
        if (only) return false;
        only = statement;
      }
      at = only;
    }
    if (!at || !at.is(Kind::Expression)) return false;
    Node call = program::without_casts(at.child(0));
    if (call && call.is(Kind::Await)) call = program::without_casts(call.child(0));
    return call && call.is(Kind::Call) && is_one(call);
  }

  /// `if (!token) return;` in what handles a message or job: nobody will do the work.
  bool is_dropped(const LockSite& acquire) const {
    using Form = program::EntryPoint::Form;
    const auto* entry = paths_.entry(acquire.unit);
    if (entry == nullptr || (entry->form != Form::Event && entry->form != Form::Socket && entry->form != Form::Queue))
      return false;
    const std::vector<std::string_view> names = names_of(bound_to(acquire.call));
    for (const Node node : program::descendants(acquire.unit)) {
      if (!node.is(Kind::If) || !only_returns(node.child(1)) || node.child(2)) continue;
      const Node condition = node.child(0);
      if (!condition) continue;
      if (condition.contains(acquire.call)) return !tests_for_success(condition, acquire.call);
      for (const Node part : program::descendants(condition)) {
        if (mentions(part, names) && !tests_for_success(condition, part)) return true;
      }
    }
    return false;
  }

  void judge_release(const LockSite& release) {
    if (!release.what.is_delete || looks_before_it_deletes(program_, release.unit, release.what.key)) return;
    const LockSite* acquire = pairs_.acquire_of(release);
    if (acquire == nullptr || !acquire->what.may_fail) return;
    // What may be used once is claimed rather than locked, and let go for a second try.
    if (locks_.vocabulary().is_for_once(acquire->what.key)) return;
    if (!acquire->what.has_expiry && !sets_expiry(acquire->unit)) return;
    if (run_limits_.end_before(acquire->unit.file(), acquire->what.life.span)) return;
    // A delete that others use for other things is right where it is; its use for a lock is not.
    const bool is_direct = release.call.ref() == release.what.origin;
    const bool is_for_locks = pairs_.gives_back_only(release.what.origin);
    // What compares where it is told whose lock it is: whoever does not tell is to blame.
    const bool is_up_to_caller = is_direct && locks_.role(release.unit).compares_if >= 0;
    if (!release.what.may_compare && (is_direct ? !is_for_locks || is_up_to_caller : is_for_locks)) return;
    report(LockFault::Kind::ForeignRelease, release, acquire->call);
    if (!faults_.empty() && faults_.back().place == release.call)
      faults_.back().is_unlikely = is_soon_done(*acquire, release);
  }

  /// Whether a lock that lives for minutes is given back by the function that took it, which only asks the store
  /// meanwhile: hardly ever is it somebody else's by then.
  bool is_soon_done(const LockSite& acquire, const LockSite& release) {
    constexpr double kMinutes = 60.0 * 1000;
    if (acquire.unit != release.unit || !acquire.what.life.span || *acquire.what.life.span < kMinutes) return false;
    for (const Node wait : program::nodes_of(acquire.unit, {Kind::Await, Kind::ForOf})) {
      const Node call = waited_for(wait);
      if (!call || wait.span().begin < acquire.call.span().end) continue;
      if (!call.is(Kind::Call) || waits_.of(call) != Wait::Brief || is_repeated(wait, acquire.unit)) return false;
    }
    return true;
  }

  const Program& program_;
  const Locks& locks_;
  const Paths& paths_;
  const program::Liveness& liveness_;
  const LockPairs pairs_;
  const RunLimits run_limits_;
  Waits& waits_;
  std::vector<LockFault> faults_;
};

}  // namespace

std::vector<LockFault> find_lock_faults(const Program& program, const Locks& locks, const Paths& paths, Waits& waits,
                                        const program::Liveness& liveness) {
  return Faults(program, locks, paths, waits, liveness).find();
}

}  // namespace lockstep::effects
