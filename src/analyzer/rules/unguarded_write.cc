// unguarded-write: something that outlives the process is read, changed and written back, and nothing keeps a second
// request from doing the same in between.
//
// Both read the old value, both write, and what the first one wrote is gone: a workflow step, a counter, an element of
// a list in a JSON column. It needs no threads: every `await` lets another request run, and other processes never stop.
// Tests do not see it, and the log has no error.
//
// We report the write, because that is where a lock, an atomic operator or a condition would go, and show the way from
// an entry point to it on which no lock is held. One way is enough: a lock that some callers take protects nothing.

#include "rules/rule.h"

#include "rules/hazard_reasons.h"
#include "rules/hazard_text.h"

#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

using effects::LostUpdate;
using effects::Strength;

constexpr KindInfo kKinds[] = {
    {.id = "unlocked",
     .severity = Severity::Warning,
     .meaning = "read, changed and written back with no lock on some path"},
};

constexpr std::string_view kTags[] = {"concurrency", "external/cwe/cwe-362"};

constexpr RuleInfo kInfo{
    .id = "unguarded-write",
    .name = "UnguardedWrite",
    .title = "Shared state is read, changed and written back without a lock",
    .advice =
        "Hold a lock from the read to the write, or let the store do it in one step (an atomic operator, a conditional "
        "update, a row lock).",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .tags = kTags,
};

std::string message_of(const LostUpdate& lost) {
  const std::string what = name_of(lost.read, lost.column);
  const bool others_lock = !lost.locked_writers.empty();
  switch (lost.cause.strength) {
    case Strength::Plain:
      if (!lost.write.whole)
        return what + " is written with no lock held, so whoever changes it under the lock overwrites this value";
      return "saving " + what +
             " writes back everything that was read earlier and holds no lock, while other writers of it do";
    case Strength::Next:
      return what + " is counted on from what was read with no lock held, so two requests at once get the same";
    case Strength::Other:
      return what + " is computed from " + name_of(lost.read, lost.cause.from) +
             " as it was read and written later with no lock held" +
             (others_lock ? ", although other writers of it take one" : ", so it may not fit what is stored by then");
    case Strength::Merged:
      break;
  }
  return what + " is built on its old value and written back with no lock held, " +
         (others_lock ? "although other writers of it take one"
                      : "so of two requests at once one undoes what the other wrote");
}

Finding finding_of(const Program& program, const LostUpdate& lost) {
  Finding finding{
      .kind = "unlocked",
      .severity =
          lost.cause.strength == Strength::Merged || !lost.locked_writers.empty() ? Severity::Error : Severity::Warning,
      .subject = name_of(lost.read, lost.column) + " in " + program.qualified_name(lost.unit),
      .where = place_of(lost.place),
      .message = message_of(lost),
  };
  finding.related.push_back({place_of(lost.read.deep), "read here"});
  constexpr std::size_t kMost = 5;
  for (std::size_t i = 0; i < lost.also.size() && i < kMost; ++i)
    finding.related.push_back({place_of(lost.also[i]), "written back here, too"});
  if (!lost.locked_writers.empty()) {
    // One is enough to show that somebody thought of it.
    const std::size_t others = lost.locked_writers.size() - 1;
    std::string text = "written under a lock here";
    if (others != 0) text += ", and at " + std::to_string(others) + (others == 1 ? " other place" : " other places");
    finding.related.push_back({place_of(lost.locked_writers.front()), std::move(text)});
  }
  finding.steps = steps_of(program, lost.path, lost.read, lost.awaits, lost.write, &lost.cause);
  give_reasons(finding, program, lost);
  return finding;
}

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings&) {
  std::vector<Finding> found;
  for (const LostUpdate& lost : shared.hazards.of(program, shared.entry_points, shared.liveness).lost_updates) {
    found.push_back(finding_of(program, lost));
  }
  return found;
}

}  // namespace

extern constinit const Rule unguarded_write{kInfo, check};

}  // namespace lockstep::rules
