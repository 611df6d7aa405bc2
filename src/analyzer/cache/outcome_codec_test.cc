#include "cache/outcome_codec.h"

#include <gtest/gtest.h>

#include <random>

namespace lockstep::cache {
namespace {

using namespace findings;

Place place(std::string path, std::uint32_t at) {
  return {.path = std::move(path),
          .span = {at, at + 3},
          .start = {.line = at, .column = 2},
          .end = {.line = at, .column = 5},
          .line = "\xFF\x1b const x",
          .line_column = 7,
          .line_hash = "0a1b:1"};
}

/// Each field has a value of its own.
Outcome sample() {
  Outcome outcome{.root = "shop", .files = 70'000, .packages = 3};
  Finding& finding = outcome.findings.emplace_back(Finding{.rule = "duplicate-list",
                                                           .kind = "drifted",
                                                           .severity = Severity::Error,
                                                           .identity = "0123456789ab",
                                                           .subject = std::string("a\0b", 3),
                                                           .where = place("a.ts", 1),
                                                           .message = "message",
                                                           .advice = "advice"});
  finding.related = {{.place = place("b.ts", 2), .text = "first written here"}};
  finding.steps = {{.place = place("c.ts", 3), .text = "then", .depth = -2, .role = Step::Role::Lock}};
  finding.matrix =
      Matrix{.rows = {{.label = "row", .place = place("d.ts", 4)}}, .columns = {"x", "y"}, .cells = {true, false}};
  finding.edits = {{.place = place("e.ts", 5), .replacement = "LIST"}};
  finding.reasons = {{.text = "because", .place = place("f.ts", 6)}, {.text = "and", .place = {}}};
  outcome.verdicts = {{.id = "one-list",
                       .pack = "pack",
                       .area = "area",
                       .title = "title",
                       .reason = "reason",
                       .advice = "do",
                       .priority = Priority::Constraint,
                       .severity = Severity::Note,
                       .standing = Standing::Violated,
                       .summary = "summary",
                       .evidence = {{.place = place("h.ts", 8), .text = "here"}},
                       .findings = {"0123456789ab"}}};
  outcome.accepted = {{.finding = {.rule = "magic-actor", .where = place("i.ts", 9)},
                       .by = Accepted::By::Baseline,
                       .reason = "why",
                       .until = "2027-01-31",
                       .comment = place("j.ts", 10)}};
  outcome.suppressions = {{.place = place("k.ts", 11),
                           .form = "file",
                           .rules = {"duplicate-list"},
                           .reason = "because",
                           .until = "2027-02-28",
                           .state = Suppression::State::Unchecked,
                           .findings = 3,
                           .age = SuppressionAge{.commit = "abc", .date = "2026-01-01", .days = 7}}};
  outcome.baseline = BaselineUse{.path = "b.json", .entries = 4, .fixed = {"duplicate-list/drifted 24bb4a3bcb76"}};
  outcome.notifications = {{.level = Notification::Level::Error,
                            .id = "file-unreadable",
                            .message = "no",
                            .place = place("g.ts", 7),
                            .incomplete = true}};
  return outcome;
}

TEST(OutcomeCodec, BringsAnOutcomeBack) {
  const Outcome outcome = sample();
  const auto again = decode_outcome(encode(outcome));
  ASSERT_TRUE(again);
  EXPECT_EQ(encode(*again), encode(outcome));
  EXPECT_EQ(again->files, 70'000U);
  const Finding& finding = again->findings.at(0);
  EXPECT_EQ(finding.severity, Severity::Error);
  EXPECT_EQ(finding.subject, (std::string("a\0b", 3)));
  EXPECT_EQ(finding.where.line, "\xFF\x1b const x");
  EXPECT_EQ(finding.where.line_hash, "0a1b:1");
  EXPECT_EQ(finding.related.at(0).text, "first written here");
  EXPECT_EQ(finding.steps.at(0).depth, -2);
  EXPECT_EQ(finding.steps.at(0).role, Step::Role::Lock);
  EXPECT_EQ(finding.matrix->cells, (std::vector<bool>{true, false}));
  EXPECT_EQ(finding.edits.at(0).replacement, "LIST");
  EXPECT_EQ(finding.reasons.at(0).place->path, "f.ts");
  EXPECT_FALSE(finding.reasons.at(1).place);
  EXPECT_EQ(again->accepted.at(0).finding.where.path, "i.ts");
  EXPECT_EQ(again->accepted.at(0).by, Accepted::By::Baseline);
  EXPECT_EQ(again->suppressions.at(0).age->days, 7);
  EXPECT_EQ(again->baseline->fixed.size(), 1U);
  EXPECT_EQ(again->verdicts.at(0).standing, Standing::Violated);
  EXPECT_EQ(again->verdicts.at(0).evidence.at(0).place.path, "h.ts");
  EXPECT_TRUE(again->notifications.at(0).incomplete);
}

TEST(OutcomeCodec, AMatrixHasACellForEachRowAndColumn) {
  Outcome outcome = sample();
  outcome.findings[0].matrix->cells.push_back(true);
  EXPECT_FALSE(decode_outcome(encode(outcome)));
}

TEST(OutcomeCodec, DamagedBytesNeverGiveHalfAnOutcome) {
  const std::string bytes = encode(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_outcome(bytes.substr(0, size)));
  std::mt19937 dice(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string damaged = bytes;
    damaged[dice() % damaged.size()] ^= static_cast<char>(1U << (dice() % 8));
    const auto outcome = decode_outcome(damaged);
    if (!outcome) continue;
    for (const Finding& finding : outcome->findings) {
      EXPECT_LE(finding.severity, Severity::Error);
      if (finding.matrix) {
        EXPECT_EQ(finding.matrix->cells.size(), finding.matrix->rows.size() * finding.matrix->columns.size());
      }
    }
  }
}

}  // namespace
}  // namespace lockstep::cache
