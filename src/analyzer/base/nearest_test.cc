#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace lockstep {
namespace {

constexpr std::array<std::string_view, 3> kRules{"duplicate-list", "magic-actor", "stale-save"};

TEST(Nearest, FindsASlip) {
  EXPECT_EQ(nearest("duplicat-list", kRules), "duplicate-list");
  EXPECT_EQ(nearest("magic-actro", kRules), "magic-actor");
  EXPECT_EQ(did_you_mean("stale-saev", kRules), "did you mean \"stale-save\"?");
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("unguarded-write", kRules), std::nullopt);
  EXPECT_EQ(nearest("", kRules), std::nullopt);
  EXPECT_EQ(did_you_mean("x", kRules), "");
}

TEST(Nearest, DoesNotComparePagesOfText) { EXPECT_EQ(nearest(std::string(1'000'000, 'x'), kRules), std::nullopt); }

}  // namespace
}  // namespace lockstep
