#pragma once

#include "effects/locks.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::effects {

/// One call that takes a lock or gives one back, itself or through functions of the program.
struct LockSite {
  Node unit;
  Node call;
  LockCall what;
};

/// Whether what is taken here is mostly kept: it says nothing about its holder, and is given back only on branches, as
/// where the work need not have been done. That something is done once in a while is seen to so.
bool is_mostly_kept(const LockSite& acquire, const Region& region);

/// The words of a key without what is put into it: "visitorLock:" of `visitorLock:{…}`.
std::string shape_of(const std::string& key);
/// Whether these words name an entity: `lock:order:{…}` the orders.
bool names_subject(const std::string& key, const std::string& subject);

/// Which acquisitions and releases belong together. `SET … NX` and `DEL` alone say little: they also fill caches, mark
/// messages as seen, and see to it that something happens once a minute. Only what is taken *and* given back is a lock
/// and is judged: within one unit, or by two functions of which one hands the lock out and the other takes it back.
class LockPairs {
 public:
  LockPairs(const Program& program, const Locks& locks);

  std::span<const LockSite> acquires() const { return acquires_; }
  std::span<const LockSite> releases() const { return releases_; }

  /// Whether what is taken here is a mark rather than a lock: nobody works under a lock for hours. Whether something
  /// was done within two days is looked up so, and taken back where it failed. Who gives it back on every way that goes
  /// well, and asks meanwhile whether it is still his, means a lock, however long that lives.
  bool is_mark(const LockSite& acquire) const;

  /// What gives back what is taken here; null where nobody does.
  const LockSite* release_of(const LockSite& acquire) const;
  /// What takes what is given back here; null where nobody does.
  const LockSite* acquire_of(const LockSite& release) const;
  /// Whether some pair's release is at this call, itself or as the call of a library at the bottom.
  bool is_paired(const LockSite& release) const { return acquire_by_release_.contains(release.call.ref()); }
  /// Whether everything that a library's call at the bottom is used for, is to give back locks.
  bool gives_back_only(NodeRef origin) const { return !other_uses_.contains(origin); }

 private:
  void collect();
  void pair_within_units();
  void pair_by_roles();
  /// Whether a function that gives back is called only where the work failed.
  bool only_on_failure(const Node& release) const;
  bool is_compared(const LockSite& acquire, const Region& region) const;
  void join(std::size_t acquire, std::size_t release);

  const Program& program_;
  const Locks& locks_;
  std::vector<LockSite> acquires_;
  std::vector<LockSite> releases_;
  std::map<NodeRef, std::size_t> acquire_at_;          // by call
  std::map<NodeRef, std::size_t> release_at_;          // by call
  std::map<NodeRef, std::size_t> release_by_acquire_;  // by call, and by what is at the bottom of it
  std::map<NodeRef, std::size_t> acquire_by_release_;
  std::set<NodeRef> long_locks_;  // acquisitions that live for hours and are locks all the same
  std::set<NodeRef> other_uses_;  // bottoms of releases that belong to no lock
};

}  // namespace lockstep::effects
