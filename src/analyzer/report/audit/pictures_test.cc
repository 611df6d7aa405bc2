#include "report/audit/pictures.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lockstep::report {
namespace {

using findings::Step;
using Role = findings::Step::Role;

findings::Finding path(std::vector<Role> roles) {
  findings::Finding finding;
  for (const Role role : roles) finding.steps.push_back({.place = {.path = "src/a.ts"}, .text = "does", .role = role});
  return finding;
}

TEST(PathPicture, NeedsAReadAndAWriteBehindIt) {
  EXPECT_TRUE(path_picture(path({})).is_null());
  EXPECT_TRUE(path_picture(path({Role::Enter, Role::Call, Role::Read})).is_null());
  EXPECT_TRUE(path_picture(path({Role::Write, Role::Read})).is_null());
  EXPECT_FALSE(path_picture(path({Role::Read, Role::Write})).is_null());
}

TEST(PathPicture, TheOtherRequestComesWhileThisOneWaits) {
  const JsonValue picture = path_picture(path({Role::Enter, Role::Read, Role::Change, Role::Wait, Role::Write}));
  EXPECT_EQ(picture["steps"].size(), 5U);
  EXPECT_EQ(picture["links"].size(), 4U);
  EXPECT_EQ(picture["other"]["meets"], picture["steps"][3]["y"]);
  const int top = picture["window"]["y"];
  const int bottom = top + picture["window"]["height"].get<int>();
  EXPECT_LT(picture["steps"][0]["y"].get<int>(), top);
  EXPECT_GT(picture["steps"][1]["y"].get<int>(), top);
  EXPECT_LT(picture["steps"][4]["y"].get<int>(), bottom);
  EXPECT_FALSE(picture["steps"][0]["risky"]);
  EXPECT_TRUE(picture["steps"][4]["risky"]);
}

TEST(PathPicture, ALockThatIsTakenTwiceHasNoWindow) {
  const JsonValue picture = path_picture(path({Role::Lock, Role::Call, Role::Lock}));
  EXPECT_EQ(picture["steps"].size(), 3U);
  EXPECT_FALSE(picture.contains("window"));
}

TEST(SidesPicture, MarksWhoStandsAlone) {
  const JsonValue picture = sides_picture({.left = {"maker"},
                                           .right = {"handler"},
                                           .values = {{.text = "both", .left = {0}, .right = {0}},
                                                      {.text = "unmade", .left = {}, .right = {0}},
                                                      {.text = "unhandled", .left = {0}, .right = {}}}});
  EXPECT_EQ(picture["links"].size(), 4U);
  EXPECT_FALSE(picture["values"][0]["unmade"]);
  EXPECT_TRUE(picture["values"][1]["unmade"]);
  EXPECT_TRUE(picture["values"][2]["unhandled"]);
}

TEST(SidesPicture, WhatDoesNotFitIsOneForAll) {
  Sides sides{.left = {}, .right = {"r"}, .values = {}};
  for (std::size_t i = 0; i < 40; ++i) {
    sides.left.push_back("maker " + std::to_string(i));
    sides.values.push_back({.text = "value", .left = {i}, .right = {0}});
  }
  const JsonValue picture = sides_picture(sides);
  EXPECT_LT(picture["left"].size(), 20U);
  EXPECT_EQ(picture["left"].back()["text"], "and 27 more");
  EXPECT_EQ(picture["values"].size(), 24U);
  EXPECT_EQ(picture["more"], "16 more values");
}

}  // namespace
}  // namespace lockstep::report
