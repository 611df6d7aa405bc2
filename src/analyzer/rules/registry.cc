#include "rules/registry.h"

#include "embedded/data.h"

#include <algorithm>
#include <array>
#include <string>

namespace lockstep::rules {

extern const Rule duplicate_list;
extern const Rule lock_discipline;
extern const Rule magic_actor;
extern const Rule migration_idempotent;
extern const Rule orphan_variant;
extern const Rule query_rule;
extern const Rule require_rule;
extern const Rule stale_save;
extern const Rule suppression;
extern const Rule unguarded_write;

namespace {

/// In order of id. A new rule is declared above and gets its line here.
constexpr std::array kRules{
    &duplicate_list, &lock_discipline, &magic_actor, &migration_idempotent, &orphan_variant,
    &query_rule,     &require_rule,    &stale_save,  &suppression,          &unguarded_write,
};

}  // namespace

std::span<const Rule* const> all_rules() { return kRules; }

const Rule* find_rule(std::string_view id) {
  const auto found = std::find_if(kRules.begin(), kRules.end(), [&](const Rule* rule) { return rule->info.id == id; });
  return found == kRules.end() ? nullptr : *found;
}

RuleInfo info_of(const Rule& rule) {
  RuleInfo info = rule.info;
  const std::string page = std::string(info.id) + ".md";
  for (const embedded::File& file : embedded::files()) {
    if (file.name == page) info.page = file.text;
  }
  return info;
}

std::vector<RuleInfo> all_infos() {
  std::vector<RuleInfo> infos;
  for (const Rule* rule : kRules) infos.push_back(info_of(*rule));
  return infos;
}

}  // namespace lockstep::rules
