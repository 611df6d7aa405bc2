// lock-discipline: the lock itself is wrong.
//
// The worst kind came with a repair: a handler that takes a lock and, still holding it, calls itself or another method
// that takes the same one. A lock in Redis is not reentrant, so the inner call waits for its own caller, or gives up
// and drops the work. We report the inner way in, at the call inside of the region, because that call has to go.

#include "rules/rule.h"

#include "effects/units.h"
#include "rules/hazard_text.h"

#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "reacquired", .severity = Severity::Error, .meaning = "a lock is taken again by whoever holds it"},
};

constexpr std::string_view kTags[] = {"concurrency", "external/cwe/cwe-833"};

constexpr RuleInfo kInfo{
    .id = "lock-discipline",
    .name = "LockDiscipline",
    .title = "A lock is used in a way that does not protect, or blocks its own holder",
    .advice = "Move what needs the lock into a function that expects it to be held, and take the lock once, outside.",
    .severity = Severity::Error,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .tags = kTags,
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
  };
  finding.related.push_back({place_of(again.region.opener), "the lock is taken here"});
  if (again.acquire != again.region.opener && again.acquire != at)
    finding.related.push_back({place_of(again.acquire), "and taken again here"});
  finding.steps.push_back({.place = place_of(again.region.opener), .text = name + " takes the lock", .depth = 0});
  int depth = 0;
  for (const Node& call : again.calls) {
    finding.steps.push_back(
        {.place = place_of(call), .text = "calls " + program::describe(program::callee(call)), .depth = depth++});
  }
  finding.steps.push_back({.place = place_of(again.acquire), .text = "takes the same lock again", .depth = depth});
  return finding;
}

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings&) {
  std::vector<Finding> found;
  for (const auto& again : shared.hazards.of(program, shared.entry_points, shared.liveness).reacquisitions) {
    found.push_back(reacquired(program, again));
  }
  return found;
}

}  // namespace

extern constinit const Rule lock_discipline{kInfo, check};

}  // namespace lockstep::rules
