#include "config/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::config {
namespace {

using ::testing::HasSubstr;

/// A pack whose one requirement is `demand`, used as `use` says it in a configuration.
Result<Pack> used(const std::string& options, const std::string& demand, const std::string& use = R"("p.jsonc")") {
  const auto config = parse(R"({"packs": [)" + use + "]}", "lockstep.jsonc");
  return parse_pack(R"({"pack": "p", "options": {)" + options + R"(}, "requirements": [)" + demand + "]}", "p.jsonc",
                    config->packs.front(), config->document);
}

const json::Value& first(const Pack& pack) { return pack.requirements()->items().front(); }

constexpr const char* kShared = R"("shared": {"meaning": "m", "default": "@acme/types"})";
constexpr const char* kFiles = R"("files": {"meaning": "m", "default": ["a", "b"]})";

TEST(Pack, PutsOptionsIntoStrings) {
  const auto pack = used(kShared, R"({"title": "in ${shared}, and ${shared}/x"})");
  EXPECT_EQ(first(*pack).string("title"), "in @acme/types, and @acme/types/x");
}

TEST(Pack, AStringThatIsNothingElseBecomesTheValue) {
  const auto pack = used(kFiles, R"({"in": "${files}", "title": "of ${files}"})");
  EXPECT_EQ(first(*pack).find("in")->items().size(), 2U);
  EXPECT_EQ(first(*pack).string("title"), "of a, b");
}

TEST(Pack, ItsUserBindsOptions) {
  const auto pack =
      used(kShared, R"({"title": "${shared}"})", R"({"file": "p.jsonc", "options": {"shared": "@parley/types"}})");
  EXPECT_EQ(first(*pack).string("title"), "@parley/types");
}

TEST(Pack, ValuesStandWhereTheyWereWritten) {
  const auto pack = used(kShared, R"({"title": "${shared}"})");
  const Span where = first(*pack).find("title")->where();
  EXPECT_EQ(pack->document.text.substr(where.begin, where.end - where.begin), R"("${shared}")");
}

TEST(Pack, AnOptionOfTheWrongKindIsShownWhereItIsBound) {
  const auto pack = used(kShared, "", R"({"file": "p.jsonc", "options": {"shared": 3}})");
  ASSERT_FALSE(pack);
  EXPECT_THAT(pack.error().where, HasSubstr("lockstep.jsonc:1:"));
  EXPECT_THAT(pack.error().what, HasSubstr("must be a string"));
}

TEST(Pack, AnUnknownOptionHasAHint) {
  const auto bound = used(kShared, "", R"({"file": "p.jsonc", "options": {"shard": "x"}})");
  ASSERT_FALSE(bound);
  EXPECT_THAT(bound.error().hint, HasSubstr("shared"));
  const auto named = used(kShared, R"({"title": "${shard}"})");
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().where, HasSubstr("p.jsonc:1:"));
  EXPECT_THAT(named.error().hint, HasSubstr("shared"));
}

TEST(Pack, WhatHasNoDefaultMustBeBound) {
  const auto pack = used(R"("shared": {"meaning": "the shared package"})", "");
  ASSERT_FALSE(pack);
  EXPECT_THAT(pack.error().where, HasSubstr("lockstep.jsonc"));
  EXPECT_THAT(pack.error().hint, HasSubstr("the shared package"));
}

TEST(Pack, TheRecommendedOneIsAlwaysInUse) {
  const auto packs = load_packs(Config{}, ".", false, {});
  ASSERT_TRUE(packs);
  ASSERT_EQ(packs->size(), 1U);
  EXPECT_EQ(packs->front().name, kRecommended);
}

}  // namespace
}  // namespace lockstep::config
