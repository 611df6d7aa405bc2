// acquire-logged: who does not get a lock says so in the log.
//
// A lock that is not logged when it is not got works silently worse every day: messages wait, are dropped, or are
// answered twice, and nobody knows. It does not matter who writes the entry: the function that asks the store, or
// whoever called it.

#include "rules/hazard_text.h"
#include "rules/require/kinds.h"
#include "rules/require/lock_sites.h"
#include "rules/require/test_bodies.h"

#include "effects/acquisitions.h"
#include "program/exits.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lockstep::rules::require {
namespace {

using effects::LockSite;

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

/// What writes an entry within a node, itself or by a function that it calls: `return this.busy(id)`.
Node log_in(const Program& program, const Node& node, int depth = 0) {
  constexpr int kDeepest = 2;
  if (!node) return {};
  const auto logs = [&](const Node& call) {
    if (is_log_call(call)) return true;
    return depth < kDeepest &&
           std::ranges::any_of(
               program.callees(call),
               [&](const NodeRef callee) { return static_cast<bool>(log_in(program, program[callee], depth + 1)); });
  };
  if (node.is(Kind::Call) && logs(node)) return node;
  for (const Node call : program::nodes_of(node, Kind::Call)) {
    if (logs(call) && !is_dead(call, node)) return call;  // `if (false) log()`
  }
  return {};
}

/// The part of a condition that asks whether the lock was got; null where it asks something else.
Node asked_in(const Node& condition, const LockSite& site, const std::vector<std::string_view>& names) {
  if (condition.contains(site.call)) return site.call;
  if (condition.span().begin < site.call.span().begin || !effects::mentions(condition, names)) return {};
  Node asked = condition;
  for (const Node part : program::descendants(condition)) {
    if (part.is(Kind::Ident) && std::ranges::find(names, part.text()) != names.end()) asked = part;
  }
  return asked;
}

/// Whether a condition that asks so holds for who got the lock, also by a name for what the call said: `const ok =
/// reply
/// === 'OK'; if (!ok) …`.
struct Flag {
  std::string_view name;
  bool says_success = true;
};

std::vector<Flag> flags_of(const LockSite& site, const std::vector<std::string_view>& names) {
  std::vector<Flag> flags;
  for (const Node declared : program::nodes_of(site.unit, Kind::Declarator)) {
    const Node value = program::without_casts(program::value_of(declared));
    const bool decides = value && (value.is(Kind::Binary) || value.is(Kind::Unary) || value.is(Kind::Call));
    if (!decides || !declared.child(0) || value.contains(site.call)) continue;
    if (const Node asked = asked_in(value, site, names); asked && asked != value)
      flags.push_back({declared.child(0).text(), effects::tests_for_success(value, asked)});
  }
  return flags;
}

/// Whether a condition holds where the lock was got; nothing where it asks something else.
std::optional<bool> asks_for_success(const Node& condition, const LockSite& site,
                                     const std::vector<std::string_view>& names) {
  if (!condition) return std::nullopt;
  if (const Node asked = asked_in(condition, site, names)) return effects::tests_for_success(condition, asked);
  for (const Flag& flag : flags_of(site, names)) {
    if (const Node asked = asked_in(condition, site, {flag.name}))
      return effects::tests_for_success(condition, asked) == flag.says_success;
  }
  return std::nullopt;
}

/// `switch (reply) { case 'OK': …; break; default: log() }`
Node log_of_case(const Program& program, const LockSite& site, const std::vector<std::string_view>& names) {
  for (const Node choice : program::nodes_of(site.unit, Kind::Switch)) {
    if (!choice.child(0) || !asked_in(choice.child(0), site, names)) continue;
    for (const Node part : choice.children()) {
      if (!part.is(Kind::Case)) continue;
      const Node test = part.child(0);
      const bool is_failure = !test || effects::says_failure(test);
      if (!is_failure) continue;
      if (const Node log = log_in(program, part)) return log;
    }
  }
  return {};
}

/// `got || log()`, `!got && log()`.
Node log_of_shortcut(const Program& program, const LockSite& site, const std::vector<std::string_view>& names) {
  for (const Node both : program::nodes_of(site.unit, Kind::Binary)) {
    if (both.op() != Op::Or && both.op() != Op::And) continue;
    if (asks_for_success(both.child(0), site, names) != (both.op() == Op::Or)) continue;
    if (const Node log = log_in(program, both.child(1))) return log;
  }
  return {};
}

/// The loop whose round or whole ends where a branch is taken: `if (got) break;`.
Node loop_left_by(const Node& branch) {
  Node last = branch.child(1);
  if (last && last.is(Kind::Block)) {
    for (const Node step : branch.child(1).children()) last = step;
  }
  if (!last || (!last.is(Kind::Break) && !last.is(Kind::Continue))) return {};
  Node at = branch.parent();
  while (at && !at.is(Kind::For) && !at.is(Kind::While) && !at.is(Kind::DoWhile) && !at.is(Kind::ForOf))
    at = at.parent();
  return at;
}

/// The log entry of the branch on which the lock was not got, in the function that asked for it.
Node log_of_failure(const Program& program, const LockSite& site) {
  const std::vector<std::string_view> names = effects::names_of(effects::bound_to(site.call));
  Node success;  // `if (reply === 'OK') return token;`: what follows is failure
  // `return got ? run() : log()` has its branches as an `if` has.
  for (const Node branch : program::nodes_of(site.unit, {Kind::If, Kind::Conditional})) {
    const std::optional<bool> is_success = asks_for_success(branch.child(0), site, names);
    if (!is_success) continue;
    if (const Node log = log_in(program, branch.child(*is_success ? 2 : 1))) return log;
    if (*is_success && !success && branch.is(Kind::If) &&
        (program::leaves_function(branch.child(1)) || loop_left_by(branch)))
      success = branch;
  }
  if (success) {
    const Node loop = loop_left_by(success);
    for (const Node call : program::nodes_of(loop ? loop : site.unit, Kind::Call)) {
      if (call.span().begin >= success.span().end && log_in(program, call)) return call;
    }
  }
  if (const Node log = log_of_shortcut(program, site, names)) return log;
  if (const Node log = log_of_case(program, site, names)) return log;
  // What throws when it comes too late.
  for (const Node attempt : program::nodes_of(site.unit, Kind::Try)) {
    if (!attempt.child(0) || !attempt.child(0).contains(site.call)) continue;
    // What tells by its answer throws nothing, unless somebody does so for it.
    if (site.what.may_fail && program::nodes_of(attempt.child(0), Kind::Throw).empty()) continue;
    for (const Node call : program::nodes_of(attempt, Kind::Call)) {
      const bool is_after = !attempt.child(0).contains(call) && effects::in_catch(call, site.unit);
      if (is_after && log_in(program, call)) return call;
    }
  }
  return {};
}

struct AcquireLogged {
  std::string key;
  std::string in;
};

/// What catches the exception of a call that throws when the lock is not got, and says nothing: it neither throws nor
/// hands the exception on. Null where nobody catches it here.
Node silent_handler(const Program& program, const LockSite& site) {
  const auto is_silent = [&](const Node& handler, const Node& caught) {
    if (!handler || log_in(program, handler) || !program::nodes_of(handler, Kind::Throw).empty()) return false;
    if (!caught) return true;
    for (const Node call : program::nodes_of(handler, {Kind::Call, Kind::New})) {
      for (const Node given : program::arguments(call)) {
        if (given.text() == caught.text()) return false;
      }
    }
    return true;
  };
  Node below = site.call;
  for (Node at = below.parent(); at && at != site.unit; below = at, at = at.parent()) {
    if (at.is(Kind::Try) && at.child(0) == below && at.child(2))
      return is_silent(at.child(2), at.child(1)) ? at.child(2) : Node{};
    if (!at.is(Kind::Member) || at.text() != "catch" || !at.parent() || program::callee(at.parent()) != at) continue;
    const Node closure = program::argument(at.parent(), 0);
    if (!closure || !closure.is(Kind::Function)) return {};
    const Node parameter = program::parameter(closure, 0);
    return is_silent(closure, parameter ? parameter.child(0) : Node{}) ? closure : Node{};
  }
  return {};
}

/// `acquire(…).catch((e) => { log(e); return null; })`
Node log_of_handler(const Program& program, const LockSite& site) {
  Node below = site.call;
  for (Node at = below.parent(); at && at != site.unit; below = at, at = at.parent()) {
    const bool is_handler =
        at.is(Kind::Member) && at.text() == "catch" && at.parent() && program::callee(at.parent()) == at;
    if (!is_handler) continue;
    if (const Node log = log_in(program, program::argument(at.parent(), 0))) return log;
  }
  return {};
}

/// The entry about a lock that was not got, at a site or where the functions that it calls take the lock for it.
Node log_at_or_below(const Program& program, const LockSites& sites, const LockSite& site, int depth = 0) {
  constexpr int kDeepest = 6;
  if (const Node log = log_of_failure(program, site)) return log;
  if (const Node log = log_of_handler(program, site)) return log;
  if (depth == kDeepest) return {};
  for (const LockSite* inner : sites.below(site)) {
    if (const Node log = log_at_or_below(program, sites, *inner, depth + 1)) return log;
  }
  return {};
}

Answer ask(const AcquireLogged& wanted, const Scene& scene) {
  const Program& program = scene.program();
  if (auto nothing = empty_scope(program, wanted.in)) return std::move(*nothing);
  const LockSites sites(scene);
  const auto fitting = sites.of_shape(wanted.key, wanted.in);
  if (fitting.empty()) return no_such_lock(scene, wanted.key, wanted.in);
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  for (const LockSite* site : fitting) {
    if (const Node log = log_at_or_below(program, sites, *site)) {
      Place place = place_of(program::callee(log));
      const auto is_known = [&](const Related& known) { return known.place == place; };
      if (std::ranges::none_of(evidence, is_known))
        evidence.push_back({std::move(place), "logged here when the lock is not got"});
      continue;
    }
    // What waits until it gets the lock, or throws, has nothing to log; whoever calls this one may write the entry.
    const bool is_asked_by_callers = std::ranges::any_of(fitting, [&](const LockSite* other) {
      const auto inner = sites.below(*other);
      return std::ranges::find(inner, site) != inner.end();
    });
    const bool tells = sites.bottom(*site).what.may_fail || silent_handler(program, *site);
    if (!tells || is_asked_by_callers) continue;
    const std::string key = shown_key(site->what.key);
    const std::string name = program.qualified_name(site->unit);
    violations.push_back({.where = place_of(program::callee(site->call)),
                          .message = "nothing is logged in " + name + " when the lock '" + key + "' is not got",
                          .subject = key + " in " + name});
  }
  if (!violations.empty()) return violated(std::move(violations));
  if (evidence.empty()) return not_applicable("whoever wants this lock waits for it, or hears of it by an exception");
  return holds("it is logged when the lock is not got", std::move(evidence));
}

Demand read_acquire_logged(json::Reader& reader) {
  const AcquireLogged wanted{.key = std::string(reader.string("key")), .in = read_optional_place(reader, "in")};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kAcquireLogged{"acquire-logged", read_acquire_logged};

}  // namespace lockstep::rules::require
