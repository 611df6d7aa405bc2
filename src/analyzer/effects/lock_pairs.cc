#include "effects/lock_pairs.h"

#include "base/letters.h"
#include "effects/acquisitions.h"
#include "effects/units.h"

#include <algorithm>

namespace lockstep::effects {

namespace {

constexpr std::size_t kTellingShape = 3;
constexpr std::size_t kFewForgotten = 2;           ///< ways out that leave a lock by mistake
constexpr double kLongestWork = 60.0 * 60 * 1000;  ///< milliseconds

/// Whether a release is passed by on some way from the acquisition.
bool is_on_branch(const Node& release, const LockSite& acquire) {
  for (Node at = release, above = at.parent(); above && !above.contains(acquire.call);
       at = above, above = at.parent()) {
    if (is_conditional(above, at)) return true;
  }
  return false;
}

bool lives_for_hours(const LockSite& acquire) {
  return acquire.what.life.span && *acquire.what.life.span >= kLongestWork;
}

}  // namespace

bool is_mostly_kept(const LockSite& acquire, const Region& region) {
  const Node value = acquire.what.is_direct ? program::without_casts(program::argument(acquire.call, 1)) : Node{};
  const bool says_nothing = value && (value.is(Kind::String) || value.is(Kind::Number) || value.is(Kind::Boolean));
  if (!says_nothing || !acquire.what.has_expiry || region.releases.empty()) return false;
  const auto is_passed_by = [&](const Node& release) { return is_on_branch(release, acquire); };
  const bool in_finally = std::any_of(region.releases.begin(), region.releases.end(),
                                      [&](const Node& release) { return bool(finally_of(release, acquire.unit)); });
  if (in_finally) return false;
  if (std::all_of(region.releases.begin(), region.releases.end(), is_passed_by)) return true;
  // Several ways out leave it: one may be forgotten, the others are meant.
  std::size_t kept = 0;
  for (const Node way : program::nodes_of(acquire.unit, Kind::Return)) {
    const bool gives_back = std::any_of(region.releases.begin(), region.releases.end(), [&](const Node& release) {
      return release.span().begin < way.span().begin && !is_passed_by(release);
    });
    if (!gives_back && way.span().begin > acquire.call.span().end && Locks::covers(region, way)) ++kept;
  }
  return kept > kFewForgotten;
}

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

bool names_subject(const std::string& key, const std::string& subject) {
  return !subject.empty() && in_small(shape_of(key)).find(subject) != std::string::npos;
}

LockPairs::LockPairs(const Program& program, const Locks& locks) : program_(program), locks_(locks) {
  collect();
  pair_within_units();
  pair_by_roles();
  for (const LockSite& release : releases_) {
    if (release.call.ref() != release.what.origin && !acquire_by_release_.contains(release.call.ref()))
      other_uses_.insert(release.what.origin);
  }
}

void LockPairs::collect() {
  for (const NodeRef ref : locks_.lockers()) {
    const Node unit = program_[ref];
    // What a test gives back was taken by nobody else.
    if (unit.file().roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story)) continue;
    const std::uint32_t end = unit.id().value + unit.raw().size;
    for (std::uint32_t i = unit.id().value + 1; i < end; ++i) {
      const Node node = unit.file().node(facts::NodeId{i});
      if (is_other_unit(node, unit)) {
        i += node.raw().size - 1;
        continue;
      }
      if (!node.is(Kind::Call)) continue;
      LockCall what = locks_.lock_call(unit, node);
      if (what.kind == LockRole::Kind::Acquire) {
        acquire_at_.emplace(node.ref(), acquires_.size());
        acquires_.push_back({unit, node, std::move(what)});
      } else if (what.kind == LockRole::Kind::Release) {
        release_at_.emplace(node.ref(), releases_.size());
        releases_.push_back({unit, node, std::move(what)});
      }
    }
  }
}

void LockPairs::join(std::size_t acquire, std::size_t release) {
  const LockSite& taken = acquires_[acquire];
  const LockSite& given = releases_[release];
  for (const NodeRef key : {taken.call.ref(), taken.what.origin}) release_by_acquire_.emplace(key, release);
  for (const NodeRef key : {given.call.ref(), given.what.origin}) acquire_by_release_.emplace(key, acquire);
}

bool LockPairs::is_mark(const LockSite& acquire) const {
  return lives_for_hours(acquire) && !long_locks_.contains(acquire.call.ref());
}

bool LockPairs::is_compared(const LockSite& acquire, const Region& region) const {
  return std::any_of(region.releases.begin(), region.releases.end(), [&](const Node& call) {
    const auto release = release_at_.find(call.ref());
    return release != release_at_.end() && !releases_[release->second].what.is_delete &&
           !in_catch(call, acquire.unit) && !is_on_branch(call, acquire);
  });
}

void LockPairs::pair_within_units() {
  for (const NodeRef ref : locks_.lockers()) {
    const Node unit = program_[ref];
    for (const Region& region : locks_.regions(unit)) {
      const auto acquire = acquire_at_.find(region.opener.ref());
      if (acquire == acquire_at_.end()) continue;
      const LockSite& site = acquires_[acquire->second];
      if (lives_for_hours(site) && is_compared(site, region)) long_locks_.insert(site.call.ref());
      if (is_mark(site) || is_mostly_kept(site, region)) continue;
      for (const Node& call : region.releases) {
        auto release = release_at_.find(call.ref());
        if (release == release_at_.end() && site.what.is_handle) {
          release = release_at_.emplace(call.ref(), releases_.size()).first;
          releases_.push_back({unit, call, {.kind = LockRole::Kind::Release, .key = region.key, .origin = call.ref()}});
        }
        // Taken back only where the work failed, so that somebody tries again: a claim.
        if (release != release_at_.end() && !in_catch(call, unit)) join(acquire->second, release->second);
      }
    }
  }
}

void LockPairs::pair_by_roles() {
  std::map<std::string, std::size_t> releasing;  // by shape
  for (std::size_t i = 0; i < releases_.size(); ++i) {
    std::string shape = shape_of(releases_[i].what.key);
    if (shape.size() >= kTellingShape && locks_.role(releases_[i].unit).kind == LockRole::Kind::Release &&
        !only_on_failure(releases_[i].unit))
      releasing.emplace(std::move(shape), i);
  }
  for (std::size_t i = 0; i < acquires_.size(); ++i) {
    const LockSite& acquire = acquires_[i];
    if (is_ignored(acquire.call) || is_mark(acquire)) continue;
    const auto release = releasing.find(shape_of(acquire.what.key));
    if (release == releasing.end()) continue;
    // What takes it hands it to its caller, or to the object whose other method gives it back.
    const Node object = acquire.unit.enclosing(Kind::Class);
    const bool is_of_one_object = object && object == releases_[release->second].unit.enclosing(Kind::Class);
    if (is_of_one_object || locks_.role(acquire.unit).kind == LockRole::Kind::Acquire) join(i, release->second);
  }
}

bool LockPairs::only_on_failure(const Node& release) const {
  bool any = false;
  for (const NodeRef ref : program_.callers(release)) {
    const Node call = program_[ref];
    if (call.file().roles.any(workspace::Role::Test)) continue;
    const Node caller = unit_of(call);
    any = true;
    if (caller && in_catch(call, caller)) continue;
    // One function further up: what wraps the release in `try … catch` of its own.
    const bool is_wrapper = caller && locks_.role(caller).kind == LockRole::Kind::Release;
    const auto above = is_wrapper ? program_.callers(caller) : std::span<const NodeRef>{};
    const bool fails = !above.empty() && std::all_of(above.begin(), above.end(), [&](NodeRef at) {
      const Node outer = program_[at];
      return outer.file().roles.any(workspace::Role::Test) || in_catch(outer, unit_of(outer));
    });
    if (!fails) return false;
  }
  return any;
}

const LockSite* LockPairs::release_of(const LockSite& acquire) const {
  const auto found = release_by_acquire_.find(acquire.call.ref());
  return found == release_by_acquire_.end() ? nullptr : &releases_[found->second];
}

const LockSite* LockPairs::acquire_of(const LockSite& release) const {
  const auto found = acquire_by_release_.find(release.call.ref());
  return found == acquire_by_release_.end() ? nullptr : &acquires_[found->second];
}

}  // namespace lockstep::effects
