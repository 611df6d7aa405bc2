#include "json/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::json {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Document parsed(std::string text, Repeats repeats = Repeats::AreErrors) {
  auto document = parse(std::move(text), "test.json", repeats);
  if (!document) ADD_FAILURE() << document.error().where << ": " << document.error().what;
  return document ? *std::move(document) : Document{};
}

Error error_of(std::string text) {
  const auto document = parse(std::move(text), "test.json");
  EXPECT_FALSE(document);
  return document ? Error{} : document.error();
}

std::string what_of(std::string text) {
  const Error error = error_of(std::move(text));
  return error.where + " " + error.what;
}

TEST(Parse, ReadsEveryKindOfValue) {
  const Document document = parsed(R"({"a": null, "b": true, "c": -1.5e2, "d": "x", "e": [1, 2], "f": {"g": false}})");
  EXPECT_TRUE(document.root.find("a")->is_null());
  EXPECT_EQ(document.root.find("b")->boolean(), true);
  EXPECT_EQ(document.root.find("c")->number(), -150);
  EXPECT_EQ(document.root.string("d"), "x");
  EXPECT_EQ(document.root.find("e")->items()[1].number(), 2);
  EXPECT_EQ(document.root.find("f")->find("g")->boolean(), false);
  EXPECT_EQ(document.root.find("h"), nullptr);
}

TEST(Parse, KnowsWhereThingsStand) {
  const Document document = parsed("{ \"ab\": [10, {}] }");
  const Member& member = document.root.members()[0];
  EXPECT_EQ(document.root.where(), (Span{0, 18}));
  EXPECT_EQ(member.key_where, (Span{2, 6}));
  EXPECT_EQ(member.value.where(), (Span{8, 16}));
  EXPECT_EQ(member.value.items()[1].where(), (Span{13, 15}));
}

TEST(Parse, AllowsWhatPeopleWrite) {
  const Document document = parsed("\xEF\xBB\xBF// head\n{\n  \"a\": [1, /* two */ 2,],\r\n  // tail\n}\n// end");
  EXPECT_EQ(document.root.find("a")->items().size(), 2);
}

TEST(Parse, ReadsEscapes) {
  const Document document = parsed(R"(["\"\\\/\b\f\n\r\t", "\u00e4\u20ac\ud83d\ude00", "\ud83d!", "\ud83d\u0041"])");
  EXPECT_EQ(document.root.items()[0].string(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(document.root.items()[1].string(), "ä€😀");
  EXPECT_EQ(document.root.items()[2].string(), "\xEF\xBF\xBD!");
  EXPECT_EQ(document.root.items()[3].string(),
            "\xEF\xBF\xBD"
            "A");
}

TEST(Parse, KeepsBytesThatAreNoText) { EXPECT_EQ(parsed("\"\xFF\xC0\x01\"").root.string(), "\xFF\xC0\x01"); }

TEST(Parse, RejectsRepeatedKeysOrTakesTheLast) {
  EXPECT_EQ(what_of("{\"a\": 1,\n \"a\": 2}"), "test.json:2:2 the key \"a\" is already there");
  EXPECT_EQ(parsed(R"({"a": 1, "a": 2})", Repeats::LastWins).root.find("a")->number(), 2);

  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i) + "\": 0, ";
  EXPECT_EQ(parsed(many + "}").root.members().size(), 100);
  EXPECT_THAT(what_of(many + "\"k7\": 1}"), HasSubstr("\"k7\" is already there"));
}

TEST(Parse, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(what_of(""), "test.json:1:1 expected a value, but the file ends here");
  EXPECT_EQ(what_of("{\"a\": 1"), "test.json:1:1 this { has no matching }");
  EXPECT_EQ(what_of("[1, [2]"), "test.json:1:1 this [ has no matching ]");
  EXPECT_EQ(what_of("{\"a\" 1}"), "test.json:1:6 expected a colon after the key");
  EXPECT_EQ(what_of("{\"a\": }"), "test.json:1:7 expected a value here");
  EXPECT_EQ(what_of("{a: 1}"), "test.json:1:2 expected a key here");
  EXPECT_EQ(what_of("[1 2]"), "test.json:1:4 expected a comma or ] here");
  EXPECT_EQ(what_of("{\"a\": 1 \"b\": 2}"), "test.json:1:9 expected a comma or } here");
  EXPECT_EQ(what_of("[1,, 2]"), "test.json:1:4 there is a comma too many here");
  EXPECT_EQ(what_of("[,]"), "test.json:1:2 there is a comma too many here");
  EXPECT_EQ(what_of("['a']"), "test.json:1:2 expected a value here");
  EXPECT_EQ(what_of("[yes]"), "test.json:1:2 expected a value here");
  EXPECT_EQ(what_of("[\"a\n\"]"), "test.json:1:2 this string has no end on its line");
  EXPECT_EQ(what_of("[\"\\x\"]"), "test.json:1:3 JSON knows no such escape");
  EXPECT_EQ(what_of("[\"\\u12G4\"]"), "test.json:1:3 JSON knows no such escape");
  EXPECT_EQ(what_of("[\"\\"), "test.json:1:3 JSON knows no such escape");
  EXPECT_EQ(what_of("[01]"), "test.json:1:2 this is no number that JSON knows");
  EXPECT_EQ(what_of("[1.]"), "test.json:1:2 this is no number that JSON knows");
  EXPECT_EQ(what_of("[-]"), "test.json:1:2 this is no number that JSON knows");
  EXPECT_EQ(what_of("{} {}"), "test.json:1:4 expected the end of the file after its value");
  EXPECT_EQ(what_of("/* {}"), "test.json:1:1 this comment has no end");
}

TEST(Parse, TakesAnyDepthWithoutACallStack) {
  EXPECT_EQ(what_of(std::string(1'000'000, '[')), "test.json:1:1001 this is nested deeper than 1000 levels");
  parsed(std::string(1000, '[') + std::string(1000, ']'));
}

TEST(Parse, TakesAMillionEntries) {
  std::string text = "{\"dependencies\": {";
  for (int i = 0; i < 1'000'000; ++i) text += "\"package-" + std::to_string(i) + "\": \"1\",";
  const Document document = parsed(text + "}}", Repeats::LastWins);
  EXPECT_EQ(document.root.find("dependencies")->members().size(), 1'000'000);
}

TEST(Frame, ShowsTheLineAndMarksThePlace) {
  EXPECT_EQ(error_of("{\n  \"a\": flase,\n}").frame,
            "2 |   \"a\": flase,\n"
            "  |        ^^^^^");
  EXPECT_EQ(frame("\xEF\xBB\xBF[é, ü]", {8, 10}),
            "1 | [é, ü]\n"
            "  |     ^");
}

TEST(Frame, StaysOnItsLineAndCutsLongOnes) {
  EXPECT_EQ(frame("{\n}", {0, 3}), "1 | {\n  | ^");
  const std::string long_line = std::string(5'000'000, 'a') + "!" + std::string(100, 'b');
  const std::string shown = frame(long_line, {5'000'000, 5'000'001});
  EXPECT_LT(shown.size(), 400);
  EXPECT_THAT(shown, HasSubstr("aaa!bbb"));
  EXPECT_EQ(frame("", {0, 0}), "1 | \n  | ^");
  EXPECT_EQ(frame("a\n", {2, 2}), "2 | \n  | ^");
}

TEST(Frame, LetsNoControlCharacterThrough) {
  EXPECT_EQ(frame("\x1B[31m\xC2\x9B!\x7F", {0, 1}), "1 |  [31m  ! \n  | ^");
}

}  // namespace
}  // namespace lockstep::json
