// How the stretch on which a lock is held ends, and how it should have ended.

#include "effects/acquisitions.h"
#include "effects/lock_faults.h"
#include "effects/lock_handles.h"
#include "effects/safe_calls.h"
#include "effects/units.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

/// The words of a key, in whatever order, but for those that only say that it is a lock's.
std::set<std::string> words_of(std::string_view shape) {
  std::set<std::string> words;
  std::string word;
  for (const char c : std::string(shape) + ":") {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      word += c;
      continue;
    }
    if (!word.empty() && word != "lock" && word != "locks" && word != "mutex") words.insert(word);
    word.clear();
  }
  return words;
}

/// Whether two keys say that they are for the same, be it in another order: `order-lock:{…}` and `lock:order:{…}`.
bool is_of_one_kind(const std::string& one, const std::string& other) {
  if (one.empty() || other.empty()) return false;
  if (one == other) return true;
  const std::set<std::string> words = words_of(one);
  return !words.empty() && words == words_of(other);
}

class Ends {
 public:
  Ends(const Program& program, const Locks& locks, const LockPairs& pairs, Waits& waits,
       const program::Liveness& liveness, std::vector<LockFault>& faults)
      : program_(program), locks_(locks), pairs_(pairs), waits_(waits), liveness_(liveness), faults_(faults) {}

  void find() {
    for (const LockSite& opener : pairs_.acquires()) {
      if (!liveness_.is_alive(opener.unit) || pairs_.is_mark(opener)) continue;
      for (const Region& region : locks_.regions(opener.unit)) {
        if (region.opener == opener.call && region.kind == Region::Kind::Held && !region.is_disposed &&
            !is_mostly_kept(opener, region))
          judge(opener, region);
      }
    }
  }

 private:
  void judge(const LockSite& opener, const Region& region) {
    end_early(opener, region);
    if (const LockSite* other = release_of_another(opener, region)) {
      report(LockFault::Kind::KeyMismatch, *other, region.opener);
    } else if (!region.releases.empty()) {
      leak(opener, region);
    } else if (const auto use = opener.what.is_handle ? use_of_handle(opener.unit, opener.call) : std::nullopt) {
      keep(opener, region, *use);
    } else {
      mismatch(opener, region);
    }
  }

  /// What gives the lock back is forgotten, or handed on only behind something that may throw.
  void keep(const LockSite& opener, const Region& region, const HandleUse& use) {
    if (use.is_called) return;
    if (!use.handed) {
      report(LockFault::Kind::Kept, opener, {});
      return;
    }
    const std::vector<std::string_view> names = names_of(bound_to(opener.call));
    for (const Node node : program::nodes_of(opener.unit, Kind::Await)) {
      if (node.span().begin < opener.call.span().end || node.span().end > use.handed.span().begin) continue;
      if (node.enclosing_function() != opener.call.enclosing_function() || !Locks::covers(region, node)) continue;
      if (is_about_failure(node, opener, names) || is_caught(node, region)) continue;
      report(LockFault::Kind::Leaked, opener, node);
      return;
    }
  }

  void report(LockFault::Kind kind, const LockSite& at, const Node& other) {
    faults_.push_back({kind, at.unit, at.call, other, at.what.key, at.what.life.span});
  }

  /// `try { return f() } finally { release }`: the lock is gone before `f` has done its work.
  void end_early(const LockSite& opener, const Region& region) {
    for (const Node& release : region.releases) {
      const Node last = finally_of(release, opener.unit);
      const Node attempt = last ? last.parent() : Node{};
      if (!attempt || !attempt.is(Kind::Try)) continue;
      for (const Node node : program::descendants(attempt.child(0))) {
        if (!node.is(Kind::Call) || !is_returned_unawaited(node) || !Locks::covers(region, node)) continue;
        if (node.enclosing_function() != attempt.enclosing_function() || !is_async(node) || waits_.only_reads(node))
          continue;
        faults_.push_back({LockFault::Kind::EndsEarly, opener.unit, node, release, opener.what.key});
        return;
      }
    }
  }

  /// Whether a call certainly hands out a promise for work that is still to be done.
  bool is_async(const Node& call) const {
    const auto callees = program_.callees(call);
    if (callees.empty()) return is_work_handed_in(call);
    return !callees.empty() && std::all_of(callees.begin(), callees.end(), [&](NodeRef target) {
      const Node function = program_[target];
      if (!function.has(facts::kAsync)) return false;
      const auto inside = program::descendants(function);
      return std::any_of(inside.begin(), inside.end(), [](const Node& node) { return node.is(Kind::Await); });
    });
  }

  /// `work()` of a function that was handed in to be run under the lock: by its type, or since its caller awaits it.
  bool is_work_handed_in(const Node& call) const {
    const Node unit = unit_of(call);
    const Node name = callee(call);
    const ParameterPath from = name && name.is(Kind::Ident) ? parameter_path(program_, unit, name) : ParameterPath{};
    if (from.index < 0 || !from.path.empty()) return false;
    const Node type = program::parameter(unit, static_cast<std::size_t>(from.index)).child(1);
    if (!type) return unit.has(facts::kAsync) && locks_.role(unit).closure == from.index;
    Node result;
    for (const Node part : type.children()) result = part;
    return type.is(Kind::TypeFunction) && result && result.is(Kind::TypeName) && result.text() == "Promise";
  }

  /// What stands on a way out that is taken because the lock was not got.
  static bool is_about_failure(const Node& node, const LockSite& opener, const std::vector<std::string_view>& names) {
    Node below = node;
    for (Node above = below.parent(); above && above != opener.unit; below = above, above = below.parent()) {
      const Node condition = condition_of(above);
      if (!condition || condition == below) continue;
      if (condition.contains(opener.call) || mentions(condition, names)) return true;
    }
    return false;
  }

  static bool throws(const Node& block) {
    const auto inside = program::nodes_of(block, Kind::Throw);
    return inside.begin() != inside.end();
  }

  /// Whether what a node throws goes no further than a `catch` on the stretch itself.
  bool is_caught(const Node& node, const Region& region) const {
    if (never_rejects(program_, waited_for(node))) return true;
    for (Node at = node, above = at.parent(); above && Locks::covers(region, above); at = above, above = at.parent()) {
      if (above.is(Kind::Function)) return false;
      const Node handler = above.is(Kind::Try) && above.child(0) == at ? above.child(2) : Node{};
      if (handler && !throws(handler)) return true;
    }
    return false;
  }

  void leak(const LockSite& opener, const Region& region) {
    const auto& releases = region.releases;
    const std::vector<std::string_view> names = names_of(bound_to(opener.call));
    const auto in_finally = std::find_if(releases.begin(), releases.end(),
                                         [&](const Node& call) { return bool(finally_of(call, opener.unit)); });
    const Node loop = retry_loop(opener.call, opener.unit);
    std::uint32_t safe_from = std::max_element(releases.begin(), releases.end())->span().begin;
    if (in_finally != releases.end()) {
      const Node attempt = finally_of(*in_finally, opener.unit).parent();
      const Node block = statement_of(opener.call).parent();
      if (!attempt.is(Kind::Try) || attempt.contains(opener.call) || attempt.parent() != block) return;
      safe_from = attempt.span().begin;  // but what stands between the acquisition and `try` may throw
    } else if (std::any_of(releases.begin(), releases.end(),
                           [&](const Node& call) { return in_catch(call, opener.unit); })) {
      leave_behind(opener, region, names, safe_from);
      return;
    }
    if (releases.size() == 1 && then_around(releases.front()) && leak_by_failure(opener, region)) return;
    Node way;  // what certainly leaves, rather than what may throw
    for (const Node node : program::descendants(opener.unit)) {
      const bool is_way_out = node.is(Kind::Await) || node.is(Kind::Return);
      if (!is_way_out || node.span().begin < opener.call.span().end || node.span().end > safe_from) continue;
      if (node.enclosing_function() != opener.call.enclosing_function() || !Locks::covers(region, node)) continue;
      if (loop && loop.contains(node)) continue;
      const bool is_release = std::any_of(releases.begin(), releases.end(), [&](const Node& call) {
        return node.contains(call) || statement_of(call).contains(node);
      });
      if (is_release || is_about_failure(node, opener, names)) continue;
      if (node.is(Kind::Await) && is_caught(node, region)) continue;
      if (!way || node.is(Kind::Return)) way = node;
      if (way.is(Kind::Return)) break;
    }
    if (!way) return;
    report(way.is(Kind::Return) ? LockFault::Kind::LeftBehind : LockFault::Kind::Leaked, opener, way);
    faults_.back().release = *std::ranges::min_element(releases);
  }

  /// `try { …; return; } catch (e) { release; throw e } release;`: a catch sees to what is thrown, and not to a
  /// `return`.
  void leave_behind(const LockSite& opener, const Region& region, const std::vector<std::string_view>& names,
                    std::uint32_t safe_from) {
    // Given back only where the work failed: a mark that it was done, which is meant to stay.
    const auto is_of_failure = [&](const Node& release) { return in_catch(release, opener.unit); };
    if (std::ranges::all_of(region.releases, is_of_failure)) return;
    for (const Node way : program::nodes_of(opener.unit, Kind::Return)) {
      if (way.span().begin < opener.call.span().end || way.span().end > safe_from || !Locks::covers(region, way))
        continue;
      if (way.enclosing_function() != opener.call.enclosing_function()) continue;
      const bool is_given_back = std::ranges::any_of(region.releases, [&](const Node& release) {
        const Node block = statement_of(release).parent();
        return way.contains(release) || (release.span().end <= way.span().begin && block && block.contains(way));
      });
      if (is_given_back || is_about_failure(way, opener, names)) continue;
      report(LockFault::Kind::LeftBehind, opener, way);
      faults_.back().release = *std::ranges::min_element(region.releases);
      return;
    }
  }

  /// The call `work().then(() => release(…))` around a release; null: it stands in no such closure.
  static Node then_around(const Node& release) {
    const Node closure = release.enclosing_function();
    const Node call = closure ? closure.parent() : Node{};
    const Node head = call && call.is(Kind::Call) ? callee(call) : Node{};
    const bool is_then =
        head && head.is(Kind::Member) && head.text() == "then" && program::argument(call, 0) == closure;
    return is_then && !program::argument(call, 1) ? call : Node{};
  }

  /// Where the work throws, nobody comes to what gives the lock back.
  bool leak_by_failure(const LockSite& opener, const Region& region) {
    const Node then = then_around(region.releases.front());
    const Node work = callee(then).child(0);
    const bool is_work = work && work.is(Kind::Call) && work != opener.call && !work.contains(opener.call) &&
                         !program_.callees(work).empty() && !never_rejects(program_, work);
    if (!is_work || is_caught(then, region)) return false;
    report(LockFault::Kind::Leaked, opener, work);
    faults_.back().release = region.releases.front();
    return true;
  }

  /// `release(message.conversationId, token)` of what was taken by `message.visitorId`: the token is the right one, and
  /// the key another field of what the unit was given. Null where some release is not so, or cannot be read.
  const LockSite* release_of_another(const LockSite& opener, const Region& region) const {
    const LockSite* other = nullptr;
    for (const Node& call : region.releases) {
      const auto release = std::find_if(pairs_.releases().begin(), pairs_.releases().end(),
                                        [&](const LockSite& site) { return site.call == call; });
      if (release == pairs_.releases().end() || opener.unit != release->unit) return nullptr;
      const std::string& key = release->what.key;
      if (key == region.key || shape_of(key) != shape_of(region.key) || !are_fields(key) || !are_fields(region.key))
        return nullptr;
      other = &*release;
    }
    return other;
  }

  /// `visitor-lock:{#0.visitorId}`: all that is put into it are fields of what the unit is given.
  static bool are_fields(std::string_view key) {
    bool any = false;
    for (std::size_t open = key.find('{'); open != std::string_view::npos; open = key.find('{', open + 1)) {
      const std::string_view hole = key.substr(open + 1, key.find('}', open) - open - 1);
      if (!hole.starts_with('#') || hole.find('.') == std::string_view::npos ||
          hole.find('(') != std::string_view::npos)
        return false;
      any = true;
    }
    return any;
  }

  /// A release in `finally` of the same locks, but of another key.
  void mismatch(const LockSite& opener, const Region& region) {
    if (region.key.find("{?") != std::string::npos) return;
    const LockSite* other = nullptr;
    for (const LockSite& release : pairs_.releases()) {
      if (release.unit != opener.unit || release.call.span().begin < region.opener.span().end) continue;
      if (!finally_of(release.call, release.unit) || release.what.key.find("{?") != std::string::npos ||
          release.what.key.empty())
        continue;
      // Keys of one kind of lock: a release by the token that was handed out has no key to compare.
      if (!is_of_one_kind(shape_of(release.what.key), shape_of(region.key))) continue;
      // Another acquisition may be the one that it belongs to.
      const bool has_owner = std::any_of(
          pairs_.acquires().begin(), pairs_.acquires().end(),
          [&](const LockSite& acquire) { return acquire.unit == opener.unit && acquire.what.key == release.what.key; });
      if (has_owner) return;
      other = &release;
    }
    if (other != nullptr) report(LockFault::Kind::KeyMismatch, *other, region.opener);
  }

  const Program& program_;
  const Locks& locks_;
  const LockPairs& pairs_;
  Waits& waits_;
  const program::Liveness& liveness_;
  std::vector<LockFault>& faults_;
};

}  // namespace

void find_faults_of_regions(const Program& program, const Locks& locks, const LockPairs& pairs, Waits& waits,
                            const program::Liveness& liveness, std::vector<LockFault>& faults) {
  Ends(program, locks, pairs, waits, liveness, faults).find();
}

}  // namespace lockstep::effects
