// lock: a lock of a key shaped so is taken in one step (SET … NX), and ends by itself within bounds.
// acquire-logged: who does not get it says so in the log.
//
// A lock that is not logged when it is not got works silently worse every day: messages wait, are dropped, or are
// answered twice, and nobody knows.

#include "rules/hazard_text.h"
#include "rules/require/calls.h"
#include "rules/require/kinds.h"

#include "effects/acquisitions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace lockstep::rules::require {
namespace {

std::vector<const effects::LockSite*> sites_of(const Scene& scene, std::string_view key) {
  std::vector<const effects::LockSite*> sites;
  for (const effects::LockSite& site : scene.lock_pairs().acquires()) {
    if (is_key_of(key, site.what.key) && scene.shared().liveness.is_alive(site.unit)) sites.push_back(&site);
  }
  return sites;
}

Answer missing(const Scene& scene, std::string_view key, std::string_view in) {
  const Place place = in.empty() ? place_in_program(scene.program()) : place_in_package(scene.program(), in);
  return violated("there is no such lock", {{.where = place,
                                             .message = "nothing takes a lock '" + std::string(key) + "'",
                                             .subject = "lock " + std::string(key)}});
}

struct Lock {
  std::string key;
  std::string in;
  std::int64_t least_seconds = 0;
  std::int64_t most_seconds = 0;  ///< 0: no bound
};

std::string seconds(double milliseconds) {
  const double value = milliseconds / 1000;
  const auto whole = static_cast<std::int64_t>(value);
  return (static_cast<double>(whole) == value ? std::to_string(whole) : std::to_string(value)) + " s";
}

Answer ask(const Lock& wanted, const Scene& scene) {
  const Program& program = scene.program();
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  std::size_t unread = 0;  // expiries that must be within bounds and are made up at run time
  const bool has_bounds = wanted.least_seconds > 0 || wanted.most_seconds > 0;
  for (const effects::LockSite* site : sites_of(scene, wanted.key)) {
    if (!site->what.is_direct) continue;
    const std::string key = shown_key(site->what.key);
    const std::string name = program.qualified_name(site->unit);
    const auto violate = [&](std::string what) {
      violations.push_back({.where = place_of(program::callee(site->call)),
                            .message = "the lock '" + key + "' " + std::move(what),
                            .subject = key + " in " + name});
    };
    if (!site->what.has_expiry) {
      violate("is taken without an expiry");
    } else if (!site->what.life.span) {
      evidence.push_back({place_of(site->call), "taken here, with an expiry that is not spelled out"});
      if (has_bounds) ++unread;
    } else if (*site->what.life.span < static_cast<double>(wanted.least_seconds) * 1000) {
      violate("lives for " + seconds(*site->what.life.span) + ", but should for " +
              std::to_string(wanted.least_seconds) + " s at least");
    } else if (wanted.most_seconds > 0 && *site->what.life.span > static_cast<double>(wanted.most_seconds) * 1000) {
      violate("lives for " + seconds(*site->what.life.span) + ", but should for " +
              std::to_string(wanted.most_seconds) + " s at most");
    } else {
      evidence.push_back({place_of(site->call), "taken here, for " + seconds(*site->what.life.span)});
    }
  }
  if (!violations.empty()) return violated("its expiry is missing or out of bounds", std::move(violations));
  if (evidence.empty()) return missing(scene, wanted.key, wanted.in);
  if (unread > 0) {
    return unknown("whether the expiry of the lock '" + wanted.key + "' is within its bounds cannot be read in " +
                       counted(unread, "place", "places"),
                   std::move(evidence));
  }
  return holds("the lock is taken with an expiry", std::move(evidence));
}

Demand read_lock(json::Reader& reader) {
  Lock wanted{.key = std::string(reader.string("key")), .in = std::string(reader.string("in", ""))};
  const json::Value* expiry = reader.value("expiry");
  if (expiry != nullptr) {
    json::Reader bounds{reader.document(), *expiry};
    wanted.least_seconds = bounds.integer("min-seconds", 0);
    wanted.most_seconds = bounds.integer("max-seconds", 0);
    for (const std::string_view key : {"min-seconds", "max-seconds"}) {
      if (bounds.has(key) && bounds.integer(key, 0) < 0)
        bounds.reject(bounds.value(key)->where(), "\"" + std::string(key) + "\" must not be negative");
    }
    if (wanted.most_seconds != 0 && wanted.most_seconds < wanted.least_seconds) {
      bounds.reject(bounds.value("max-seconds")->where(), "\"max-seconds\" must not be less than \"min-seconds\"");
    }
    if (const Status status = bounds.finish(); !status) reader.reject(status.error());
  }
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

// Logging ---------------------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 9> kLoggers{"log",    "logger", "console", "winston", "pino",
                                                   "bunyan", "sentry", "logging", "reporter"};
constexpr std::array<std::string_view, 9> kLogMethods{"warn",  "error", "log",     "info",          "debug",
                                                      "trace", "fatal", "warning", "captureMessage"};

bool ends_like(std::string_view word, std::string_view end) { return effects::ends_with_any_case(word, end); }

/// `this.logger.warn(…)`, `console.log(…)`, `logWarning(…)`.
bool is_log_call(const Node& call) {
  const Node head = program::callee(call);
  if (!head) return false;
  if (head.is(Kind::Ident)) return head.text().starts_with("log");
  if (!head.is(Kind::Member)) return false;
  const Node object = head.child(0);
  const std::string_view word = object ? object.text() : std::string_view{};
  const bool is_logger =
      std::any_of(kLoggers.begin(), kLoggers.end(), [&](std::string_view end) { return ends_like(word, end); });
  return is_logger && std::find(kLogMethods.begin(), kLogMethods.end(), head.text()) != kLogMethods.end();
}

Node log_in(const Node& node) {
  if (!node) return {};
  for (const Node call : program::nodes_of(node, Kind::Call)) {
    if (is_log_call(call)) return call;
  }
  return node.is(Kind::Call) && is_log_call(node) ? node : Node{};
}

/// The log entry of the branch on which the lock was not got, in the function that asked for it.
Node log_of_failure(const effects::LockSite& site) {
  const std::vector<std::string_view> names = effects::names_of(effects::bound_to(site.call));
  Node success;  // `if (reply === 'OK') return token;`: what follows is failure
  for (const Node branch : program::nodes_of(site.unit, Kind::If)) {
    const Node condition = branch.child(0);
    if (!condition || branch.span().begin < site.call.span().begin) {
      if (!condition || !condition.contains(site.call)) continue;
    }
    Node asked = condition.contains(site.call) ? site.call : Node{};
    if (!asked) {
      if (effects::mentions(condition, names)) {
        asked = condition;
        for (const Node part : program::descendants(condition)) {
          if (part.is(Kind::Ident) && std::find(names.begin(), names.end(), part.text()) != names.end()) asked = part;
        }
      }
    }
    if (!asked) continue;
    if (!effects::tests_for_success(condition, asked)) {
      if (const Node log = log_in(branch.child(1))) return log;
    } else {
      if (const Node log = log_in(branch.child(2))) return log;
      if (!success) success = branch;
    }
  }
  if (!success) return {};
  for (const Node call : program::nodes_of(site.unit, Kind::Call)) {
    if (call.span().begin >= success.span().end && is_log_call(call)) return call;
  }
  return {};
}

struct AcquireLogged {
  std::string key;
  std::string in;
};

Answer ask(const AcquireLogged& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const auto sites = sites_of(scene, wanted.key);
  if (sites.empty()) return missing(scene, wanted.key, wanted.in);
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  // Where the function that asks the store writes the entry, none of its callers has to.
  bool is_logged_below = false;
  for (const bool is_direct : {true, false}) {
    for (const effects::LockSite* site : sites) {
      if (site->what.is_direct != is_direct || !site->what.may_fail) continue;
      if (const Node log = log_of_failure(*site)) {
        evidence.push_back({place_of(program::callee(log)), "logged here when the lock is not got"});
        is_logged_below |= is_direct;
        continue;
      }
      const bool has_callers = is_direct && std::any_of(sites.begin(), sites.end(),
                                                        [](const auto* other) { return !other->what.is_direct; });
      if (is_logged_below || has_callers) continue;
      const std::string name = program.qualified_name(site->unit);
      violations.push_back(
          {.where = place_of(program::callee(site->call)),
           .message = "nothing is logged in " + name + " when the lock '" + shown_key(site->what.key) + "' is not got",
           .subject = shown_key(site->what.key) + " in " + name});
    }
  }
  if (!violations.empty()) return violated(counted(violations.size(), "place", "places"), std::move(violations));
  if (evidence.empty()) return not_applicable("taking this lock cannot fail");
  return holds("it is logged when the lock is not got", std::move(evidence));
}

Demand read_acquire_logged(json::Reader& reader) {
  const AcquireLogged wanted{.key = std::string(reader.string("key")), .in = std::string(reader.string("in", ""))};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kLock{"lock", read_lock};
extern const DemandKind kAcquireLogged{"acquire-logged", read_acquire_logged};

}  // namespace lockstep::rules::require
