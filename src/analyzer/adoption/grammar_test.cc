#include "adoption/grammar.h"

#include "adoption/days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::adoption {
namespace {

using findings::KindInfo;
using findings::RuleInfo;
using findings::Severity;
using testing::HasSubstr;

constexpr KindInfo kKinds[] = {{.id = "drifted", .severity = Severity::Error, .meaning = ""},
                               {.id = "copied", .severity = Severity::Warning, .meaning = ""}};

std::vector<RuleInfo> rules() {
  return {{.id = "duplicate-list",
           .name = {},
           .title = {},
           .advice = {},
           .severity = Severity::Error,
           .kinds = kKinds,
           .settings = {},
           .page = {}},
          {.id = "query",
           .name = {},
           .title = {},
           .advice = {},
           .severity = Severity::Error,
           .kinds = {},
           .settings = {},
           .page = {}},
          {.id = "suppression",
           .name = {},
           .title = {},
           .advice = {},
           .severity = Severity::Warning,
           .kinds = {},
           .settings = {},
           .page = {}}};
}

/// "next-line: duplicate-list, query until 2027-01-31 | reason", or "!kind: message → advice".
std::string read(std::string_view text) {
  const std::vector<RuleInfo> known = rules();
  const auto comment = read_comment(text, known);
  if (!comment) return "not ours";
  if (comment->fault) {
    return "!" + std::string(comment->fault->kind) + ": " + comment->fault->message + " → " + comment->fault->advice;
  }
  std::string shown;
  for (const Target& target : comment->targets) shown += (shown.empty() ? "" : ", ") + target.spelled();
  if (!comment->until.empty()) shown += " until " + comment->until;
  return shown + " | " + comment->reason;
}

TEST(Grammar, WhatIsAccepted) {
  EXPECT_EQ(read("lockstep-ignore-next-line duplicate-list: the old app"), "duplicate-list | the old app");
  EXPECT_EQ(read("lockstep-ignore-line  duplicate-list/drifted :the: old app "),
            "duplicate-list/drifted | the: old app");
  EXPECT_EQ(read("lockstep-ignore-file duplicate-list/copied,query: a"), "duplicate-list/copied, query | a");
  EXPECT_EQ(read("lockstep-ignore-begin query until 2027-01-31: später"), "query until 2027-01-31 | später");
  EXPECT_EQ(read("lockstep-ignore-end"), " | ");
  EXPECT_EQ(read("lockstep-ignore-end query"), "query | ");
  EXPECT_EQ(read("lockstep-ignore-line query/of-their-own: a"), "query/of-their-own | a");
}

TEST(Grammar, NothingWorksWithoutAReason) {
  EXPECT_EQ(
      read("lockstep-ignore-line duplicate-list"),
      "!missing-reason: this suppression of `duplicate-list` gives no reason → Say why it may stay, so that the next "
      "reader need not ask: `lockstep-ignore-line duplicate-list: reason`");
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list: --"), HasSubstr("!missing-reason"));
  EXPECT_EQ(read("lockstep-ignore-line duplicate-list the old app"),
            "!missing-reason: this suppression of `duplicate-list` has no colon in front of its reason → Write "
            "`lockstep-ignore-line duplicate-list: the old app`");
}

TEST(Grammar, UnknownRulesAreGuessed) {
  EXPECT_EQ(read("lockstep-ignore-line duplicate-lists: a"),
            "!unknown-rule: there is no rule `duplicate-lists` → Did you mean `duplicate-list`?");
  EXPECT_EQ(read("lockstep-ignore-line no-console: a"),
            "!unknown-rule: there is no rule `no-console` → `lockstep rules` lists all rules");
  EXPECT_EQ(read("lockstep-ignore-line duplicate-list/drifed: a"),
            "!unknown-rule: the rule `duplicate-list` has no kind `drifed` → Did you mean `duplicate-list/drifted`?");
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list, nothing: a"), HasSubstr("no rule `nothing`"));
}

TEST(Grammar, OtherWordsAreGuessedOrNotOurs) {
  EXPECT_EQ(read("lockstep-ingore-next-line duplicate-list: a"),
            "!malformed: `lockstep-ingore-next-line` is no form of suppression → Did you mean "
            "`lockstep-ignore-next-line`?");
  EXPECT_THAT(read("lockstep-disable duplicate-list: a"), HasSubstr("!malformed"));
  EXPECT_THAT(read("lockstep-ignore duplicate-list: a"), HasSubstr("`lockstep-ignore-begin` …"));
  EXPECT_THAT(read("Lockstep-Ignore-Next-Line duplicate-list: a"),
              HasSubstr("!malformed: `Lockstep-Ignore-Next-Line` is no form of suppression"));
  EXPECT_THAT(read("LOCKSTEP-IGNORE-LINE duplicate-list: a"), HasSubstr("small letters: `lockstep-ignore-line`"));
  EXPECT_EQ(read("Lockstep-based retries: both sides count"), "not ours");
  EXPECT_EQ(read("lockstep-based retries: both sides count"), "not ours");
  EXPECT_EQ(read("lockstep-"), "not ours");
}

TEST(Grammar, NothingElseMayStandThere) {
  EXPECT_THAT(read("lockstep-ignore-line: a"),
              HasSubstr("!malformed: this suppression does not begin with the name of"));
  EXPECT_THAT(read("lockstep-ignore-line"), HasSubstr("!malformed"));
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list query: a"), HasSubstr("!malformed: `query` stands where only"));
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list until: a"), HasSubstr("!malformed"));
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list until tomorrow: a"),
              HasSubstr("`until` is not followed by a day"));
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list until 2027-02-29: a"), HasSubstr("`until` is not followed"));
  EXPECT_THAT(read("lockstep-ignore-line suppression: a"), HasSubstr("!malformed: what is said about suppressions"));
  for (const char* cut : {"duplicate-list,", "duplicate-list/", "duplicate-list, ", "duplicate-list/, query"}) {
    EXPECT_THAT(read("lockstep-ignore-line " + std::string(cut) + ": a"), HasSubstr("!malformed: a rule or a kind is"));
  }
  EXPECT_THAT(read("lockstep-ignore-end duplicate-list/"), HasSubstr("!malformed"));
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list: until 2020-01-01: a"),
              HasSubstr("!malformed: `until` stands"));
  EXPECT_THAT(read("lockstep-ignore-line duplicate-list: until 2020-01-01"), HasSubstr("!malformed: `until` stands"));
  EXPECT_EQ(read("lockstep-ignore-line query: until the import is through"), "query | until the import is through");
  EXPECT_THAT(read("lockstep-ignore-end query: a"),
              HasSubstr("!malformed: `lockstep-ignore-end` takes rules and nothing"));
}

TEST(Days, AreDaysOfTheCalendar) {
  EXPECT_TRUE(is_day("2028-02-29"));
  for (const char* no :
       {"2027-02-29", "2027-13-01", "2027-1-1", "27-01-01", "2027-01-01 ", "2027/01/01", "-027-01-01", ""}) {
    EXPECT_FALSE(is_day(no)) << no;
  }
  EXPECT_TRUE(is_day(today()));
  EXPECT_EQ(days_between("2027-12-31", "2028-01-02"), 2);
  EXPECT_EQ(days_between("2027-12-31", "never"), std::nullopt);
}

}  // namespace
}  // namespace lockstep::adoption
