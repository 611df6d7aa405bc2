#include "rules/require/lock_sites.h"

#include "rules/require/calls.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::require {
namespace {

using effects::LockSite;

constexpr int kDeepest = 6;  ///< wrappers of wrappers

}  // namespace

LockSites::LockSites(const Scene& scene) : program_(scene.program()) {
  const auto is_alive = [&](const Node& unit) { return scene.shared().liveness.is_alive(unit); };
  for (const LockSite& site : scene.lock_pairs().acquires()) {
    if (is_alive(site.unit)) sites_.push_back(site);
  }
  // What runs a closure under the lock.
  for (const NodeRef ref : scene.locks().lockers()) {
    const Node unit = program_[ref];
    if (!is_alive(unit)) continue;
    for (const effects::Region& region : scene.locks().regions(unit)) {
      if (!region.is_guard || region.kind != effects::Region::Kind::Held || !region.opener.is(Kind::Call)) continue;
      sites_.push_back({unit, region.opener, scene.locks().lock_call(unit, region.opener)});
    }
  }
  std::ranges::stable_sort(sites_, {}, [](const LockSite& site) { return site.call.ref(); });
  for (const LockSite& site : sites_) by_unit_[site.unit.ref()].push_back(&site);
}

std::vector<const LockSite*> LockSites::of_shape(std::string_view key, const std::string& scope) const {
  std::vector<const LockSite*> found;
  for (const LockSite& site : sites_) {
    if (is_key_of(key, site.what.key)) found.push_back(&site);
  }
  if (scope.empty()) return found;
  const std::vector<const File*> files = files_of(program_, scope);
  std::set<const LockSite*> ours;
  std::vector<const LockSite*> open;
  for (const LockSite* site : found) {
    if (std::ranges::find(files, &site->unit.file()) != files.end()) open.push_back(site);
  }
  while (!open.empty()) {
    const LockSite* site = open.back();
    open.pop_back();
    if (!ours.insert(site).second) continue;
    for (const LockSite* inner : below(*site)) open.push_back(inner);
  }
  std::erase_if(found, [&](const LockSite* site) { return !ours.contains(site); });
  return found;
}

std::vector<const LockSite*> LockSites::below(const LockSite& site) const {
  std::vector<const LockSite*> found;
  if (site.what.is_direct) return found;
  for (const NodeRef callee : program_.callees(site.call)) {
    const auto inside = by_unit_.find(callee);
    if (inside != by_unit_.end()) found.insert(found.end(), inside->second.begin(), inside->second.end());
  }
  return found;
}

const LockSite& LockSites::bottom(const LockSite& site) const {
  const LockSite* at = &site;
  for (int depth = 0; depth < kDeepest; ++depth) {
    const auto next = below(*at);
    if (next.empty()) break;
    at = next.front();
  }
  return *at;
}

Answer no_such_lock(const Scene& scene, std::string_view key, std::string_view package) {
  const Place place = package.empty() ? place_in_program(scene.program()) : place_in_package(scene.program(), package);
  return violated({{.where = place,
                    .message = "nothing takes a lock '" + std::string(key) + "'" +
                               (package.empty() ? "" : " in `" + std::string(package) + "`"),
                    .subject = "lock " + std::string(key)}});
}

}  // namespace lockstep::rules::require
