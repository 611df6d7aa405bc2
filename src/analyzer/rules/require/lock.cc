// lock: a lock of a key shaped so is taken in one step (SET … NX), and ends by itself within bounds.

#include "rules/hazard_text.h"
#include "rules/require/kinds.h"
#include "rules/require/lock_sites.h"

#include <algorithm>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct Lock {
  std::string key;
  std::string in;
  std::int64_t least_seconds = 0;
  std::int64_t most_seconds = 0;  ///< 0: no bound
};

std::string seconds(double milliseconds) {
  std::string text = std::to_string(milliseconds / 1000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + " s";
}

Answer ask(const Lock& wanted, const Scene& scene) {
  const Program& program = scene.program();
  if (auto nothing = empty_scope(program, wanted.in)) return std::move(*nothing);
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  std::size_t unread = 0;  // expiries that must be within bounds and are made up at run time
  const bool has_bounds = wanted.least_seconds > 0 || wanted.most_seconds > 0;
  const LockSites sites(scene);
  const auto fitting = sites.of_shape(wanted.key, wanted.in);
  for (const effects::LockSite* at : fitting) {
    const effects::LockSite& site = *at;
    const effects::LockSite& bottom = sites.bottom(site);
    // Judged where the store is asked, unless only the callers know the key.
    if (&bottom != &site && std::ranges::find(fitting, &bottom) != fitting.end()) continue;
    const std::string key = shown_key(site.what.key);
    const std::string name = program.qualified_name(site.unit);
    const auto violate = [&](std::string what) {
      violations.push_back({.where = place_of(program::callee(site.call)),
                            .message = "the lock '" + key + "' " + std::move(what),
                            .subject = key + " in " + name});
    };
    if (!site.what.has_expiry && bottom.what.is_direct) {
      violate("is taken without an expiry");
    } else if (!site.what.has_expiry) {
      evidence.push_back({place_of(site.call), "taken here, of a library that may or may not let it expire"});
      ++unread;
    } else if (site.what.life.misread != effects::Life::Misread::No) {
      violate("is given a time in another unit than the one that is taken");
    } else if (!site.what.life.span) {
      evidence.push_back({place_of(site.call), "taken here, with an expiry that is not spelled out"});
      if (has_bounds) ++unread;
    } else if (*site.what.life.span < static_cast<double>(wanted.least_seconds) * 1000) {
      violate("lives for " + seconds(*site.what.life.span) + ", but should for " +
              std::to_string(wanted.least_seconds) + " s at least");
    } else if (wanted.most_seconds > 0 && *site.what.life.span > static_cast<double>(wanted.most_seconds) * 1000) {
      violate("lives for " + seconds(*site.what.life.span) + ", but should for " + std::to_string(wanted.most_seconds) +
              " s at most");
    } else {
      evidence.push_back({place_of(site.call), "taken here, for " + seconds(*site.what.life.span)});
    }
  }
  if (!violations.empty()) return violated(std::move(violations));
  if (evidence.empty()) return no_such_lock(scene, wanted.key, wanted.in);
  if (unread > 0) {
    return unknown("whether the expiry of the lock '" + wanted.key + "' is within its bounds cannot be read in " +
                       counted(unread, "place", "places"),
                   std::move(evidence));
  }
  return holds("the lock is taken with an expiry", std::move(evidence));
}

Demand read_lock(json::Reader& reader) {
  Lock wanted{.key = std::string(reader.string("key")), .in = read_optional_place(reader, "in")};
  const json::Value* expiry = reader.value("expiry");
  if (expiry != nullptr) {
    json::Reader bounds{reader.document(), *expiry};
    wanted.least_seconds = bounds.integer("min-seconds", 0);
    wanted.most_seconds = bounds.integer("max-seconds", 0);
    for (const std::string_view key : {"min-seconds", "max-seconds"}) {
      if (bounds.has(key) && bounds.integer(key, 0) < 0)
        bounds.reject(bounds.value(key)->where(), "\"" + std::string(key) + "\" must not be negative",
                      "leave it out where any will do");
    }
    if (wanted.most_seconds != 0 && wanted.most_seconds < wanted.least_seconds) {
      bounds.reject(bounds.value("max-seconds")->where(), "\"max-seconds\" must not be less than \"min-seconds\"",
                    "as it stands no expiry is long enough and short enough");
    }
    if (const Status status = bounds.finish(); !status) reader.reject(status.error());
  }
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kLock{"lock", read_lock};

}  // namespace lockstep::rules::require
