// lock-discipline: the lock itself is wrong.
//
// The worst kind came with a repair: a handler that takes a lock and, still holding it, calls itself or another method
// that takes the same one. A lock in Redis is not reentrant, so the inner call waits for its own caller, or gives up
// and drops the work. We report the inner way in, at the call inside of the region, because that call has to go.

#include "rules/rule.h"

#include "effects/units.h"
#include "rules/hazard_reasons.h"
#include "rules/hazard_text.h"

#include <cmath>
#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "no-expiry",
     .severity = Severity::Error,
     .meaning = "a lock that never ends when its holder dies",
     .one = "lock never ends by itself",
     .many = "locks never end by themselves",
     .impact = "When its holder is killed, everybody else waits for ever, until somebody deletes the key by hand.",
     .effort = findings::Effort::Line},
    {.id = "unchecked",
     .severity = Severity::Error,
     .meaning = "nobody looks whether the lock was got",
     .one = "lock is not looked at",
     .many = "locks are not looked at",
     .impact = "Whoever did not get the lock works on as if it had, so the lock protects nothing.",
     .effort = findings::Effort::Line},
    {.id = "leaked",
     .severity = Severity::Error,
     .meaning = "an exception skips the release",
     .one = "lock is kept when something throws",
     .many = "locks are kept when something throws",
     .impact = "After the first exception everybody waits until the lock expires, or for ever.",
     .effort = findings::Effort::Line},
    {.id = "foreign-release",
     .severity = Severity::Error,
     .meaning = "a release that does not ask whose lock it is",
     .one = "lock may be taken from its next holder",
     .many = "locks may be taken from their next holders",
     .impact = "After an expiry it deletes the lock of whoever got it next, and two work at once.",
     .effort = findings::Effort::Function},
    {.id = "reacquired",
     .severity = Severity::Error,
     .meaning = "a lock is taken again by whoever holds it",
     .one = "lock is asked for again by its own holder",
     .many = "locks are asked for again by their own holders",
     .impact =
         "The holder waits for itself: the request hangs until the lock expires, and what it should do is not done.",
     .effort = findings::Effort::Function},
    {.id = "key-mismatch",
     .severity = Severity::Error,
     .meaning = "another key is given back than was taken",
     .one = "lock has the wrong key",
     .many = "locks have the wrong key",
     .impact = "Two who should exclude each other lock different things, so both work at once.",
     .effort = findings::Effort::Function},
    {.id = "outlived",
     .severity = Severity::Warning,
     .meaning = "work goes on when the lock has expired or been given back",
     .one = "lock ends before the work under it",
     .many = "locks end before the work under them",
     .impact = "A second holder gets in while the first still works, and one undoes what the other wrote.",
     .effort = findings::Effort::Function},
    {.id = "dropped",
     .severity = Severity::Note,
     .meaning = "work is thrown away because the lock is taken",
     .one = "message is dropped when the lock is taken",
     .many = "messages are dropped when the lock is taken",
     .impact = "Under load work disappears, and no log says so.",
     .effort = findings::Effort::Function},
};

constexpr std::string_view kTags[] = {"concurrency", "external/cwe/cwe-833"};

constexpr RuleInfo kInfo{
    .id = "lock-discipline",
    .name = "LockDiscipline",
    .title = "A lock is used in a way that does not protect, or blocks its own holder",
    .advice = "Take the lock once, with an expiry, look at the result, and give back your own lock in finally.",
    .severity = Severity::Error,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .tags = kTags,
    .area = "Locks",
};

Finding reacquired(const Program& program, const effects::Reacquisition& again) {
  const std::string name = program.qualified_name(again.unit);
  const Node at = again.calls.empty() ? again.acquire : again.calls.front();
  const Node target = again.calls.empty() ? Node{} : effects::unit_of(again.acquire);
  const bool recursive = target && target == again.unit;
  std::string message = "the lock '" + shown_key(again.region.key) + "' is held here, and ";
  if (!target) {
    message += "taken again";
  } else if (recursive && again.calls.size() == 1) {
    message += name + " calls itself, which takes it again";
  } else {
    message += program.qualified_name(target) + " takes it again";
  }
  Finding finding{
      .kind = "reacquired",
      .severity = Severity::Off,  // the kind's own
      .subject =
          shown_key(again.region.key) + " in " + name + (target ? " through " + program.qualified_name(target) : ""),
      .where = place_of(at),
      .message = std::move(message),
      .advice = "Move what needs the lock into a function that expects it to be held, and take the lock once, outside.",
  };
  finding.related.push_back({place_of(again.region.opener), "the lock is taken here"});
  if (again.acquire != again.region.opener && again.acquire != at)
    finding.related.push_back({place_of(again.acquire), "and taken again here"});
  finding.steps.push_back(
      {.place = place_of(again.region.opener), .text = name + " takes the lock", .depth = 0, .role = Step::Role::Lock});
  int depth = 0;
  for (const Node& call : again.calls) {
    finding.steps.push_back({.place = place_of(call),
                             .text = "calls " + program::describe(program::callee(call)),
                             .depth = depth++,
                             .role = Step::Role::Call});
  }
  finding.steps.push_back({.place = place_of(again.acquire),
                           .text = "takes the same lock again",
                           .depth = depth,
                           .role = Step::Role::Lock});
  give_reasons(finding, program, again);
  return finding;
}

struct Words {
  std::string_view kind;
  std::string_view message;  ///< behind the lock's name
  std::string_view advice;
  std::string_view other;  ///< what the other place has to do with it
};

Words words_of(effects::LockFault::Kind kind) {
  using Fault = effects::LockFault::Kind;
  switch (kind) {
    case Fault::NoExpiry:
      return {"no-expiry", "never ends: when its holder dies, everybody waits for ever",
              "Set an expiry in the same command: SET key token NX PX ….", "given back here, if all goes well"};
    case Fault::Unchecked:
      return {"unchecked", "may belong to somebody else, and the code goes on all the same",
              "Look at the result and stop, wait or try again.", "given back here"};
    case Fault::Leaked:
      return {"leaked", "is kept{life} when something in between throws", "Give it back in finally.", "may throw here"};
    case Fault::LeftBehind:
      return {"leaked", "is kept on a way that returns before the release", "Give it back in finally.", "returns here"};
    case Fault::Kept:
      return {"leaked", "is never given back: whoever comes next waits until it ends by itself",
              "Give it back in finally.", ""};
    case Fault::ForeignRelease:
      return {"foreign-release", "is deleted without asking whose it is: after its expiry that is somebody else's",
              "Store a token of your own when you take it, then compare and delete in one step, by a script.",
              "taken here, with an expiry"};
    case Fault::RowReleased:
      return {"foreign-release", "is emptied without asking whose it is: when it was taken over, it is somebody else's",
              "Put the value that was set when it was taken into the condition of the update, beside the key.",
              "taken here"};
    case Fault::LivesTooLong:
      return {"no-expiry", "lives a thousand times as long as is meant: this is in milliseconds, and seconds are taken",
              "Divide it by 1000, or let the name of the parameter say what is right.", "in seconds here"};
    case Fault::LivesTooShort:
      return {"outlived", "lives a thousandth of what is meant: this is in seconds, and milliseconds are taken",
              "Multiply it by 1000, or let the name of the parameter say what is right.", "in milliseconds here"};
    case Fault::KeyMismatch:
      return {"key-mismatch", "is given back, but another one was taken", "Build the key once and use it for both.",
              "taken here under another key"};
    case Fault::Fresh:
      return {"key-mismatch", "is another one each time, since its key is made up on the spot: it keeps nobody out",
              "Build the key from what is protected.", "given back here"};
    case Fault::TooShort:
      return {"outlived", "lives{life} shorter than this may take, and then two hold it",
              "Let the lock live longer than the longest wait under it, or extend it.", "taken here, with its expiry"};
    case Fault::Disagree:
      return {"key-mismatch", "does not keep out another writer of the same data, who takes a different lock",
              "Lock one key, built from the same value, wherever this is written.", "the other writer takes this lock"};
    case Fault::EndsEarly:
      return {"outlived", "is given back before this has ended, since nobody awaits it",
              "Await it inside of the region: return await f(), or await Promise.all(…) of several.",
              "given back here"};
    case Fault::Outlived:
      return {"outlived", "may expire{life} while this waits for another machine, and then two hold it",
              "Give the wait a limit that is shorter than the lock's life (a signal or a timeout), or extend the lock.",
              "without a limit here"};
    case Fault::Dropped:
      return {"dropped", "is taken by somebody else, and the message is dropped without a trace",
              "Wait, put the work off, or at least say so in the log.", ""};
  }
  return {};
}

/// A time for people: "30 s", "5 min".
std::string shown_time(double milliseconds) {
  constexpr long kSecond = 1000;
  constexpr long kMinute = 60 * kSecond;
  const long time = std::lround(milliseconds);
  if (time % kMinute == 0) return std::to_string(time / kMinute) + " min";
  return time % kSecond == 0 ? std::to_string(time / kSecond) + " s" : std::to_string(time) + " ms";
}

/// The words of a fault with how long the lock lives, where that is spelled out.
std::string with_life(std::string_view words, const effects::LockFault& fault) {
  constexpr std::string_view kPlace = "{life}";
  const std::size_t at = words.find(kPlace);
  if (at == std::string_view::npos) return std::string(words);
  std::string text(words.substr(0, at));
  if (fault.life) {
    const char* const before = fault.kind == effects::LockFault::Kind::Outlived   ? " after "
                               : fault.kind == effects::LockFault::Kind::TooShort ? " "
                                                                                  : " for ";
    text += before + shown_time(*fault.life);
    if (fault.kind == effects::LockFault::Kind::TooShort) text += ",";
  }
  return text + std::string(words.substr(at + kPlace.size()));
}

Finding fault(const Program& program, const effects::LockFault& fault) {
  const Words words = words_of(fault.kind);
  const std::string key = shown_key(fault.key);
  Finding finding{
      .kind = std::string(words.kind),
      .severity = fault.is_unlikely ? Severity::Note : Severity::Off,  // the kind's own
      .subject = key + " in " + program.qualified_name(fault.unit),
      .where = place_of(fault.place),
      .message = "the lock '" + key + "' " + with_life(words.message, fault),
      .advice = std::string(words.advice),
  };
  if (fault.other) finding.related.push_back({place_of(fault.other), std::string(words.other)});
  if (fault.release) finding.related.push_back({place_of(fault.release), "given back here, if all goes well"});
  give_reasons(finding, program, fault);
  return finding;
}

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings&) {
  std::vector<Finding> found;
  for (const auto& again : shared.hazards.of(program, shared.entry_points, shared.liveness).reacquisitions) {
    found.push_back(reacquired(program, again));
  }
  for (const auto& one : shared.hazards.of(program, shared.entry_points, shared.liveness).lock_faults) {
    found.push_back(fault(program, one));
  }
  return found;
}

}  // namespace

extern constinit const Rule lock_discipline{.info = kInfo, .check = check, .effort = 4};  // finds the hazards for all

}  // namespace lockstep::rules
