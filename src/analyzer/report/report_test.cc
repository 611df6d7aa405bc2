#include "report/report.h"
#include "report/json.h"
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

TEST(Text, LetsNoControlCharacterThrough) {
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
  for (const Format format : {Format::Text, Format::Sarif, Format::Json}) {
    std::ostringstream out;
    render(outcome, format, {}, out);
    render_notifications(outcome, {}, out);
    const std::string text = out.str();
    for (const std::string_view bad : {"\x1b", "\x07", "\xC2\x9B", "\xE2\x80\xAE", "\r", "\xFF"}) {
      EXPECT_EQ(text.find(bad), std::string::npos) << to_string(format);
    }
  }
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
