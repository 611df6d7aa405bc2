#include "rules/registry.h"

#include <gtest/gtest.h>

namespace lockstep::rules {
namespace {

TEST(Registry, EveryRuleHasItsWordsForAnAudit) {
  for (const Rule* rule : all_rules()) {
    EXPECT_NE(rule->info.area, "Other") << rule->info.id;
    for (const KindInfo& kind : rule->info.kinds) {
      const std::string name = std::string(rule->info.id) + "/" + std::string(kind.id);
      EXPECT_FALSE(kind.one.empty()) << name;
      EXPECT_FALSE(kind.many.empty()) << name;
      EXPECT_FALSE(kind.impact.empty()) << name;
    }
  }
}

}  // namespace
}  // namespace lockstep::rules
