// given-back: whoever takes a lock of a key shaped so gives it back, whatever came of the work.
//
// That a lock ends by itself is for processes that died. Where it is left to expire, the next one waits for all of its
// life, and nobody notices but who waits.

#include "rules/hazard_text.h"
#include "rules/require/kinds.h"
#include "rules/require/lock_sites.h"

#include "effects/acquisitions.h"

#include <algorithm>
#include <utility>

namespace lockstep::rules::require {
namespace {

using effects::LockSite;
using effects::Region;
using Names = std::vector<std::string_view>;

struct GivenBack {
  std::string key;
  std::string in;
};

const Region* region_of(const Scene& scene, const LockSite& site) {
  for (const Region& region : scene.locks().regions(site.unit)) {
    if (region.opener == site.call) return &region;
  }
  return nullptr;
}

/// Whether what tells the holder apart goes on to somebody who may give the lock back: it is stored, returned, put into
/// a job.
bool is_handed_on(const LockSite& site, const Names& names) {
  if (names.empty()) return false;
  for (const Node node : program::nodes_of(site.unit, {Kind::Call, Kind::New, Kind::Return, Kind::Assign})) {
    if (node.span().begin < site.call.span().end || node.contains(site.call)) continue;
    if (node.is(Kind::Assign)) {
      const bool is_kept = node.child(0) && !node.child(0).is(Kind::Ident);
      if (is_kept && node.child(1) && effects::mentions(node.child(1), names)) return true;
      continue;
    }
    if (node.is(Kind::Return)) {
      if (node.child(0) && !node.child(0).is(Kind::Call) && effects::mentions(node.child(0), names)) return true;
      continue;
    }
    for (const Node given : program::arguments(node)) {
      if (!given.is(Kind::None) && effects::mentions(given, names)) return true;
    }
  }
  return false;
}

/// The condition around a release that asks about something else than the lock; null where there is none.
Node condition_around(const LockSite& site, const Node& release, const Names& names) {
  Node below = release;
  for (Node at = release.parent(); at && at != site.unit && !at.contains(site.call); below = at, at = at.parent()) {
    if (!at.is(Kind::If) && !at.is(Kind::Conditional)) continue;
    if (at.child(0) == below || effects::mentions(at.child(0), names)) continue;
    return at.child(0);
  }
  return {};
}

Answer ask(const GivenBack& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const LockSites sites(scene);
  const std::vector<const File*> files = files_of(program, wanted.in);
  std::vector<Related> evidence;
  std::vector<Related> doubtful;
  std::vector<Violation> violations;
  for (const LockSite* site : sites.of_shape(wanted.key)) {
    const bool is_there = wanted.in.empty() || std::ranges::find(files, &site->unit.file()) != files.end();
    // Who takes it for a caller leaves the rest to that one.
    const bool is_for_caller = scene.locks().role(site->unit).kind == effects::LockRole::Kind::Acquire;
    if (!is_there || site->what.is_statement || is_for_caller) continue;
    const std::string lock = "the lock '" + shown_key(site->what.key) + "'";
    const std::string name = program.qualified_name(site->unit);
    const Region* region = region_of(scene, *site);
    if (site->what.kind == effects::LockRole::Kind::Guard || (region != nullptr && region->is_disposed)) {
      evidence.push_back({place_of(site->call), "given back when what runs under it has ended"});
      continue;
    }
    const Names names = effects::names_of(effects::bound_to(site->call));
    const auto violate = [&](std::string what, std::vector<Related>&& related) {
      violations.push_back({.where = place_of(program::callee(site->call)),
                            .message = lock + " is taken in " + name + " and " + std::move(what),
                            .subject = shown_key(site->what.key) + " in " + name,
                            .related = std::move(related)});
    };
    if (region == nullptr || region->releases.empty()) {
      if (is_handed_on(*site, names)) {
        doubtful.push_back({place_of(site->call), lock + " may be given back by whoever gets what this says"});
      } else {
        violate("never given back there, but left to expire", {});
      }
      continue;
    }
    if (!effects::is_given_back(*region, site->unit)) {
      violate("given back only where the work fails", {{place_of(region->releases.front()), "given back here"}});
      continue;
    }
    const auto condition_of = [&](const Node& release) { return condition_around(*site, release, names); };
    // Several may be the two ways of one condition.
    const Node condition = region->releases.size() == 1 ? condition_of(region->releases.front()) : Node{};
    if (condition) {
      violate("given back only on a condition that does not ask for the lock", {{place_of(condition), "this one"}});
      continue;
    }
    evidence.push_back({place_of(region->releases.front()), lock + " of " + name + " is given back here"});
  }
  if (!violations.empty()) return violated(std::move(violations));
  if (!doubtful.empty())
    return unknown("whether the lock '" + wanted.key + "' is given back everywhere cannot be told",
                   std::move(doubtful));
  if (evidence.empty()) return not_applicable("nothing takes a lock '" + wanted.key + "'");
  return holds(counted(evidence.size(), "place takes", "places take") + " the lock, and each gives it back",
               std::move(evidence));
}

Demand read_given_back(json::Reader& reader) {
  const GivenBack wanted{.key = std::string(reader.string("key")), .in = read_optional_place(reader, "in")};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kGivenBack{"given-back", read_given_back};

}  // namespace lockstep::rules::require
