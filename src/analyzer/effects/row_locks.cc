#include "effects/row_locks.h"

#include "effects/acquisitions.h"
#include "effects/units.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::effects {

namespace {

constexpr std::array<std::string_view, 3> kLockWords = {"lock", "lease", "claim"};
/// Who is locked out of an account has not locked it.
constexpr std::array<std::string_view, 6> kPeople = {"user", "account", "member", "customer", "login", "credential"};

bool has_word(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

template <std::size_t N>
bool has_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(text, word); });
}

/// Whether the condition of an update tells whose lock it is.
bool asks_for_owner(const Stamp& release, const Stamp& take) {
  if (release.asked.contains(release.column) || release.asked.contains("...")) return true;
  // `where token = … set token = null`, whoever set it.
  if (std::ranges::any_of(release.emptied_along, [&](const auto& one) { return release.asked.contains(one); }))
    return true;
  return std::any_of(take.others.begin(), take.others.end(),
                     [&](const std::string& other) { return release.asked.contains(other); });
}

/// Whether a `catch` of the unit gets what a node throws.
bool is_tried(const Node& node, const Node& unit) {
  for (Node at = node, above = at.parent(); above && at != unit; at = above, above = at.parent()) {
    if (above.is(Kind::Try) && above.child(0) == at && above.child(2)) return true;
  }
  return false;
}

}  // namespace

void add_words_asked(const Program& program, const Node& condition, std::set<std::string>& words, int depth) {
  constexpr int kDeepest = 3;
  if (!condition || depth > kDeepest) return;
  for (const Node word : program::nodes_of(condition, {Kind::Property, Kind::Member, Kind::String, Kind::Spread}))
    words.emplace(word.is(Kind::Spread) ? std::string_view("...") : word.text());
  const auto look_into = [&](const Node& call) {
    for (const NodeRef target : program.callees(call)) {
      const Node function = program[target];
      const Node body = program::body(function);
      if (body && !body.is(Kind::Block)) add_words_asked(program, body, words, depth + 1);
      if (!body || !body.is(Kind::Block)) continue;
      for (const Node way : program::nodes_of(body, Kind::Return)) add_words_asked(program, way, words, depth + 1);
    }
  };
  if (condition.is(Kind::Call)) look_into(condition);
  for (const Node call : program::nodes_of(condition, Kind::Call)) look_into(call);
}

bool RowLocks::is_revocation(const Program& program, const Site& release, const std::vector<Site>& sites) const {
  const auto is_token = [&](const std::string& column) {
    return std::ranges::any_of(sites, [&](const Site& site) {
      return site.stamp.call != release.stamp.call && site.stamp.asked.contains(column);
    });
  };
  if (std::ranges::none_of(release.stamp.emptied_along, is_token)) return false;
  std::set<NodeRef> takers;
  for (const Site& site : sites) {
    if (!site.stamp.is_cleared) takers.insert(site.unit.ref());
  }
  if (takers.contains(release.unit.ref())) return false;
  const auto takes_before = [&](const Node& unit, const Node& end) {
    const auto calls = program::nodes_of(unit, Kind::Call);
    return std::ranges::any_of(calls, [&](const Node& call) {
      const auto callees = program.callees(call);
      return call.span().begin < end.span().begin &&
             std::ranges::any_of(callees, [&](NodeRef callee) { return takers.contains(callee); });
    });
  };
  if (takes_before(release.unit, release.stamp.call)) return false;
  return std::ranges::none_of(program.callers(release.unit), [&](NodeRef ref) {
    const Node call = program[ref];
    const Node caller = unit_of(call);
    return caller && (takers.contains(caller.ref()) || takes_before(caller, call));
  });
}

void RowLocks::note(const Node& unit, const Flow& flow) {
  for (const Stamp& stamp : flow.stamps) sites_[{stamp.subject, stamp.column}].push_back({unit, stamp});
  leases_.insert(flow.leases.begin(), flow.leases.end());
}

void RowLocks::report_leaks(const Program& program, const program::Liveness& liveness, const std::vector<Site>& sites,
                            std::vector<LockFault>& faults) const {
  std::set<NodeRef> takers;
  std::set<NodeRef> givers;
  for (const Site& site : sites) (site.stamp.is_cleared ? givers : takers).insert(site.unit.ref());
  const auto gives_back = [&](const Node& call) {
    const auto callees = program.callees(call);
    return std::any_of(callees.begin(), callees.end(), [&](NodeRef callee) { return givers.contains(callee); });
  };
  for (const NodeRef taker : takers) {
    if (givers.contains(taker)) continue;
    for (const NodeRef ref : program.callers(program[taker])) {
      const Node take = program[ref];
      const Node unit = unit_of(take);
      if (!take.is(Kind::Call) || !unit || !liveness.is_alive(unit) ||
          unit.file().roles.any(workspace::Roles{workspace::Role::Test}))
        continue;
      Node release;  // the first one
      bool is_safe = false;
      for (const Node call : program::nodes_of(unit, Kind::Call)) {
        if (call.span().begin < take.span().end || !gives_back(call)) continue;
        if (!release) release = call;
        is_safe |= in_catch(call, unit) || bool(finally_of(call, unit));
      }
      if (!release || is_safe) continue;
      for (const Node wait : program::nodes_of(unit, Kind::Await)) {
        if (wait.span().begin < take.span().end || wait.span().end > release.span().begin) continue;
        if (wait.enclosing_function() != take.enclosing_function() || wait.contains(release) || is_tried(wait, unit))
          continue;
        const Stamp& stamp = sites.front().stamp;
        faults.push_back({LockFault::Kind::Leaked, unit, take, wait, stamp.shown + "." + stamp.column});
        break;
      }
    }
  }
}

void RowLocks::report(const Program& program, const program::Liveness& liveness, std::vector<LockFault>& faults) const {
  for (const auto& [column, sites] : sites_) {
    const auto take = std::find_if(sites.begin(), sites.end(), [](const Site& site) { return !site.stamp.is_cleared; });
    if (take == sites.end() || has_one_of(column.first, kPeople)) continue;
    const bool is_compared = std::any_of(sites.begin(), sites.end(),
                                         [](const Site& site) { return site.stamp.asked.contains(site.stamp.column); });
    if (!leases_.contains(column) && !(has_one_of(column.second, kLockWords) && is_compared)) continue;
    report_leaks(program, liveness, sites, faults);
    for (const Site& site : sites) {
      if (!site.stamp.is_cleared || asks_for_owner(site.stamp, take->stamp) || is_revocation(program, site, sites))
        continue;
      faults.push_back({LockFault::Kind::RowReleased, site.unit, site.stamp.call, take->stamp.call,
                        site.stamp.shown + "." + site.stamp.column});
    }
  }
}

}  // namespace lockstep::effects
