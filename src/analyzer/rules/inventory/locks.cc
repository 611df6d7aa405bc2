// Locks by what their keys look like: who holds them, and what they read, change and write back meanwhile.

#include "effects/lock_pairs.h"
#include "effects/paths.h"
#include "rules/hazard_text.h"
#include "rules/inventory/parts.h"
#include "rules/inventory/spots.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

using findings::KnownLock;

constexpr std::string_view kRow = "a row of the database";

class Collecting {
 public:
  Collecting(const Program& program, const Shared& shared)
      : program_(program),
        shared_(shared),
        vocabulary_(program.models()),
        locks_(program, vocabulary_),
        paths_(program, locks_, shared.entry_points, shared.liveness),
        pairs_(program, locks_) {}

  std::vector<KnownLock> take() {
    for (const NodeRef unit : locks_.lockers()) {
      if (!is_production(program_[unit].file())) continue;
      for (const effects::Region& region : locks_.regions(program_[unit])) {
        // A transaction alone keeps nobody out.
        const bool is_lock = region.kind != effects::Region::Kind::Transaction && !region.is_by_write;
        if (is_lock && !is_kept(program_[unit], region)) add(region);
      }
    }
    const effects::Hazards& hazards = shared_.hazards.of(program_, shared_.entry_points, shared_.liveness);
    for (const effects::GuardedUpdate& update : hazards.guarded) guard(update);
    std::vector<KnownLock> all;
    for (auto& [key, lock] : by_key_) all.push_back(std::move(lock));
    return all;
  }

 private:
  /// Whether nobody ever gives back what is taken: a mark that something was done a while ago keeps nobody out.
  bool is_kept(const Node& unit, const effects::Region& region) const {
    const bool may_be_mark = region.kind == effects::Region::Kind::Held && !region.is_guard && !region.is_disposed &&
                             region.releases.empty() && region.opener.is(Kind::Call);
    if (!may_be_mark) return false;
    const effects::LockCall what = locks_.lock_call(unit, region.opener);
    if (what.kind != effects::LockRole::Kind::Acquire || what.origin == NodeRef{}) return false;
    const effects::LockSite site{.unit = unit, .call = region.opener, .what = what};
    effects::LockSite bottom = site;
    bottom.call = program_[what.origin];
    if (pairs_.release_of(site) != nullptr || pairs_.release_of(bottom) != nullptr) return false;
    // Somebody else may give it back, as where another server takes over.
    const std::string shape = effects::shape_of(region.key);
    return std::ranges::none_of(pairs_.releases(), [&](const effects::LockSite& release) {
      return effects::shape_of(release.what.key) == shape;
    });
  }

  KnownLock& add(const effects::Region& region) {
    std::string key = region.kind == effects::Region::Kind::Statement ? std::string(kRow) : shown_key(region.key);
    if (key.empty()) key = "a key that is not spelled out";
    // One lock goes by several names where it is taken: `visit:{visitorId}`, `visit:{id}`, `visit:{…}` of a helper.
    const std::string shape = effects::shape_of(region.key);
    const bool is_spelled =
        std::ranges::any_of(shape, [](char byte) { return byte != '{' && byte != '}' && byte != '?'; });
    KnownLock& lock = by_key_[is_spelled && key != kRow ? shape : key];
    if (lock.key.empty() || says_more(key, lock.key)) lock.key = key;
    add_spot(spot_of(program_, region.opener), lock.holders);
    return lock;
  }

  /// Whether one of two names of a lock says more of what stands in the holes.
  static bool says_more(std::string_view key, std::string_view than) {
    constexpr std::string_view kHole = "{…}";
    const bool is_open = key.find(kHole) != std::string_view::npos;
    const bool was_open = than.find(kHole) != std::string_view::npos;
    return is_open != was_open ? was_open : key < than;
  }

  void guard(const effects::GuardedUpdate& update) {
    const std::string what = name_of(update.read, update.column);
    if (update.read.row_lock) {
      KnownLock& lock = by_key_[std::string(kRow)];
      lock.key = kRow;
      add_spot(spot_of(program_, update.read.deep), lock.holders);
      note(what, lock);
    }
    for (const auto& [unit, region] : paths_.held(update.unit, update.read.node, update.write.flush).regions) {
      note(what, add(region));
    }
  }

  static void note(const std::string& what, KnownLock& lock) {
    if (std::find(lock.guarded.begin(), lock.guarded.end(), what) == lock.guarded.end()) lock.guarded.push_back(what);
  }

  const Program& program_;
  const Shared& shared_;
  effects::Vocabulary vocabulary_;
  effects::Locks locks_;
  effects::Paths paths_;
  effects::LockPairs pairs_;
  std::map<std::string, KnownLock> by_key_;
};

}  // namespace

std::vector<KnownLock> known_locks(const Program& program, const Shared& shared) {
  return Collecting(program, shared).take();
}

}  // namespace lockstep::rules
