// Every folder fixtures/<group>/<case> is a small program, and every TypeScript block of rules/*.md is one too: all
// rules run on it, and what they report is compared both ways with the marks that stand in it (findings/marks.h).

#include "scan.h"

#include "embedded/data.h"
#include "findings/marks.h"
#include "report/report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
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

std::vector<findings::Mark> marks_below(const fs::path& folder) {
  std::vector<findings::Mark> marks;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || !may_have_marks(entry.path())) continue;
    for (findings::Mark& mark :
         findings::marks_in(entry.path().lexically_relative(folder).generic_string(), read_file(entry.path()))) {
      marks.push_back(std::move(mark));
    }
  }
  std::sort(marks.begin(), marks.end());
  return marks;
}

/// Runs all rules on a folder and compares with its marks. Every failure says what to look at.
void check_marks(const fs::path& folder) {
  for (const std::string& fault : findings::compare(marks_below(folder), scan(folder.string(), 1))) {
    ADD_FAILURE() << fault;
  }
}

std::string name_for_gtest(std::string_view text) {
  std::string name(text);
  for (char& byte : name) {
    if (std::isalnum(static_cast<unsigned char>(byte)) == 0) byte = '_';
  }
  return name;
}

/// What is advised at the findings of a fixture, by line.
std::map<std::uint32_t, std::string> advice_in(const std::string& fixture) {
  std::map<std::uint32_t, std::string> advice;
  for (const findings::Finding& finding : scan((fs::path(kFixtures) / fixture).string(), 1).findings) {
    advice[finding.where.start.line] = finding.advice;
  }
  return advice;
}

// A JSON column has no `push`, and what is true or false no `increment`.
TEST(Advice, SpeaksOfWhatTheColumnIs) {
  const std::map<std::uint32_t, std::string> advice = advice_in("unguarded_write/columns_of_several_types");
  ASSERT_EQ(advice.size(), 4U);
  const auto says = [&](std::size_t which, std::string_view words) {
    return std::next(advice.begin(), static_cast<std::ptrdiff_t>(which))->second.find(words) != std::string::npos;
  };
  EXPECT_TRUE(says(0, "{ push: x }"));
  EXPECT_TRUE(says(1, "jsonb_set"));
  EXPECT_FALSE(says(1, "push"));
  EXPECT_FALSE(says(2, "increment"));
  EXPECT_TRUE(says(3, "{ increment: n }"));
}

/// What is advised at the only finding of a fixture.
std::string only_advice(const std::string& fixture) {
  const std::map<std::uint32_t, std::string> advice = advice_in(fixture);
  return advice.size() == 1 ? advice.begin()->second : "not one finding, but " + std::to_string(advice.size());
}

TEST(Advice, NamesTheListThatTheReaderCanImport) {
  EXPECT_EQ(only_advice("duplicate_list/advice_imported"), "Use `PARCEL_STATES`, which this file imports already");
  EXPECT_EQ(only_advice("duplicate_list/advice_without_all"),
            "Use `Exclude<CratesFilter, 'all'>`, which this file imports already");
  EXPECT_EQ(only_advice("duplicate_list/advice_derived_type"), "Import `FerryState` from './status'");
  EXPECT_EQ(only_advice("duplicate_list/advice_nearest"), "Import `GRAIN_KINDS` from './grains'");
  EXPECT_EQ(only_advice("duplicate_list/advice_out_of_a_page"),
            "Export `carrierNames` and import it from '../../lib/carriers'");
  EXPECT_EQ(only_advice("duplicate_list/menu_of_what_is_let_in"),
            "Give the list a name, export it from '../dto/invite.dto', import it here and build the entries from it");
}

TEST(Advice, SaysWhatElseCanBeDone) {
  EXPECT_EQ(only_advice("duplicate_list/advice_delete_the_dead"), "Delete `OldKilnKind`, which nothing uses");
  EXPECT_EQ(
      only_advice("duplicate_list/advice_no_common_package"),
      "`web` and `server` share no package: make one for what both must know, or let a test compare the two lists");
  EXPECT_EQ(
      only_advice("duplicate_list/advice_decide_first"),
      "Decide first whether `crackled_over` belongs here: if so, import `POT_STAGES` from './pots'; if not, say in a "
      "comment why it is left out");
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

// Severities that a mark cannot tell -----------------------------------------------------------------------------

using Severities = std::map<std::string, findings::Severity>;

/// By what a finding is about.
Severities severities_of(std::string_view name) {
  Severities found;
  const findings::Outcome outcome = scan((fs::path(kFixtures) / name).string(), 1);
  for (const findings::Finding& one : outcome.findings) found[one.subject] = one.severity;
  return found;
}

TEST(Severity, OfWritesGoesByWhatIsLost) {
  EXPECT_EQ(severities_of("unguarded_write/one_form_or_several"),
            (Severities{
                {"account.profile in saveProfile", findings::Severity::Note},
                {"account.settings in saveTheme", findings::Severity::Error},
                {"account.settings in saveLanguage", findings::Severity::Error},
                {"account.flags in saveFlags", findings::Severity::Warning},
                {"account.visits in count", findings::Severity::Error},
                {"account.stage in welcome", findings::Severity::Note},
                {"account.billing in charge", findings::Severity::Warning},
            }));
}

TEST(Severity, OfWhatIsTurnedToItsOppositeIsANote) {
  EXPECT_EQ(severities_of("unguarded_write/toggled"),
            (Severities{{"song.isStarred in callback of router.post", findings::Severity::Note}}));
}

TEST(Severity, OfEventsGoesByWhoIsHarmed) {
  const auto only = [](std::string_view name) {
    const Severities found = severities_of(name);
    return found.size() == 1 ? found.begin()->second : findings::Severity::Off;
  };
  EXPECT_EQ(only("orphan_variant/dom_event_without_listener"), findings::Severity::Note);
  EXPECT_EQ(only("orphan_variant/dom_event_under_another_name"), findings::Severity::Warning);
  EXPECT_EQ(only("orphan_variant/listener_that_nobody_sets_up"), findings::Severity::Note);
  EXPECT_EQ(only("orphan_variant/emitter_that_nobody_feeds"), findings::Severity::Warning);
}

TEST(Severity, OfActorsGoesByWhoIsDeceived) {
  const auto only = [](std::string_view name) {
    const Severities found = severities_of(name);
    return found.size() == 1 ? found.begin()->second : findings::Severity::Off;
  };
  EXPECT_EQ(only("magic_actor/kind_beside_the_id"), findings::Severity::Note);
  EXPECT_EQ(only("magic_actor/kind_beside_the_principal"), findings::Severity::Note);
  EXPECT_EQ(only("magic_actor/name_without_the_id"), findings::Severity::Warning);
  EXPECT_EQ(only("magic_actor/another_actors_constant"), findings::Severity::Warning);
  for (const auto& [subject, severity] : severities_of("magic_actor/name_beside_the_id")) {
    EXPECT_EQ(severity, findings::Severity::Note) << subject;
  }
}

/// Whoever cannot follow the advice, or is helped by the compiler, gets a note.
TEST(Severity, OfListsGoesByWhatCanBeDone) {
  const auto only = [](std::string_view name) {
    const Severities found = severities_of(name);
    return found.size() == 1 ? found.begin()->second : findings::Severity::Off;
  };
  EXPECT_EQ(only("duplicate_list/advice_imported"), findings::Severity::Warning);
  EXPECT_EQ(only("duplicate_list/advice_delete_the_dead"), findings::Severity::Note);
  EXPECT_EQ(only("duplicate_list/advice_no_common_package"), findings::Severity::Note);
  EXPECT_EQ(only("duplicate_list/menu_of_what_is_let_in"), findings::Severity::Note);
}

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
