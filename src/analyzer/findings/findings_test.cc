#include "findings/identity.h"
#include "findings/line_hash.h"
#include "findings/locate.h"
#include "findings/order.h"

#include <gtest/gtest.h>

#include <map>

namespace lockstep::findings {
namespace {

Finding finding_at(std::string path, Span span, std::string rule = "r", std::string message = "m") {
  Finding finding;
  finding.rule = std::move(rule);
  finding.where = {.path = std::move(path), .span = span};
  finding.message = std::move(message);
  return finding;
}

Place located(const std::string& text, Span span) {
  Outcome outcome;
  outcome.findings.push_back(finding_at("a.ts", span));
  locate(outcome, [&](std::string_view) { return text; }, Workers{1});
  return outcome.findings[0].where;
}

TEST(Severity, ReadsWhatItWrites) {
  for (const auto severity : {Severity::Off, Severity::Note, Severity::Warning, Severity::Error}) {
    EXPECT_EQ(parse_severity(to_string(severity)), severity);
  }
  EXPECT_EQ(parse_severity("Error"), std::nullopt);
}

TEST(Order, SortsByPathPositionRuleMessage) {
  Outcome outcome;
  outcome.findings = {finding_at("b.ts", {0, 1}), finding_at("a.ts", {5, 6}, "r", "z"),
                      finding_at("a.ts", {5, 6}, "r", "a"), finding_at("a.ts", {5, 6}, "q"),
                      finding_at("a.ts", {2, 3})};
  order(outcome);
  std::string got;
  for (const Finding& finding : outcome.findings) {
    got += finding.where.path + std::to_string(finding.where.span.begin) + finding.rule + finding.message + " ";
  }
  EXPECT_EQ(got, "a.ts2rm a.ts5qm a.ts5ra a.ts5rz b.ts0rm ");
}

TEST(Identity, IsTheSameForEver) {
  EXPECT_EQ(identity_of("duplicate-list", "drifted", "STATUSES"), "9e75cad92bb8");
  EXPECT_NE(identity_of("a", "bc", ""), identity_of("ab", "c", ""));
}

TEST(Identity, TellsEqualFindingsApartByTheirNumber) {
  Outcome one;
  one.findings = {finding_at("a.ts", {1, 2})};
  Outcome two;
  two.findings = {finding_at("a.ts", {1, 2}), finding_at("a.ts", {8, 9})};
  assign_identities(one);
  assign_identities(two);
  EXPECT_EQ(one.findings[0].identity.size(), 12U);
  EXPECT_EQ(one.findings[0].identity, two.findings[0].identity);
  EXPECT_NE(two.findings[0].identity, two.findings[1].identity);
}

TEST(Locate, CountsUtf16Units) {
  const Place place = located("a\n'\xF0\x9F\x98\x80' x\n", {9, 10});
  EXPECT_EQ(place.start, (Position{2, 6}));
  EXPECT_EQ(place.end, (Position{2, 7}));
  EXPECT_EQ(place.line, "'\xF0\x9F\x98\x80' x");
}

TEST(Locate, CutsASpanAtTheEndOfItsLine) {
  const Place place = located("ab {\r\n}\r\n", {1, 7});
  EXPECT_EQ(place.start, (Position{1, 2}));
  EXPECT_EQ(place.end, (Position{1, 5}));
}

TEST(Locate, LeavesOutAByteOrderMark) {
  const Place place = located("\xEF\xBB\xBFlet x", {7, 8});
  EXPECT_EQ(place.start, (Position{1, 5}));
  EXPECT_EQ(place.line, "let x");
}

TEST(Locate, KeepsAPieceOfAVeryLongLine) {
  const Place place = located(std::string(100'000, 'x') + "\n", {50'000, 50'003});
  EXPECT_EQ(place.start, (Position{1, 50'001}));
  EXPECT_EQ(place.line_column, 49'501U);
  EXPECT_EQ(place.line.size(), 2000U);
}

TEST(Locate, SurvivesSpansBehindTheEndAndFilesThatAreGone) {
  EXPECT_EQ(located("ab", {7, 9}).start, (Position{1, 3}));
  Outcome outcome;
  outcome.findings = {finding_at("gone.ts", {7, 9})};
  locate(outcome, [](std::string_view) { return std::nullopt; }, Workers{1});
  EXPECT_EQ(outcome.findings[0].where.start, (Position{1, 1}));
}

TEST(Locate, ReadsEachFileOnceForAnyNumberOfThreads) {
  Outcome outcome;
  for (std::uint32_t i = 0; i < 40; ++i) {
    outcome.findings.push_back(finding_at("f" + std::to_string(i % 7) + ".ts", {i, i + 1}));
    outcome.findings.back().related.push_back({{.path = "f0.ts", .span = {i, i + 2}}, "t"});
  }
  Outcome again = outcome;
  const auto text = [](std::string_view) {
    return std::string("let a;\nlet b;\nlet c;\nlet d;\nlet e;\nlet f;\nlet g;\n");
  };
  locate(outcome, text, Workers{1});
  locate(again, text, Workers{4});
  for (std::size_t i = 0; i < outcome.findings.size(); ++i) {
    EXPECT_EQ(outcome.findings[i].where.start, again.findings[i].where.start);
    EXPECT_EQ(outcome.findings[i].where.line_hash, again.findings[i].where.line_hash);
    EXPECT_EQ(outcome.findings[i].related[0].place.end, again.findings[i].related[0].place.end);
  }
}

TEST(Locate, BringsBackTheLinesOfEvidence) {
  Outcome outcome;
  Verdict& verdict = outcome.verdicts.emplace_back();
  verdict.evidence = {{{.path = "a.ts", .span = {7, 10}}, "exported here"}, {{}, "of no place"}};
  locate(outcome, [](std::string_view) { return "let a;\nlet b;\n"; }, Workers{1});
  EXPECT_EQ(verdict.evidence[0].place.start, (Position{2, 1}));
  EXPECT_EQ(verdict.evidence[0].place.line, "let b;");
  EXPECT_EQ(verdict.evidence[1].place.line, "");
}

TEST(LineHash, AgreesWithGitHubsAction) {
  // Values from the tests of GitHub's upload action.
  const std::vector<std::uint32_t> lines{1, 2, 3, 4, 5};
  EXPECT_EQ(line_hashes("", std::vector<std::uint32_t>{1}), std::vector<std::string>{"c129715d7a2bc9a3:1"});
  EXPECT_EQ(
      line_hashes(" a\nb\n  \t\tc\n d", std::vector<std::uint32_t>{1, 2, 3, 4}),
      (std::vector<std::string>{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}));
  EXPECT_EQ(line_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End", lines),
            (std::vector<std::string>{"8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1",
                                      "c6805c5e1288b612:1", "b86d3392aea1be30:1"}));
}

}  // namespace
}  // namespace lockstep::findings
