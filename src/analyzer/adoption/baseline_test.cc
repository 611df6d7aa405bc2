#include "adoption/baseline.h"

#include "findings/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
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

/// What is left over of a baseline when all of it was asked for, and the files `there` are still there.
std::vector<std::string> left_over(Outcome& outcome, const Baseline& baseline, std::set<std::string> there = {},
                                   bool was_asked = true) {
  return keys(hold_against(outcome, baseline,
                           {.path = "x.json",
                            .was_asked = [=](const Baseline::Entry&) { return was_asked; },
                            .is_there = [=](std::string_view path) { return there.contains(std::string(path)); },
                            .is_of_all = true})
                  .left);
}

/// Findings about one thing, a path each; those that share a finding are joined by "+".
Outcome alike(const std::vector<std::string>& findings) {
  Outcome outcome;
  for (const std::string& paths : findings) {
    Finding& made = outcome.findings.emplace_back(finding(""));
    made.subject = "it";
    for (std::size_t at = 0; at <= paths.size();) {
      const std::size_t end = std::min(paths.find('+', at), paths.size());
      const findings::Place place{.path = paths.substr(at, end - at), .span = {10, 20}};
      if (at == 0) {
        made.where = place;
      } else {
        made.also.push_back({.place = place, .subject = "it", .identity = {}});
      }
      at = end + 1;
    }
  }
  assign_identities(outcome);
  return outcome;
}

Baseline baseline_of_alike(const std::vector<std::string>& findings) {
  Baseline baseline;
  accept(baseline, alike(findings));
  return baseline;
}

/// "a.ts", or "a.ts+b.ts" of a finding that speaks for two places.
std::vector<std::string> open(const Outcome& outcome) {
  std::vector<std::string> shown;
  for (const Finding& each : outcome.findings) {
    std::string& text = shown.emplace_back(each.where.path);
    for (const findings::Site& site : each.also) text += "+" + site.place.path;
  }
  return shown;
}

TEST(HoldAgainst, LeavesWhatIsNew) {
  Outcome outcome = outcome_of({finding("00000000000a"), finding("00000000000c")});
  outcome.findings[1].subject = "another";
  const Baseline baseline = baseline_of({finding("00000000000a"), finding("00000000000b")});
  EXPECT_THAT(left_over(outcome, baseline), ElementsAre("list/drifted 00000000000b"));
  ASSERT_EQ(outcome.findings.size(), 1U);
  EXPECT_EQ(outcome.findings[0].identity, "00000000000c");
  ASSERT_EQ(outcome.accepted.size(), 1U);
  EXPECT_EQ(outcome.accepted[0].finding.identity, "00000000000a");
  EXPECT_EQ(outcome.accepted[0].by, findings::Accepted::By::Baseline);
  EXPECT_THAT(outcome.baseline->fixed, ElementsAre("list/drifted 00000000000b"));
  ASSERT_EQ(outcome.notifications.size(), 1U);
  EXPECT_THAT(outcome.notifications[0].message, HasSubstr("list/drifted 00000000000b"));
}

TEST(HoldAgainst, WhatWasNotAskedIsNotFixed) {
  Outcome outcome;
  EXPECT_THAT(left_over(outcome, baseline_of({finding("00000000000a")}), {}, false), IsEmpty());
  EXPECT_THAT(outcome.notifications, IsEmpty());
  EXPECT_EQ(outcome.baseline->entries, 1U);
}

TEST(HoldAgainst, WhatACommentHidesNeedsNoEntry) {
  Outcome outcome;
  outcome.accepted.push_back({.finding = finding("00000000000a"), .by = findings::Accepted::By::Comment});
  EXPECT_THAT(left_over(outcome, baseline_of({finding("00000000000a")})), ElementsAre("list/drifted 00000000000a"));
  EXPECT_EQ(outcome.accepted.size(), 1U);
}

TEST(HoldAgainst, EachPlaceHasAnEntry) {
  const Baseline baseline = baseline_of_alike({"b.ts+c.ts"});
  EXPECT_EQ(baseline.entries.size(), 2U);
  Outcome same = alike({"b.ts+c.ts"});
  EXPECT_THAT(left_over(same, baseline), IsEmpty());
  EXPECT_THAT(open(same), IsEmpty());
  EXPECT_EQ(same.accepted.size(), 1U);
  // One more, and only that is told.
  Outcome more = alike({"b.ts+c.ts+d.ts"});
  EXPECT_THAT(left_over(more, baseline), IsEmpty());
  EXPECT_THAT(open(more), ElementsAre("d.ts"));
  EXPECT_EQ(more.findings[0].related.at(0).place.path, "b.ts");
  // One less leaves its entry.
  Outcome less = alike({"c.ts"});
  EXPECT_EQ(left_over(less, baseline, {"b.ts"}).size(), 1U);
  EXPECT_THAT(open(less), IsEmpty());
}

TEST(HoldAgainst, OneThatIsMendedMakesNoRoom) {
  const Baseline baseline = baseline_of_alike({"b.ts+c.ts"});
  Outcome swapped = alike({"b.ts+d.ts"});
  EXPECT_EQ(left_over(swapped, baseline, {"b.ts", "c.ts", "d.ts"}).size(), 1U);
  EXPECT_THAT(open(swapped), ElementsAre("d.ts"));
  EXPECT_NE(swapped.findings[0].identity, baseline.entries[0].identity);
  EXPECT_NE(swapped.findings[0].identity, baseline.entries[1].identity);
  // A file that is gone was renamed.
  Outcome renamed = alike({"b.ts+d.ts"});
  EXPECT_THAT(left_over(renamed, baseline, {"b.ts", "d.ts"}), IsEmpty());
  EXPECT_THAT(open(renamed), IsEmpty());
}

TEST(HoldAgainst, WhatIsAloneOfItsSortMayMove) {
  Outcome outcome = alike({"d.ts"});
  EXPECT_THAT(left_over(outcome, baseline_of_alike({"b.ts"}), {"b.ts", "d.ts"}), IsEmpty());
  EXPECT_THAT(open(outcome), IsEmpty());
}

TEST(HoldAgainst, ANewOneInFrontTakesNoEntry) {
  const Baseline baseline = baseline_of_alike({"b.ts"});
  Outcome outcome = alike({"a.ts", "b.ts"});
  EXPECT_THAT(left_over(outcome, baseline, {"a.ts", "b.ts"}), IsEmpty());
  EXPECT_THAT(open(outcome), ElementsAre("a.ts"));
  EXPECT_EQ(outcome.accepted[0].finding.identity, baseline.entries[0].identity);
}

/// What is told of one finding, which a change brought to a file beside others that it left alone.
Held held(Outcome& brought, const Outcome& untouched, const Baseline& baseline, std::set<std::string> there) {
  brought.findings[0].is_brought = true;
  return hold_against(brought, baseline,
                      {.path = "x.json",
                       .was_asked = [](const Baseline::Entry&) { return true; },
                       .is_there = [=](std::string_view path) { return there.contains(std::string(path)); },
                       .is_of_all = true,
                       .untouched = untouched.findings});
}

TEST(HoldAgainst, WhatAChangeLeftAloneKeepsItsEntry) {
  Outcome brought = alike({"n.ts"});
  held(brought, alike({"b.ts"}), baseline_of_alike({"b.ts"}), {"b.ts", "n.ts"});
  EXPECT_THAT(open(brought), ElementsAre("n.ts"));
}

TEST(HoldAgainst, WhatWasThereBeforeTakesAnEntryWhoseFileWentFirst) {
  Outcome brought = alike({"e.ts"});
  held(brought, alike({"k.ts"}), baseline_of_alike({"c.ts"}), {"e.ts", "k.ts"});
  EXPECT_THAT(open(brought), ElementsAre("e.ts"));
}

TEST(HoldAgainst, AnEntryThatStandsForAnotherFileIsStatedAnew) {
  Outcome moved = alike({"k.ts"});
  Baseline baseline = baseline_of_alike({"c.ts"});
  const std::string identity = baseline.entries[0].identity;
  const Held result = held(moved, {}, baseline, {"k.ts"});
  EXPECT_THAT(open(moved), IsEmpty());
  ASSERT_EQ(result.moved.size(), 1U);
  EXPECT_EQ(moved.notifications.size(), 1U);
  restate(baseline, result.moved);
  EXPECT_EQ(baseline.entries[0].identity, identity);
  EXPECT_EQ(baseline.entries[0].path(), "k.ts");
}

TEST(HoldAgainst, APathThatAnEntryCutsIsNoOtherFile) {
  const std::string path = std::string(300, 'x') + ".ts";
  Outcome outcome = alike({path});
  Baseline baseline;
  accept(baseline, outcome);
  EXPECT_THAT(held(outcome, {}, baseline, {path}).moved, IsEmpty());
  EXPECT_THAT(open(outcome), IsEmpty());
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
