#include "report/report.h"
#include "report/github.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/matrix_table.h"
#include "report/pen.h"
#include "report/printable.h"
#include "report/source_frame.h"

#include <gtest/gtest.h>

#include <sstream>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Outcome;
using findings::Place;

Place place(std::string line, std::uint32_t begin, std::uint32_t end) {
  return {.path = "a.ts", .start = {7, begin}, .end = {7, end}, .line = std::move(line)};
}

std::string framed(const Place& place, unsigned width = 0) {
  const TextStyle style{.width = width};
  return source_frame(place, 0, 1, Ink::Error, Pen(style));
}

TEST(Printable, ShowsWhatWouldActOrHide) {
  EXPECT_EQ(printable("a\x1b[31m"), "a\\x1b[31m");
  EXPECT_EQ(printable("\t\n\r\x7f"), "\\t\\n\\r\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\x9b31m");
  EXPECT_EQ(printable("\xE2\x80\xAE\xE2\x81\xA6"), "\\u{202e}\\u{2066}");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(printable("\xFF"
                      "a\xE2\x82"),
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD");
  EXPECT_EQ(printable("caf\xC3\xA9 \xE4\xBD\xA0"), "caf\xC3\xA9 \xE4\xBD\xA0");
}

TEST(SourceFrame, UnderlinesTheSpan) {
  EXPECT_EQ(framed(place("let abc = 1;", 5, 8)), "7 │ let abc = 1;\n  │     ^^^\n");
}

TEST(SourceFrame, ReachesBehindTabsAndWideCharacters) {
  EXPECT_EQ(framed(place("\tx\ty", 4, 5)), "7 │     x   y\n  │         ^\n");
  EXPECT_EQ(framed(place("\xE4\xBD\xA0\xF0\x9F\x98\x80z", 4, 5)), "7 │ \xE4\xBD\xA0\xF0\x9F\x98\x80z\n  │     ^\n");
  EXPECT_EQ(framed(place("\x1b"
                         "a",
                         2, 3)),
            "7 │ \\x1ba\n  │     ^\n");
}

TEST(SourceFrame, CutsLongLinesToAWindowAroundTheSpan) {
  const std::string line = std::string(500, 'a') + "[here]" + std::string(500, 'b');
  const std::string frame = framed(place(line, 502, 506), 40);
  EXPECT_EQ(frame.substr(0, frame.find('\n')), "7 │ …aaaaaaaa[here]bbbbbbbbbbbbbbbbbbbb…");
  EXPECT_EQ(frame.substr(frame.find('\n') + 1), "  │           ^^^^\n");
}

TEST(SourceFrame, MarksAnEmptySpanAndTheEndOfALine) { EXPECT_EQ(framed(place("ab", 3, 3)), "7 │ ab\n  │   ^\n"); }

TEST(MatrixTable, ShowsOnlyWhatDiffersWhereMuchIsAgreed) {
  findings::Matrix matrix;
  matrix.rows = {{"enum Status", place("", 1, 2)}, {"options", place("", 1, 2)}};
  matrix.columns = {"a", "b", "c", "d", "e", "refunded"};
  matrix.cells = {true, true, true, true, true, true, true, true, true, true, true, false};
  const TextStyle style;
  EXPECT_EQ(matrix_table(matrix, 0, Pen(style)),
            "1  enum Status  a.ts:7:1\n"
            "2  options  a.ts:7:1\n"
            "\n"
            "          1  2\n"
            "refunded  ✔  ·\n"
            "and 5 values that all of them have\n");
}

TEST(MatrixTable, SaysNothingOfExactCopies) {
  findings::Matrix matrix;
  matrix.rows = {{"x", place("", 1, 2)}, {"y", place("", 1, 2)}};
  matrix.columns = {"a", "b", "c", "d", "e"};
  matrix.cells = std::vector<bool>(10, true);
  const TextStyle style;
  EXPECT_EQ(matrix_table(matrix, 0, Pen(style)), "");
}

TEST(PercentEncode, KeepsUrisRelative) {
  EXPECT_EQ(percent_encode("a b/[id]/x:y%\xC3\xA9.ts"), "a%20b/%5Bid%5D/x%3Ay%25%C3%A9.ts");
}

TEST(Text, SaysPlainlyThatNothingWasFound) {
  Outcome outcome;
  outcome.files = 12;
  outcome.packages = 3;
  std::ostringstream out;
  render(outcome, Format::Text, {}, out);
  EXPECT_EQ(out.str(), "No findings: 12 files in 3 packages were read\n");
}

TEST(AllFormats, LetNoControlCharacterThrough) {
  const std::string evil = "\x1b]8;;x\x07\xC2\x9B\xE2\x80\xAE\r\n\xFF";
  Finding finding;
  finding.rule = finding.kind = finding.message = finding.advice = finding.identity = evil;
  finding.where = {.path = evil, .line = evil};
  finding.related = {{finding.where, evil}};
  finding.steps = {{finding.where, evil}};
  finding.matrix = findings::Matrix{.rows = {{evil, finding.where}}, .columns = {evil}, .cells = {true}};
  Outcome outcome;
  outcome.findings = {finding};
  outcome.notifications = {{.id = evil, .message = evil, .place = finding.where}};
  for (const std::string_view name : format_names()) {
    const Format format = *parse_format(name);
    std::ostringstream out;
    render(outcome, format, {}, out);
    render_notifications(outcome, {}, out);
    const std::string text = out.str();
    for (const std::string_view bad : {"\x1b", "\x07", "\xC2\x9B", "\xE2\x80\xAE", "\r", "\xFF"}) {
      EXPECT_EQ(text.find(bad), std::string::npos) << to_string(format);
    }
  }
}

TEST(Formats, AreKnownByNameAndByEnding) {
  for (const std::string_view name : format_names()) EXPECT_EQ(to_string(*parse_format(name)), name);
  EXPECT_FALSE(parse_format("html5"));
  EXPECT_EQ(format_of_path("out/a.sarif.json"), Format::Sarif);
  EXPECT_EQ(format_of_path("a.json"), Format::Json);
  EXPECT_EQ(format_of_path("a.md"), Format::Markdown);
  EXPECT_EQ(format_of_path("a.xml"), Format::Junit);
  EXPECT_FALSE(format_of_path("a.txt"));
}

/// `errors` errors after `notes` notes, each on a line of its own.
Outcome notes_and_errors(int notes, int errors) {
  Outcome outcome;
  for (int i = 0; i < notes + errors; ++i) {
    Finding& finding = outcome.findings.emplace_back();
    finding.severity = i < notes ? findings::Severity::Note : findings::Severity::Error;
    finding.rule = "r";
    finding.identity = std::to_string(i);
    finding.message = "finding " + std::to_string(i);
    finding.where = place("", 1, 2);
  }
  return outcome;
}

std::string in_github(const Outcome& outcome) {
  std::ostringstream out;
  write_github(outcome, out);
  return out.str();
}

TEST(Github, AnnotatesTheWorstFirstAndAsManyAsAreShown) {
  const std::string text = in_github(notes_and_errors(2, 12));
  EXPECT_TRUE(text.starts_with("::error file=a.ts,line=7,endLine=7,col=1,endColumn=2,title=r::finding 2%0A")) << text;
  EXPECT_NE(text.find("finding 11%0A"), std::string::npos);
  EXPECT_EQ(text.find("finding 12%0A"), std::string::npos);
  EXPECT_NE(text.find("::notice file=a.ts,line=7,endLine=7,col=1,endColumn=2,title=r::finding 0%0A"),
            std::string::npos);
  EXPECT_NE(text.find("\n2 findings are not annotated, since GitHub shows 10 of a severity"), std::string::npos)
      << text;
}

TEST(Github, EscapesWhatWouldEndACommand) {
  Outcome outcome = notes_and_errors(0, 1);
  outcome.findings[0].where.path = "a,b:c%.ts";
  outcome.findings[0].message = "100% of `x::y`\n::error::injected";
  outcome.findings[0].advice = "a, b: c";
  const std::string text = in_github(outcome);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "::error file=a%2Cb%3Ac%25.ts,line=7,endLine=7,col=1,endColumn=2,title=r::100%25 of "
            "`x::y`\\n::error::injected%0A\xE2\x86\x92 a, b: c%0Alockstep explain 0");
}

TEST(Github, SaysWhatCouldNotBeRead) {
  Outcome outcome;
  outcome.notifications = {
      {.id = "file-unreadable", .message = "permission denied", .place = place("", 1, 1), .incomplete = true},
      {.id = "note", .message = "not worth an annotation"}};
  const std::string text = in_github(outcome);
  EXPECT_TRUE(text.starts_with("::error file=a.ts,title=lockstep%3A file-unreadable::permission denied\nNo findings"));
}

TEST(Junit, CountsWhatItHolds) {
  Outcome outcome = notes_and_errors(1, 2);
  constexpr findings::RuleInfo kQuiet{.id = "quiet", .name = "", .title = "A & B", .advice = "", .severity = {}};
  outcome.rules = {kQuiet};
  std::ostringstream out;
  write_junit(outcome, out);
  const std::string text = out.str();
  EXPECT_NE(text.find(R"(<testsuites name="lockstep" tests="4" failures="2" errors="0" time="0">)"), std::string::npos);
  EXPECT_NE(text.find(R"(<testsuite name="r" tests="3" failures="2" errors="0" skipped="1" time="0">)"),
            std::string::npos);
  EXPECT_NE(text.find(R"(<testcase classname="lockstep" name="A &amp; B" time="0"/>)"), std::string::npos) << text;
}

TEST(Markdown, LeavesOutTheLeastSevereWhenThereIsNoRoom) {
  const Outcome outcome = notes_and_errors(50, 3);
  std::ostringstream out;
  write_markdown(outcome, {.most_bytes = 800}, out);
  const std::string text = out.str();
  EXPECT_LE(text.size(), 800U);
  EXPECT_NE(text.find("### error: finding 52"), std::string::npos) << text;
  EXPECT_NE(text.find("There is no room here for "), std::string::npos) << text;
  std::ostringstream tiny;
  write_markdown(outcome, {.most_bytes = 250}, tiny);
  EXPECT_LE(tiny.str().size(), 250U);
}

TEST(Markdown, LinksToPathsWithParentheses) {
  Outcome outcome = notes_and_errors(0, 1);
  outcome.findings[0].where.path = "app/(shop)/a).ts";
  std::ostringstream out;
  write_markdown(outcome, {.blob_url = "https://x/"}, out);
  EXPECT_NE(out.str().find("](https://x/app/%28shop%29/a%29.ts#L7)"), std::string::npos) << out.str();
}

TEST(MarkdownText, KeepsNamesNames) {
  EXPECT_EQ(markdown_text("`a` lacks b"), "`a` lacks b");
  EXPECT_EQ(markdown_text("import it from '@acme/x'"), "import it from '`@acme/x`'");
  EXPECT_EQ(markdown_text("<img src=x> **b** [l](u)"), "\\<img src=x\\> \\*\\*b\\*\\* \\[l\\](u)");
  EXPECT_EQ(markdown_text("see https://x.example, #12"), "see `https://x.example`, `#12`");
  EXPECT_EQ(markdown_text("`half"), "\\`half");
  EXPECT_EQ(markdown_code("a`b"), "``a`b``");
  EXPECT_EQ(markdown_code("`"), "`` ` ``");
}

TEST(ReadJson, RefusesWhatIsNoReport) {
  for (const std::string_view text :
       {"", "[", "{}", "[]", R"({"version":2,"findings":[]})", R"({"version":"1","findings":[]})"}) {
    EXPECT_FALSE(read_json(text)) << text;
  }
  EXPECT_TRUE(read_json(R"({"version":1,"findings":[{"place":7,"related":{},"steps":[3],"matrix":{"rows":[1]}}]})"));
  EXPECT_FALSE(read_json(std::string(100'000, '[')));
}

}  // namespace
}  // namespace lockstep::report
