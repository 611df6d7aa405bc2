// The analyzer against random programs: whatever can happen is reported, or fits a shape whose reason is written down.

#include "campaign.h"
#include "compare.h"
#include "generate.h"
#include "print.h"
#include "shapes.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

namespace lockstep::soundness {
namespace {

constexpr std::uint64_t kFirstSeed = 1;
constexpr std::size_t kPrograms = 300;

TEST(Soundness, WhatCanHappenIsReported) {
  const Campaign campaign = run_campaign(kFirstSeed, kPrograms);
  std::cout << campaign.text();
  for (const std::string_view shape : shape_names())
    EXPECT_TRUE(campaign.misses.contains(std::string(shape)))
        << shape << " is missed no more: take it out of shapes.cc";
  EXPECT_EQ(campaign.unexplained, 0U) << "lockstep_soundness --show SEED prints the program, what can happen, and why";
  // Enough happens, and enough does not, for the numbers to mean something.
  EXPECT_GT(campaign.hazardous, kPrograms / 4);
  EXPECT_LT(campaign.hazardous, kPrograms * 9 / 10);
  EXPECT_LT(campaign.cut, kPrograms / 4);
  EXPECT_LT(campaign.unconfirmed * 50, campaign.findings) << "more than 2 % of what is said never happens";
}

TEST(Soundness, AnAnalyzerThatSaysNothingIsCaught) {
  std::size_t silent = 0;
  for (std::uint64_t seed = kFirstSeed; seed < kFirstSeed + 20; ++seed) {
    const Program program = generate(seed);
    const Comparison comparison = judge(program, print(program), findings::Outcome{}, explore(program));
    EXPECT_EQ(comparison.reported, 0U);
    for (const Miss& miss : comparison.misses) silent += miss.shape.empty() ? 1 : 0;
  }
  EXPECT_GT(silent, 20U);
}

TEST(Soundness, ASeedIsAProgram) {
  EXPECT_EQ(print(generate(7)).files, print(generate(7)).files);
  EXPECT_NE(print(generate(7)).files, print(generate(8)).files);
}

}  // namespace
}  // namespace lockstep::soundness
