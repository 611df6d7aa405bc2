#include "adoption/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace lockstep::adoption {
namespace {

using findings::Finding;
using findings::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Finding finding(std::string identity, std::string message = "it is wrong") {
  Finding made{.rule = "list", .kind = "drifted", .severity = findings::Severity::Warning};
  made.identity = std::move(identity);
  made.where.path = "src/a.ts";
  made.message = std::move(message);
  return made;
}

Outcome outcome_of(std::vector<Finding> all) {
  Outcome outcome;
  outcome.findings = std::move(all);
  return outcome;
}

Baseline baseline_of(std::vector<Finding> all) {
  Baseline baseline;
  accept(baseline, outcome_of(std::move(all)));
  return baseline;
}

std::vector<std::string> keys(const std::vector<Baseline::Entry>& entries) {
  std::vector<std::string> all;
  for (const auto& entry : entries) all.push_back(entry.key());
  return all;
}

constexpr const char* kText = R"({
"list/drifted 00000000000a": "src/a.ts: it is wrong",
"list/drifted 00000000000b": "src/a.ts: \"quoted\" \\ \u00e4\ud83d\ude00\u001b",
"version": 1
}
)";

TEST(Baseline, IsOneSortedLineAnEntry) {
  EXPECT_EQ(print(baseline_of({finding("00000000000b", "\"quoted\" \\ ä😀\x1b"), finding("00000000000a")})), kText);
  EXPECT_EQ(print(Baseline{}), "{\n\"version\": 1\n}\n");
}

TEST(Baseline, ReadsWhatItWrites) {
  const auto read = read_baseline(kText, "x.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(print(*read), kText);
  const auto empty = read_baseline(print(Baseline{}), "x.json");
  ASSERT_TRUE(empty);
  EXPECT_THAT(empty->entries, IsEmpty());
}

TEST(Baseline, ReadsWhatAMergeOfLinesLeaves) {
  const auto read = read_baseline(R"({
"list/drifted 00000000000b": "b",
"list/drifted 00000000000a": "a",
"list/drifted 00000000000b": "b, said otherwise",
"version": 1
}
)",
                                  "x.json");
  ASSERT_TRUE(read);
  EXPECT_THAT(keys(read->entries), ElementsAre("list/drifted 00000000000a", "list/drifted 00000000000b"));
}

TEST(Baseline, LongTextsAreCutBetweenCharacters) {
  const std::string text = print(baseline_of({finding("00000000000a", std::string(300, 'x'))}));
  EXPECT_THAT(text, HasSubstr("xxx\\u2026\","));
  EXPECT_LT(text.size(), 300U);
}

/// "x.json:2:1 what → hint"
std::string error_of(std::string text) {
  const auto read = read_baseline(std::move(text), "x.json");
  if (read) return "none";
  return read.error().where + " " + read.error().what + " → " + read.error().hint;
}

TEST(Baseline, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(error_of(""), HasSubstr("x.json:1:1"));
  EXPECT_THAT(error_of("{\n\"list/drifted 00000000000a\": \"a\"\n\"version\": 1\n}"), HasSubstr("x.json:3:1"));
  EXPECT_THAT(error_of("[]"), HasSubstr("x.json:1:1 a baseline is an object"));
  EXPECT_THAT(error_of("{}"), HasSubstr("this baseline has no version"));
  EXPECT_THAT(error_of("{\"version\": \"1\"}"), HasSubstr("x.json:1:13 this is no version"));
  EXPECT_THAT(error_of("{\"version\": 0}"), HasSubstr("this is no version"));
  EXPECT_EQ(error_of("{\n\"version\": 2\n}"),
            "x.json:2:12 a newer lockstep wrote this baseline; this one reads version 1 "
            "→ update lockstep, or take the baseline that belongs to it");
  EXPECT_THAT(error_of("{\n\"list/drifted abc\": \"a\",\n\"version\": 1\n}"),
              HasSubstr("x.json:2:1 this names no finding"));
  EXPECT_THAT(error_of("{\n\"00000000000a\": \"a\",\n\"version\": 1\n}"),
              HasSubstr("x.json:2:1 this names no finding"));
  EXPECT_THAT(error_of("{\n\"list 00000000000a\": 1,\n\"version\": 1\n}"),
              HasSubstr("x.json:2:22 an entry holds a text"));
}

TEST(Baseline, NamesConflictMarkers) {
  const std::string text = error_of(
      "{\n<<<<<<< HEAD\n\"list 00000000000a\": \"a\",\n=======\n\"list 00000000000b\": \"b\",\n>>>>>>> x\n\"version\": "
      "1\n}\n");
  EXPECT_THAT(text, HasSubstr("x.json:2:1 git could not merge this baseline"));
  EXPECT_THAT(text, HasSubstr(".lockstep-baseline.json merge=union"));
}

TEST(HoldAgainst, LeavesWhatIsNew) {
  Outcome outcome = outcome_of({finding("00000000000a"), finding("00000000000c")});
  const auto left =
      hold_against(outcome, baseline_of({finding("00000000000a"), finding("00000000000b")}), "x.json", true);
  ASSERT_EQ(outcome.findings.size(), 1U);
  EXPECT_EQ(outcome.findings[0].identity, "00000000000c");
  ASSERT_EQ(outcome.accepted.size(), 1U);
  EXPECT_EQ(outcome.accepted[0].finding.identity, "00000000000a");
  EXPECT_EQ(outcome.accepted[0].by, findings::Accepted::By::Baseline);
  EXPECT_THAT(keys(left), ElementsAre("list/drifted 00000000000b"));
  EXPECT_THAT(outcome.baseline->fixed, ElementsAre("list/drifted 00000000000b"));
  ASSERT_EQ(outcome.notifications.size(), 1U);
  EXPECT_THAT(outcome.notifications[0].message, HasSubstr("list/drifted 00000000000b"));
}

TEST(HoldAgainst, APartCannotSayWhatIsFixed) {
  Outcome outcome;
  EXPECT_THAT(hold_against(outcome, baseline_of({finding("00000000000a")}), "x.json", false), IsEmpty());
  EXPECT_THAT(outcome.notifications, IsEmpty());
  EXPECT_EQ(outcome.baseline->entries, 1U);
}

TEST(HoldAgainst, WhatACommentHidesNeedsNoEntry) {
  Outcome outcome;
  outcome.accepted.push_back({.finding = finding("00000000000a"), .by = findings::Accepted::By::Comment});
  const auto left = hold_against(outcome, baseline_of({finding("00000000000a")}), "x.json", true);
  EXPECT_THAT(keys(left), ElementsAre("list/drifted 00000000000a"));
  EXPECT_EQ(outcome.accepted.size(), 1U);
}

TEST(Accept, KeepsTheWordsOfTheDay) {
  Baseline baseline = baseline_of({finding("00000000000a", "as it was")});
  accept(baseline, outcome_of({finding("00000000000a", "as it is"), finding("00000000000b")}));
  ASSERT_EQ(baseline.entries.size(), 2U);
  EXPECT_EQ(baseline.entries[0].text, "src/a.ts: as it was");
  take_out(baseline, {baseline.entries[0]});
  EXPECT_THAT(keys(baseline.entries), ElementsAre("list/drifted 00000000000b"));
}

}  // namespace
}  // namespace lockstep::adoption
