// stale-save: a whole entity is saved long after it was loaded.
//
// Such a save writes every column with the value that it had when it was read. What others changed while this code
// waited for a language model, an upload or a mail server goes back to what it was, although this code never meant to
// touch it. Unlike an unguarded write the new value need not depend on the old one: setting a single status is enough.
//
// We report the save, where a field-wise update or a fresh read would go, and the wait that opens the window.

#include "rules/rule.h"

#include "effects/acquisitions.h"
#include "rules/hazard_reasons.h"
#include "rules/hazard_text.h"

#include <string>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "whole-entity",
     .severity = Severity::Warning,
     .meaning = "an entity is saved as a whole after waits during which others may change it",
     .one = "save writes back a row that was read long before",
     .many = "saves write back rows that were read long before",
     .impact = "Whatever anybody changed in the meantime is put back to its old value.",
     .effort = findings::Effort::Function},
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
    .area = "Shared state",
};

/// What goes back to the store, in the words of the code that writes it.
std::string written_back(const effects::StaleSave& stale) {
  const std::string name = name_of(stale.read, "");
  if (stale.write.whole) return stale.write.is_spread ? "every column of " + name : name;
  constexpr std::size_t kMost = 3;
  std::string columns;
  for (std::size_t i = 0; i < stale.write.kept.size() && i < kMost; ++i) {
    columns += (i == 0 ? "" : ", ") + name_of(stale.read, std::string(stale.write.kept[i].text()));
  }
  if (stale.write.kept.size() > kMost)
    columns += " and " + std::to_string(stale.write.kept.size() - kMost) + " more columns";
  return columns;
}

std::string message_of(const effects::StaleSave& stale, const Node& longest) {
  const std::string before =
      longest ? " before '" + program::describe(effects::waited_for(longest)) + "' was awaited" : "";
  if (stale.undone)
    return written_back(stale) + " is saved as it was read, which undoes what '" + program::describe(stale.undone) +
           "' has just written to it";
  const bool is_one = stale.write.whole || stale.write.kept.size() == 1;
  if (stale.write.whole && !stale.write.is_spread)
    return written_back(stale) + " is saved as a whole although it " +
           (stale.read.is_handed_in ? "came in" : "was read") + before +
           ", so what others change meanwhile is reverted";
  return written_back(stale) + (is_one ? " is" : " are") + " written back as " + (is_one ? "it was" : "they were") +
         " read" + before + ", so what others change meanwhile is reverted";
}

Finding finding_of(const Program& program, const effects::StaleSave& stale) {
  const Node longest = stale.network ? stale.network : stale.awaits.empty() ? Node{} : stale.awaits.front();
  Finding finding{
      .kind = "whole-entity",
      .severity = stale.network || stale.undone ? Severity::Error : Severity::Warning,
      .subject = name_of(stale.read, "") + " in " + program.qualified_name(stale.unit),
      .where = place_of(stale.place),
      .message = message_of(stale, longest),
  };
  if (stale.write.is_spread) {
    finding.advice = "Write only what changes: an update leaves the columns alone that it is not given.";
  } else if (!stale.write.whole) {
    finding.advice = "Leave out the columns that this code does not change, or compare before it puts old values back.";
  }
  finding.related.push_back({place_of(stale.read.deep), stale.read.is_handed_in ? "comes in here" : "read here"});
  if (stale.undone) finding.related.push_back({place_of(stale.undone), "writes other columns of it here"});
  if (longest)
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
