// Every folder fixtures/<group>/<case> is a small program, and every TypeScript block of rules/*.md is one too: all
// rules run on it, and what they report is compared both ways with the marks that stand in it (marks.h).

#include "marks.h"
#include "scan.h"

#include "embedded/data.h"
#include "report/report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFixtures = LOCKSTEP_FIXTURES;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

bool may_have_marks(const fs::path& path) {
  static constexpr std::array<std::string_view, 11> kExtensions = {".ts",  ".tsx", ".mts",    ".cts",  ".js", ".jsx",
                                                                   ".mjs", ".cjs", ".prisma", ".json", ".sql"};
  return std::find(kExtensions.begin(), kExtensions.end(), path.extension().string()) != kExtensions.end();
}

std::vector<Mark> marks_below(const fs::path& folder) {
  std::vector<Mark> marks;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || !may_have_marks(entry.path())) continue;
    for (Mark& mark : marks_in(entry.path().lexically_relative(folder).generic_string(), read_file(entry.path()))) {
      marks.push_back(std::move(mark));
    }
  }
  std::sort(marks.begin(), marks.end());
  return marks;
}

std::string shown(const Mark& mark) { return mark.path + ":" + std::to_string(mark.line) + "  " + mark.what; }

/// What was said, at the place where a mark would stand for it, with the message for people.
using Said = std::multimap<Mark, std::string>;

Said findings_as_marks(const findings::Outcome& outcome) {
  Said said;
  for (const findings::Finding& finding : outcome.findings) {
    said.emplace(
        Mark{.path = finding.where.path, .line = finding.where.start.line, .what = finding.rule + "/" + finding.kind},
        finding.message);
  }
  return said;
}

Said evidence_as_marks(const findings::Outcome& outcome) {
  Said said;
  for (const findings::Finding& finding : outcome.findings) {
    for (const findings::Related& related : finding.related) {
      const Mark mark{
          .form = Mark::Form::Also, .path = related.place.path, .line = related.place.start.line, .what = finding.rule};
      // Two findings may call upon one line; the mark says only that it is evidence.
      if (!said.contains(mark)) said.emplace(mark, related.text);
    }
  }
  return said;
}

bool take(Said& said, Mark mark, Mark::Form form) {
  mark.form = form;
  const auto found = said.find(mark);
  if (found == said.end()) return false;
  said.erase(found);
  return true;
}

/// Runs all rules on a folder and compares with its marks. Every failure says what to look at.
void check_marks(const fs::path& folder) {
  const std::vector<Mark> marks = marks_below(folder);
  const findings::Outcome outcome = scan(folder.string(), 1);
  Said said = findings_as_marks(outcome);
  Said evidence = evidence_as_marks(outcome);

  bool names_evidence = false;
  for (const Mark& mark : marks) {
    switch (mark.form) {
      case Mark::Form::Expect:
        if (!take(said, mark, Mark::Form::Expect)) ADD_FAILURE() << "missing  " << shown(mark);
        break;
      case Mark::Form::KnownNoise:
        if (!take(said, mark, Mark::Form::Expect)) {
          ADD_FAILURE() << "no longer noisy, remove the mark  " << shown(mark);
        }
        break;
      case Mark::Form::KnownMiss:
        if (take(said, mark, Mark::Form::Expect)) ADD_FAILURE() << "found at last, make it an expect  " << shown(mark);
        break;
      case Mark::Form::Also:
        names_evidence = true;
        if (!take(evidence, mark, Mark::Form::Also)) ADD_FAILURE() << "missing evidence  " << shown(mark);
        break;
    }
  }
  for (const auto& [mark, message] : said) ADD_FAILURE() << "noisy  " << shown(mark) << "\n       " << message;
  if (names_evidence) {
    for (const auto& [mark, text] : evidence) {
      // A line with a finding of its own may well be evidence of another one of the same rule.
      const bool is_expected = std::any_of(marks.begin(), marks.end(), [&](const Mark& other) {
        return other.form != Mark::Form::Also && other.path == mark.path && other.line == mark.line &&
               other.what.starts_with(mark.what + "/");
      });
      if (is_expected) continue;
      ADD_FAILURE() << "evidence without a mark  " << shown(mark) << "\n       " << text;
    }
  }
}

std::string name_for_gtest(std::string_view text) {
  std::string name(text);
  for (char& byte : name) {
    if (std::isalnum(static_cast<unsigned char>(byte)) == 0) byte = '_';
  }
  return name;
}

// Fixture folders ------------------------------------------------------------------------------------------------

/// "duplicate_list/two_modules", sorted.
std::vector<std::string> fixture_cases() {
  std::vector<std::string> cases;
  if (!fs::is_directory(kFixtures)) return cases;
  for (const fs::directory_entry& group : fs::directory_iterator(kFixtures)) {
    if (!group.is_directory()) continue;
    for (const fs::directory_entry& folder : fs::directory_iterator(group)) {
      if (folder.is_directory()) cases.push_back(folder.path().lexically_relative(kFixtures).generic_string());
    }
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

class Fixture : public testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Fixture);

TEST_P(Fixture, ReportsItsMarksAndNothingElse) { check_marks(fs::path(kFixtures) / GetParam()); }

INSTANTIATE_TEST_SUITE_P(All, Fixture, testing::ValuesIn(fixture_cases()),
                         [](const auto& tested) { return name_for_gtest(tested.param); });

// Blocks of the rules' pages -------------------------------------------------------------------------------------

struct PageBlock {
  std::string name;  ///< "duplicate-list.md:12"
  std::string language;
  std::string text;
};

void PrintTo(const PageBlock& block, std::ostream* out) { *out << block.name; }

std::vector<PageBlock> page_blocks() {
  std::vector<PageBlock> blocks;
  for (const embedded::File& page : embedded::files()) {
    if (!page.name.ends_with(".md")) continue;
    std::istringstream lines{std::string(page.text)};
    PageBlock* open = nullptr;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (open != nullptr) {
        if (line == "```") {
          open = nullptr;
        } else {
          open->text += line + "\n";
        }
      } else if (line == "```ts" || line == "```tsx") {
        blocks.push_back({.name = std::string(page.name) + ":" + std::to_string(number), .language = line.substr(3)});
        open = &blocks.back();
      }
    }
  }
  return blocks;
}

/// Writes a block to files: `// file: path` begins each; without that it is one file.
void write_block(const PageBlock& block, const fs::path& folder) {
  std::map<std::string, std::string> files;
  std::string path = "example." + block.language;
  std::istringstream lines(block.text);
  for (std::string line; std::getline(lines, line);) {
    constexpr std::string_view kFile = "// file: ";
    if (line.starts_with(kFile)) {
      path = line.substr(kFile.size());
    } else {
      files[path] += line + "\n";
    }
  }
  for (const auto& [name, text] : files) {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << text;
  }
}

class Page : public testing::TestWithParam<PageBlock> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Page);

TEST_P(Page, ExamplesTellTheTruth) {
  std::string folder = (fs::temp_directory_path() / "lockstep-page-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  write_block(GetParam(), folder);
  check_marks(folder);
  fs::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(All, Page, testing::ValuesIn(page_blocks()),
                         [](const auto& tested) { return name_for_gtest(tested.param.name); });

// The same answer every time -------------------------------------------------------------------------------------

std::string as_json(const findings::Outcome& outcome) {
  std::ostringstream out;
  report::render(outcome, report::Format::Json, {}, out);
  return std::move(out).str();
}

TEST(Determinism, ThreadsAndOrderChangeNothing) {
  const std::string folder(kFixtures);
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no fixtures";
  const std::string once = as_json(scan(folder, 1));
  EXPECT_EQ(as_json(scan(folder, 2)), once);
  EXPECT_EQ(as_json(scan(folder, 8)), once);
  EXPECT_EQ(as_json(scan(folder, 2, true)), once) << "files extracted in another order";
}

}  // namespace
}  // namespace lockstep::tests
