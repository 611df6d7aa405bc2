// stale-save: a whole entity is saved long after it was loaded.
//
// Such a save writes every column with the value that it had when it was read. What others changed while this code
// waited for a language model, an upload or a mail server goes back to what it was, although this code never meant to
// touch it. Unlike an unguarded write the new value need not depend on the old one: setting a single status is enough.
//
// We report the save, where a field-wise update or a fresh read would go, and the wait that opens the window.

#include "rules/rule.h"

#include "rules/hazard_reasons.h"
#include "rules/hazard_text.h"

#include <string>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "whole-entity",
     .severity = Severity::Warning,
     .meaning = "an entity is saved as a whole after waits during which others may change it"},
};

constexpr std::string_view kTags[] = {"concurrency", "external/cwe/cwe-362"};

constexpr RuleInfo kInfo{
    .id = "stale-save",
    .name = "StaleSave",
    .title = "A whole entity is saved long after it was loaded",
    .advice = "Update only the fields that changed, or read the entity again (under a lock) after the wait.",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .tags = kTags,
};

Finding finding_of(const Program& program, const effects::StaleSave& stale) {
  const std::string name = name_of(stale.read, "");
  const Node longest = stale.network ? stale.network : stale.awaits.front();
  Finding finding{
      .kind = "whole-entity",
      .severity = stale.network ? Severity::Error : Severity::Warning,
      .subject = name + " in " + program.qualified_name(stale.unit),
      .where = place_of(stale.write.deep),
      .message = name + " is saved as a whole although it was read before '" +
                 program::describe(program::without_casts(longest.child(0))) +
                 "' was awaited, so what others change meanwhile is reverted",
  };
  finding.related.push_back({place_of(stale.read.deep), "read here"});
  finding.related.push_back({place_of(longest), stale.network ? "waits for another machine here" : "waits here"});
  finding.steps = steps_of(program, stale.path, stale.read, stale.awaits, stale.write, nullptr);
  give_reasons(finding, program, stale);
  return finding;
}

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings&) {
  std::vector<Finding> found;
  for (const auto& stale : shared.hazards.of(program, shared.entry_points, shared.liveness).stale_saves) {
    found.push_back(finding_of(program, stale));
  }
  return found;
}

}  // namespace

extern constinit const Rule stale_save{kInfo, check};

}  // namespace lockstep::rules
