#include "rules/packs.h"

#include "rules/registry.h"

#include <gtest/gtest.h>

#include <string>

namespace lockstep::rules {
namespace {

Packs recommended() {
  auto packs = config::load_packs(config::Config{}, ".", false, {});
  if (!packs) ADD_FAILURE() << packs.error().what;
  auto read = Packs::read(*std::move(packs));
  if (!read) ADD_FAILURE() << read.error().what;
  return *std::move(read);
}

TEST(Packs, TheRecommendedOneSaysWhatEveryKindCountsFor) {
  const Packs packs = recommended();
  for (const Rule* rule : all_rules()) {
    for (const KindInfo& kind : rule->info.kinds) {
      const auto level = packs.level(rule->info.id, kind.id);
      ASSERT_TRUE(level) << rule->info.id << "/" << kind.id << " is missing in rules/recommended.jsonc";
      EXPECT_EQ(config::kLevels[static_cast<std::size_t>(*level)], to_string(kind.severity))
          << rule->info.id << "/" << kind.id;
    }
  }
}

}  // namespace
}  // namespace lockstep::rules
