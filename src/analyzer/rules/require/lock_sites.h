#pragma once

#include "rules/require/scene.h"

#include <map>
#include <string_view>
#include <vector>

namespace lockstep::rules::require {

/// Where locks are taken: of a store (`SET … NX`), of a library (`redlock.using(…)`), and through functions of the
/// program that do so for their callers, mostly with the caller's key. Sites in code that cannot run are left out.
class LockSites {
 public:
  explicit LockSites(const Scene& scene);

  /// Those whose key is of a shape, in order of path and position. Of a package or glob those that are taken there, and
  /// whatever takes the lock for them.
  std::vector<const effects::LockSite*> of_shape(std::string_view key, const std::string& scope = {}) const;

  /// Where the functions that a site calls take the lock for it; none at the bottom.
  std::vector<const effects::LockSite*> below(const effects::LockSite& site) const;

  /// The call of a store or of a library to which a site leads.
  const effects::LockSite& bottom(const effects::LockSite& site) const;

 private:
  const Program& program_;
  std::vector<effects::LockSite> sites_;
  std::map<NodeRef, std::vector<const effects::LockSite*>> by_unit_;
};

/// What to say where nothing takes a lock: at the package that should, or anywhere.
Answer no_such_lock(const Scene& scene, std::string_view key, std::string_view package);

}  // namespace lockstep::rules::require
