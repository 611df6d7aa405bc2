// Each format over one made-up outcome, byte for byte.

#include "golden.h"
#include "golden/sample_outcome.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/report.h"

#include <sstream>

namespace lockstep {
namespace {

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

TEST(ReportGolden, RulesAndNotifications) {
  std::ostringstream out;
  report::render_rules(sample().outcome, {}, out);
  out << "\n";
  report::render_notifications(sample().outcome, {}, out);
  expect_golden(kFolder / "rules.txt", out.str());
}

TEST(ReportJson, IsReadBackAsItWas) {
  const auto read = report::read_json(rendered(Format::Json));
  ASSERT_TRUE(read);
  findings::Outcome outcome = *read;
  outcome.rules = sample().outcome.rules;
  std::ostringstream again;
  render(outcome, Format::Json, {}, again);
  EXPECT_EQ(again.str(), rendered(Format::Json));
}

}  // namespace
}  // namespace lockstep
