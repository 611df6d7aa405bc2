#include "adoption/suppress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lockstep::adoption {
namespace {

using findings::Finding;
using findings::Outcome;
using findings::RuleInfo;
using findings::Severity;
using findings::Suppression;
using testing::ElementsAre;
using testing::IsEmpty;

// Files of these tests have lines of ten bytes: line N is [10 * (N - 1), 10 * N).
Span line(std::uint32_t number) { return {10 * (number - 1), 10 * number - 1}; }

facts::Directive comment(std::uint32_t at, std::string text) {
  return {.where = line(at),
          .text = std::move(text),
          .lines = line(at),
          .next_line = line(at + 1),
          .removal = line(at),
          .leads = at == 1};
}

findings::Place place(std::string path, std::uint32_t at) {
  return {.path = std::move(path), .span = {line(at).begin + 2, line(at).begin + 5}};
}

Finding finding(std::string rule, std::string kind, findings::Place where, std::vector<findings::Place> others = {}) {
  Finding made{.rule = std::move(rule), .kind = std::move(kind), .severity = Severity::Warning};
  made.where = std::move(where);
  made.identity = made.rule + "@" + made.where.path + std::to_string(made.where.span.begin / 10 + 1);
  for (findings::Place& other : others) made.related.push_back({.place = std::move(other), .text = "here, too"});
  return made;
}

struct File {
  std::string path;
  std::vector<facts::Directive> comments;
  bool is_asked_about = true;
  bool is_told = true;
};

struct Setting {
  std::vector<std::string> asked = {"list", "actor"};
  std::string today = "2026-11-26";
};

Outcome suppressed(std::vector<Finding> all, const std::vector<File>& files, const Setting& setting = {}) {
  std::vector<RuleInfo> known;
  for (const std::string_view id : {"actor", "list", "suppression"}) {
    known.push_back({.id = id,
                     .name = {},
                     .title = {},
                     .advice = {},
                     .severity = Severity::Warning,
                     .kinds = {},
                     .settings = {},
                     .page = {}});
  }
  std::vector<FileComments> comments;
  for (const File& file : files) {
    comments.push_back({.path = file.path,
                        .directives = file.comments,
                        .is_asked_about = file.is_asked_about,
                        .is_told = file.is_told});
  }
  Outcome outcome;
  outcome.findings = std::move(all);
  suppress(
      outcome, comments,
      {.known = known,
       .severity = [](const RuleInfo& rule, std::string_view, std::string_view, Severity) { return rule.severity; },
       .was_asked =
           [&](const RuleInfo& rule, std::string_view, std::string_view) {
             return std::find(setting.asked.begin(), setting.asked.end(), rule.id) != setting.asked.end();
           },
       .today = setting.today});
  return outcome;
}

/// "list@a.ts3" for a finding of a rule, "unused@a.ts1" for a problem.
std::vector<std::string> open(const Outcome& outcome) {
  std::vector<std::string> shown;
  for (const Finding& each : outcome.findings) {
    const std::string& name = each.rule == "suppression" ? each.kind : each.rule;
    shown.push_back(name + "@" + each.where.path + std::to_string(each.where.span.begin / 10 + 1));
  }
  return shown;
}

TEST(Suppress, HidesWhatItNamesWhereItIs) {
  const Outcome outcome =
      suppressed({finding("list", "a", place("a.ts", 2)), finding("actor", "a", place("a.ts", 2)),
                  finding("list", "a", place("a.ts", 3)), finding("list", "a", place("b.ts", 2))},
                 {{.path = "a.ts", .comments = {comment(1, "lockstep-ignore-next-line list: it is frozen")}}});
  EXPECT_THAT(open(outcome), ElementsAre("actor@a.ts2", "list@a.ts3", "list@b.ts2"));
  ASSERT_EQ(outcome.accepted.size(), 1U);
  EXPECT_EQ(outcome.accepted[0].finding.identity, "list@a.ts2");
  EXPECT_EQ(outcome.accepted[0].reason, "it is frozen");
  EXPECT_EQ(outcome.accepted[0].comment, (findings::Place{.path = "a.ts", .span = line(1)}));
  ASSERT_EQ(outcome.suppressions.size(), 1U);
  EXPECT_EQ(outcome.suppressions[0].state, Suppression::State::Used);
  EXPECT_EQ(outcome.suppressions[0].findings, 1U);
}

TEST(Suppress, KindsAreTold) {
  const Outcome outcome =
      suppressed({finding("list", "a", place("a.ts", 2)), finding("list", "b", place("a.ts", 2))},
                 {{.path = "a.ts", .comments = {comment(1, "lockstep-ignore-next-line list/b: c")}}});
  ASSERT_EQ(outcome.findings.size(), 1U);
  EXPECT_EQ(outcome.findings[0].kind, "a");
}

TEST(Suppress, LinesBlocksAndFiles) {
  const auto one_a_line = [] {
    std::vector<Finding> all;
    for (std::uint32_t at = 1; at <= 5; ++at) all.push_back(finding("list", "a", place("a.ts", at)));
    return all;
  };
  EXPECT_THAT(
      open(suppressed(one_a_line(), {{.path = "a.ts", .comments = {comment(2, "lockstep-ignore-line list: b")}}})),
      ElementsAre("list@a.ts1", "list@a.ts3", "list@a.ts4", "list@a.ts5"));
  EXPECT_THAT(open(suppressed(one_a_line(), {{.path = "a.ts",
                                              .comments = {comment(2, "lockstep-ignore-begin list: b"),
                                                           comment(4, "lockstep-ignore-end")}}})),
              ElementsAre("list@a.ts1", "list@a.ts5"));
  EXPECT_THAT(
      open(suppressed(one_a_line(), {{.path = "a.ts", .comments = {comment(1, "lockstep-ignore-file list: b")}}})),
      IsEmpty());
}

TEST(Suppress, BlocksNest) {
  const Outcome outcome = suppressed(
      {finding("actor", "a", place("a.ts", 2)), finding("actor", "a", place("a.ts", 4)),
       finding("list", "a", place("a.ts", 4))},
      {{.path = "a.ts",
        .comments = {comment(1, "lockstep-ignore-begin list: b"), comment(2, "lockstep-ignore-begin actor: b"),
                     comment(3, "lockstep-ignore-end actor"), comment(5, "lockstep-ignore-end")}}});
  EXPECT_THAT(open(outcome), ElementsAre("actor@a.ts4"));
}

TEST(Suppress, BlocksNeedBothEnds) {
  EXPECT_THAT(open(suppressed({finding("list", "a", place("a.ts", 3))},
                              {{.path = "a.ts", .comments = {comment(2, "lockstep-ignore-begin list: b")}}})),
              ElementsAre("malformed@a.ts2", "list@a.ts3"));
  EXPECT_THAT(
      open(suppressed(
          {}, {{.path = "a.ts",
                .comments = {comment(1, "lockstep-ignore-begin list: b"), comment(2, "lockstep-ignore-end actor")}}})),
      ElementsAre("malformed@a.ts1", "malformed@a.ts2"));
}

TEST(Suppress, FilesAreSaidInFront) {
  EXPECT_THAT(open(suppressed({finding("list", "a", place("a.ts", 3))},
                              {{.path = "a.ts", .comments = {comment(2, "lockstep-ignore-file list: b")}}})),
              ElementsAre("malformed@a.ts2", "list@a.ts3"));
}

TEST(Suppress, EitherEndOfTwoCarriesIt) {
  const Outcome outcome = suppressed({finding("list", "a", place("a.ts", 2), {place("b.ts", 2)})},
                                     {{.path = "b.ts", .comments = {comment(1, "lockstep-ignore-next-line list: b")}}});
  EXPECT_THAT(open(outcome), IsEmpty());
  EXPECT_EQ(outcome.accepted.at(0).comment.path, "b.ts");
}

TEST(Suppress, AThirdCopySaysNothingAboutTheFirstTwo) {
  const auto at_b_and_c = [] { return finding("list", "a", place("a.ts", 2), {place("b.ts", 2), place("c.ts", 2)}); };
  const auto said_in = [](const char* path) {
    return File{.path = path, .comments = {comment(1, "lockstep-ignore-next-line list: b")}};
  };
  const Outcome outcome = suppressed({at_b_and_c()}, {said_in("c.ts")});
  EXPECT_THAT(open(outcome), ElementsAre("list@a.ts2", "unused@c.ts1"));
  EXPECT_EQ(outcome.findings[1].related.at(0).place.path, "a.ts");
  EXPECT_THAT(open(suppressed({at_b_and_c()}, {said_in("b.ts"), said_in("c.ts")})), IsEmpty());
  EXPECT_THAT(open(suppressed({at_b_and_c()}, {said_in("a.ts")})), IsEmpty());
}

TEST(Suppress, OnePlaceOfSeveralSaysNothingAboutTheRest) {
  const auto at_three = [] {
    Finding made = finding("list", "a", place("a.ts", 2), {place("z.ts", 9), place("b.ts", 2)});
    for (const char* path : {"b.ts", "c.ts"})
      made.also.push_back({.place = place(path, 2), .subject = path, .identity = std::string("list@") + path});
    return made;
  };
  const auto said_in = [](const char* path) {
    return File{.path = path, .comments = {comment(1, "lockstep-ignore-next-line list: b")}};
  };
  const Outcome outcome = suppressed({at_three()}, {said_in("a.ts")});
  EXPECT_THAT(open(outcome), ElementsAre("list@b.ts2"));
  EXPECT_EQ(outcome.findings[0].identity, "list@b.ts");
  EXPECT_EQ(outcome.findings[0].also.size(), 1U);
  EXPECT_EQ(outcome.findings[0].related.at(0).place.path, "a.ts");
  ASSERT_EQ(outcome.accepted.size(), 1U);
  EXPECT_THAT(outcome.accepted[0].finding.also, IsEmpty());
  EXPECT_EQ(outcome.suppressions[0].state, Suppression::State::Used);
  EXPECT_THAT(open(suppressed({at_three()}, {said_in("b.ts")})), ElementsAre("list@a.ts2"));
  EXPECT_THAT(open(suppressed({at_three()}, {said_in("a.ts"), said_in("b.ts"), said_in("c.ts")})), IsEmpty());
}

TEST(Suppress, BlocksEndAtTheirComment) {
  facts::Directive end = comment(3, "lockstep-ignore-end");
  end.where = {line(3).begin, line(3).begin + 1};
  EXPECT_THAT(open(suppressed({finding("list", "a", place("a.ts", 3))},
                              {{.path = "a.ts", .comments = {comment(2, "lockstep-ignore-begin list: b"), end}}})),
              ElementsAre("unused@a.ts2", "list@a.ts3"));
}

TEST(Suppress, TellsWhatIsUnused) {
  const std::vector<File> files = {
      {.path = "a.ts", .comments = {comment(1, "lockstep-ignore-next-line list, actor: b")}}};
  const Outcome none = suppressed({}, files);
  EXPECT_THAT(open(none), ElementsAre("unused@a.ts1"));
  EXPECT_EQ(none.findings[0].edits.size(), 1U);
  EXPECT_EQ(none.suppressions[0].state, Suppression::State::Unused);

  const Outcome half = suppressed({finding("list", "a", place("a.ts", 2))}, files);
  EXPECT_THAT(open(half), ElementsAre("unused@a.ts1"));
  EXPECT_THAT(half.findings[0].edits, IsEmpty());
  EXPECT_EQ(half.suppressions[0].state, Suppression::State::Used);
}

TEST(Suppress, NobodyKnowsWhetherItIsUnusedWhenItsRuleWasNotAsked) {
  const Outcome outcome = suppressed(
      {}, {{.path = "a.ts", .comments = {comment(1, "lockstep-ignore-next-line list: b")}}}, {.asked = {"actor"}});
  EXPECT_THAT(open(outcome), IsEmpty());
  EXPECT_EQ(outcome.suppressions[0].state, Suppression::State::Unchecked);
}

TEST(Suppress, HoldsUntilItsLastDay) {
  const std::vector<File> files = {
      {.path = "a.ts", .comments = {comment(1, "lockstep-ignore-next-line list until 2027-01-31: b")}}};
  EXPECT_THAT(open(suppressed({finding("list", "a", place("a.ts", 2))}, files, {.today = "2027-01-31"})), IsEmpty());
  const Outcome outcome = suppressed({finding("list", "a", place("a.ts", 2))}, files, {.today = "2027-02-01"});
  EXPECT_THAT(open(outcome), ElementsAre("expired@a.ts1", "list@a.ts2"));
  EXPECT_EQ(outcome.suppressions[0].state, Suppression::State::Expired);
}

TEST(Suppress, WhatIsNotUnderstoodHidesNothing) {
  const Outcome outcome = suppressed({finding("list", "a", place("a.ts", 2))},
                                     {{.path = "a.ts", .comments = {comment(1, "lockstep-ignore-next-line list")}}});
  EXPECT_THAT(open(outcome), ElementsAre("missing-reason@a.ts1", "list@a.ts2"));
  EXPECT_EQ(outcome.suppressions[0].state, Suppression::State::Broken);
}

TEST(Suppress, ProblemsOfOtherFilesAreNotTold) {
  EXPECT_THAT(
      open(suppressed(
          {}, {{.path = "a.ts", .comments = {comment(1, "lockstep-ignore-line list: b")}, .is_told = false},
               {.path = "b.ts", .comments = {comment(1, "lockstep-ignore-line list: b")}, .is_asked_about = false}})),
      IsEmpty());
}

TEST(Suppress, EqualProblemsKeepTheirIdentitiesWhateverIsAskedAbout) {
  const auto identity_in_b = [](bool asks_a) {
    const Outcome outcome = suppressed(
        {}, {{.path = "a.ts", .comments = {comment(1, "lockstep-ignore-line list: b")}, .is_asked_about = asks_a},
             {.path = "b.ts", .comments = {comment(1, "lockstep-ignore-line list: b")}}});
    return outcome.findings.back().identity;
  };
  EXPECT_EQ(identity_in_b(true), identity_in_b(false));
}

}  // namespace
}  // namespace lockstep::adoption
