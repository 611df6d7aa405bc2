// given-back: whoever takes a lock of a key shaped so gives it back, whatever came of the work.
//
// That a lock ends by itself is for processes that died. Where it is left to expire, the next one waits for all of its
// life, and nobody notices but who waits.

#include "rules/hazard_text.h"
#include "rules/require/kinds.h"
#include "rules/require/lock_sites.h"

#include "effects/acquisitions.h"
#include "effects/lock_pairs.h"

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
  bool by_owner = false;  ///< what the lock holds must tell its owner from others
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

/// The release of a lock under a key of other words: `visitorLock:{…}` of what was taken as `visitor-lock:{…}`. Null
/// where all are of the same words, or cannot be read. A release by what was handed out has no key to compare.
Node release_of_other_words(const Scene& scene, const LockSite& site, const Region& region, const Names& names) {
  const std::string taken = effects::shape_of(site.what.key);
  if (taken.empty() || site.what.key.find("{?") != std::string::npos) return {};
  for (const Node& release : region.releases) {
    const std::string key = scene.locks().lock_call(site.unit, release).key;
    if (key.empty() || key.find("{?") != std::string::npos || effects::shape_of(key) == taken) continue;
    const std::string hole = key.substr(0, key.find('}') + 1);
    const bool is_bare = effects::shape_of(key).empty();
    // `release(id)` of a helper that makes the key of it is as good as one that is given the whole key.
    if (is_bare && site.what.key.find(hole) == std::string::npos) continue;
    const bool is_handed_out =
        std::ranges::any_of(names, [&](std::string_view name) { return key.find(name) != std::string::npos; });
    if (!is_handed_out) return release;
  }
  return {};
}

/// What a lock is set to, where that is the same whoever takes it: a text, what its key is made of, a field that is
/// filled once for the process. Null where it tells one from another, or cannot be read.
Node value_of_everybody(const Program& program, const LockSite& bottom) {
  const Node head = program::callee(bottom.call);
  if (!bottom.what.is_direct || !head || (head.text() != "set" && head.text() != "setnx")) return {};
  const Node key = program::argument(bottom.call, 0);
  const Node value = program::argument(bottom.call, 1);
  const Node plain = value ? program::without_casts(value) : Node{};
  if (!plain || !key) return {};
  if (program.value(plain)) return plain;
  const auto definition_of = [&](const Node& name) {
    return name.is(Kind::Ident) || name.is(Kind::Member) ? program.definition(name).node : Node{};
  };
  Node made = plain;
  Node declared = definition_of(made);
  if (declared && declared.is(Kind::Declarator)) {
    if (!declared.enclosing_function()) return plain;  // of the module
    made = program::value_of(declared) ? program::without_casts(program::value_of(declared)) : Node{};
    declared = made ? definition_of(made) : Node{};
  }
  if (declared && declared.is(Kind::Field)) {
    const Node filled = program::value_of(declared);
    return filled && !filled.is(Kind::Function) ? plain : Node{};
  }
  if (!made || !made.is(Kind::Ident)) return {};
  const auto names = program::nodes_of(key, Kind::Ident);
  const Node parameter = program.definition(made).node;
  const auto is_its = [&](const Node& name) { return program.definition(name).node == parameter; };
  const bool is_of_key = parameter && parameter.is(Kind::Parameter) &&
                         ((key.is(Kind::Ident) && is_its(key)) || std::any_of(names.begin(), names.end(), is_its));
  return is_of_key ? plain : Node{};
}

Answer ask(const GivenBack& wanted, const Scene& scene) {
  const Program& program = scene.program();
  if (auto nothing = empty_scope(program, wanted.in)) return std::move(*nothing);
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
    if (const Node value = wanted.by_owner ? value_of_everybody(program, sites.bottom(*site)) : Node{}) {
      violate("set to a value that does not tell its owner from others, so that any of them gives it back",
              {{place_of(value), "this value"}});
      continue;
    }
    if (const Node other = region != nullptr ? release_of_other_words(scene, *site, *region, names) : Node{}) {
      violate("given back under another key", {{place_of(other), "given back here"}});
      continue;
    }
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
  const GivenBack wanted{.key = std::string(reader.string("key")),
                         .in = read_optional_place(reader, "in"),
                         .by_owner = reader.flag("by-owner", false)};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kGivenBack{"given-back", read_given_back};

}  // namespace lockstep::rules::require
