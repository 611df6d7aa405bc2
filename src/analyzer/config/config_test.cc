#include "config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::config {
namespace {

using ::testing::ElementsAre;

const KnownRule kKnown[] = {
    {.id = "duplicate-list", .kinds = {"copied", "drifted"}, .settings = {"min-values"}},
    {.id = "magic-actor", .kinds = {"literal", "principal"}, .settings = {}},
};

Config parsed(std::string text) {
  auto config = parse(std::move(text), "lockstep.jsonc");
  if (!config) ADD_FAILURE() << config.error().where << ": " << config.error().what;
  return config ? *std::move(config) : Config{};
}

/// What a user is told: place, problem, hint.
std::string told(std::string text) {
  const auto config = parse(std::move(text), "lockstep.jsonc");
  const Status status = config ? config->check_rules(kKnown) : Status(config.error());
  if (status) return "";
  const Error& error = status.error();
  return error.where.substr(std::string("lockstep.jsonc:").size()) + " " + error.what +
         (error.hint.empty() ? "" : "; " + error.hint);
}

TEST(Config, ReadsEverything) {
  const Config config = parsed(R"({
    "$schema": "./node_modules/lockstep/lockstep.schema.json",
    // Where we look.
    "include": "packages/**",
    "exclude": ["legacy", "**/*.gen.ts"],
    "failOn": "never",
    "rules": {
      "duplicate-list": {"severity": "error", "min-values": 4},
      "magic-actor/literal": "off",
    },
    "overrides": [{"files": ["scripts/**"], "rules": {"magic-actor": "note"}}],
    "models": ["models/house.jsonc", {"library": "ours", "locks": []}],
  })");
  EXPECT_THAT(config.include, ElementsAre("packages/**"));
  EXPECT_THAT(config.exclude, ElementsAre("legacy", "**/*.gen.ts"));
  EXPECT_EQ(config.fail_on, Level::Off);
  EXPECT_EQ(config.setting("duplicate-list", "min-values"), 4);
  EXPECT_EQ(config.setting("duplicate-list", "max-values"), std::nullopt);
  EXPECT_EQ(config.model_files[0].path, "models/house.jsonc");
  EXPECT_EQ(config.models.size(), 1);
  EXPECT_TRUE(config.check_rules(kKnown));
}

TEST(Config, NothingSaysNothing) {
  const Config config = parsed("{}");
  EXPECT_EQ(config.level("magic-actor", "literal", "a.ts"), std::nullopt);
  EXPECT_EQ(config.fail_on, std::nullopt);
  EXPECT_FALSE(config.is_off("magic-actor"));
}

TEST(Config, KindWinsOverRuleAndOverrideOverBoth) {
  const Config config = parsed(R"({
    "rules": {"magic-actor/literal": "error", "magic-actor": "note"},
    "overrides": [
      {"files": ["scripts"], "rules": {"magic-actor": "off"}},
      {"files": ["scripts/jobs/*.ts"], "rules": {"magic-actor/literal": "warning"}},
    ]})");
  EXPECT_EQ(config.level("magic-actor", "literal", "src/a.ts"), Level::Error);
  EXPECT_EQ(config.level("magic-actor", "principal", "src/a.ts"), Level::Note);
  EXPECT_EQ(config.level("magic-actor", "literal", "scripts/a.ts"), Level::Off);
  EXPECT_EQ(config.level("magic-actor", "literal", "scripts/jobs/a.ts"), Level::Warning);
  EXPECT_EQ(config.level("magic-actor", "principal", "scripts/jobs/a.ts"), Level::Off);
}

TEST(Config, KnowsWhichRulesNeedNotRun) {
  EXPECT_TRUE(parsed(R"({"rules": {"magic-actor": "off"}})").is_off("magic-actor"));
  EXPECT_FALSE(parsed(R"({"rules": {"magic-actor": "off", "magic-actor/literal": "note"}})").is_off("magic-actor"));
  EXPECT_FALSE(parsed(R"({"rules": {"magic-actor": "off"},
                          "overrides": [{"files": "src", "rules": {"magic-actor": "note"}}]})")
                   .is_off("magic-actor"));
}

TEST(Config, RejectsWhatItDoesNotKnow) {
  EXPECT_EQ(told(R"({"rulse": {}})"), "1:2 there is no key \"rulse\" here; did you mean \"rules\"?");
  EXPECT_EQ(told(R"({"rules": {"duplicat-list": "off"}})"),
            "1:12 there is no rule \"duplicat-list\"; did you mean \"duplicate-list\"?");
  EXPECT_EQ(told(R"({"rules": {"magic-actor/litteral": "off"}})"),
            "1:12 there is no kind of magic-actor \"litteral\"; did you mean \"literal\"?");
  EXPECT_EQ(told(R"({"rules": {"duplicate-list": {"min-value": 4}}})"),
            "1:31 there is no setting of duplicate-list \"min-value\"; did you mean \"min-values\"?");
  EXPECT_EQ(told(R"({"overrides": [{"files": "a", "rules": {"magic-acto": "off"}}]})"),
            "1:41 there is no rule \"magic-acto\"; did you mean \"magic-actor\"?");
  EXPECT_EQ(told(R"({"rules": {"magic-actor": "wraning"}})"),
            "1:27 there is no level \"wraning\"; did you mean \"warning\"?");
  EXPECT_EQ(told(R"({"failOn": "errors"})"), "1:12 \"failOn\" does not know \"errors\"; did you mean \"error\"?");
  EXPECT_EQ(told(R"({"overrides": [{"file": "a", "rules": {}}]})"),
            "1:17 there is no key \"file\" here; did you mean \"files\"?");
  EXPECT_EQ(told(R"({"overrides": [{"rules": {}}]})"),
            "1:16 an override must name its \"files\"; \"files\" is a list of globs");
}

TEST(Config, RejectsWrongTypes) {
  EXPECT_EQ(told("[]"), "1:1 expected an object, but this is a list; an object is written in braces: { \"key\": … }");
  EXPECT_EQ(told(R"({"rules": []})"), "1:11 \"rules\" must be an object, but this is a list; write \"rules\": { … }");
  EXPECT_EQ(told(R"({"rules": {"magic-actor": 2}})"),
            "1:27 a rule is set to a level or an object, but this is a number; "
            "the levels are \"off\", \"note\", \"warning\" and \"error\"");
  EXPECT_EQ(told(R"({"rules": {"duplicate-list": {"min-values": "4"}}})"),
            "1:45 a setting must be a whole number from 0 to 1000000000; lockstep rules lists each with its default");
  EXPECT_EQ(told(R"({"rules": {"duplicate-list/copied": {"min-values": 4}}})"),
            "1:38 only \"severity\" can be set here; settings belong to the whole rule");
  EXPECT_EQ(told(R"({"overrides": [{"files": "a", "rules": {"duplicate-list": {"min-values": 4}}}]})"),
            "1:60 only \"severity\" can be set here; settings hold for the whole program");
  EXPECT_EQ(told(R"({"exclude": [1]})"),
            "1:14 \"exclude\" must be a list of strings, but this is a number; strings are written in double quotes");
  EXPECT_EQ(told(R"({"exclude": [""]})"), "1:14 an empty glob matches nothing; ** matches every file");
  EXPECT_EQ(told(R"({"include": ["src", "lib/{a,b"]})"),
            "1:21 a { of this glob has no }; close it; behind a backslash it is an ordinary character");
  EXPECT_EQ(told(R"({"overrides": [{"files": "..", "rules": {}}]})").substr(0, 31), "1:26 this glob matches nothing:");
  EXPECT_EQ(told(R"({"models": "a"})"),
            "1:12 \"models\" must be a list, but this is a string; "
            "each entry is a path to a .jsonc file or a model itself");
  EXPECT_EQ(told(R"({"rules": {}, "rules": {}})"), "1:15 the key \"rules\" is already there; keep one of the two");
}

TEST(Config, AFileThatIsNotThereIsAnError) {
  const auto config = load("/nonexistent/lockstep.jsonc", "lockstep.jsonc");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().where, "lockstep.jsonc");
  EXPECT_EQ(config.error().what, "cannot read this file: No such file or directory");
  EXPECT_FALSE(load("/", "lockstep.jsonc"));
}

}  // namespace
}  // namespace lockstep::config
