// Each format over one made-up outcome, byte for byte.

#include "golden.h"
#include "golden/sample_outcome.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/report.h"

#include <sstream>

namespace lockstep {
namespace {

using findings::Outcome;
using report::Format;
using report::TextStyle;

const std::filesystem::path kFolder = std::filesystem::path(LOCKSTEP_SOURCE_DIR) / "tests/golden/report";

std::string rendered(Format format, const TextStyle& style = {}) {
  std::ostringstream out;
  render(sample().outcome, format, style, out);
  return out.str();
}

TEST(ReportGolden, Text) { expect_golden(kFolder / "report.txt", rendered(Format::Text)); }

TEST(ReportGolden, TextOnATerminal) {
  expect_golden(kFolder / "terminal.txt",
                rendered(Format::Text, {.colour = true, .links = true, .width = 70, .root = "/home/me/my shop"}));
}

TEST(ReportGolden, TextWithReasons) { expect_golden(kFolder / "why.txt", rendered(Format::Text, {.why = true})); }

TEST(ReportGolden, Sarif) { expect_golden(kFolder / "report.sarif", rendered(Format::Sarif)); }

TEST(ReportGolden, Json) { expect_golden(kFolder / "report.json", rendered(Format::Json)); }

TEST(ReportGolden, Compact) { expect_golden(kFolder / "compact.txt", rendered(Format::Compact)); }

TEST(ReportGolden, Github) { expect_golden(kFolder / "github.txt", rendered(Format::Github)); }

TEST(ReportGolden, Gitlab) { expect_golden(kFolder / "gitlab.json", rendered(Format::Gitlab)); }

TEST(ReportGolden, Junit) { expect_golden(kFolder / "junit.xml", rendered(Format::Junit)); }

TEST(ReportGolden, Markdown) { expect_golden(kFolder / "report.md", rendered(Format::Markdown)); }

TEST(ReportGolden, MarkdownWithLinks) {
  std::ostringstream out;
  report::write_markdown(sample().outcome, {.blob_url = "https://github.com/acme/shop/blob/0123abc/"}, out);
  expect_golden(kFolder / "links.md", out.str());
}

std::string accepted(Format format, const TextStyle& style) {
  std::ostringstream out;
  render(accepted_in(sample().outcome), format, style, out);
  return out.str();
}

TEST(ReportGolden, Accepted) {
  expect_golden(kFolder / "accepted.txt", accepted(Format::Text, {.accepted = true}));
  expect_golden(kFolder / "accepted.sarif", accepted(Format::Sarif, {.accepted = true}));
}

TEST(ReportGolden, AcceptedFindingsAreCountedAndNotShown) {
  const Outcome outcome = accepted_in(sample().outcome);
  for (const std::string_view name : report::format_names()) {
    if (name == "json") continue;  // it holds everything, apart
    for (const findings::Accepted& each : outcome.accepted) {
      EXPECT_EQ(accepted(*report::parse_format(name), {}).find(each.finding.identity), std::string::npos) << name;
    }
  }
  EXPECT_NE(accepted(Format::Text, {}).find("(1 suppressed, 1 in the baseline)"), std::string::npos);
}

TEST(ReportGolden, Suppressions) {
  std::ostringstream out;
  report::render_suppressions(accepted_in(sample().outcome), Format::Text, {}, out);
  expect_golden(kFolder / "suppressions.txt", out.str());
}

TEST(ReportGolden, RulesAndNotifications) {
  std::ostringstream out;
  report::render_rules(sample().outcome, {}, out);
  out << "\n";
  report::render_notifications(sample().outcome, {}, out);
  expect_golden(kFolder / "rules.txt", out.str());
}

TEST(ReportJson, IsReadBackAsItWas) {
  for (const std::string& report : {rendered(Format::Json), accepted(Format::Json, {})}) {
    const auto read = report::read_json(report);
    ASSERT_TRUE(read);
    findings::Outcome outcome = *read;
    outcome.rules = sample().outcome.rules;
    std::ostringstream again;
    render(outcome, Format::Json, {}, again);
    EXPECT_EQ(again.str(), report);
  }
}

}  // namespace
}  // namespace lockstep
