#include "workspace/roles.h"

#include "base/letters.h"
#include "workspace/paths.h"

#include <algorithm>
#include <span>
#include <string>

namespace lockstep::workspace {
namespace {

// Folders at any depth.
constexpr std::string_view kTestFolders[] = {
    "__fixtures__", "__mocks__", "__snapshots__", "__test__",          "__tests__",    "cypress",    "e2e",
    "e2e-tests",    "fixture",   "fixtures",      "integration-tests", "mock",         "mocks",      "playwright",
    "spec",         "specs",     "test",          "test-data",         "test-helpers", "test-utils", "testdata",
    "testing",      "tests",     "testutils",     "unit-tests",
};
constexpr std::string_view kStoryFolders[] = {".storybook", "__stories__", "stories"};
constexpr std::string_view kMigrationFolders[] = {"alteration", "alterations", "migrate", "migration",
                                                  "migrations", "seed",        "seeders", "seeds"};
constexpr std::string_view kGeneratedFolders[] = {".generated", "__generated__", "autogen", "gen", "generated"};
constexpr std::string_view kExampleFolders[] = {"bench", "benchmark", "benchmarks", "demo",   "demos",
                                                "docs",  "example",   "examples",   "sample", "samples"};
// The same, unless they lie among the sources, where they are a part of the product.
constexpr std::string_view kTrialFolders[] = {"playground", "sandbox"};
// Folders that hold what developers run, unless they lie among the sources: `src/tools` may well be the domain.
constexpr std::string_view kScriptFolders[] = {".github", "bin", "ci", "hack", "script", "scripts", "tooling", "tools"};

// Words between the dots of a name: `user.spec.ts`, `api.gen.ts`.
constexpr std::string_view kTestWords[] = {
    "cy",   "e2e",  "e2e-spec", "e2e-test", "fixture",  "fixtures",         "mock", "mocks",
    "spec", "test", "tests",    "test-d",   "int-test", "integration-test", "unit"};
constexpr std::string_view kStoryWords[] = {"stories", "story"};
constexpr std::string_view kGeneratedWords[] = {"bundle", "gen", "generated", "min", "pb"};

// Whole names without what follows the first dot.
constexpr std::string_view kTestNames[] = {"fixtures",   "jest-setup",   "mock",       "mocks",      "setup-tests",
                                           "setuptests", "test-helpers", "test-setup", "test-utils", "testhelpers",
                                           "testutils",  "vitest-setup", "vitestsetup"};
constexpr std::string_view kConfigNames[] = {"gruntfile", "gulpfile", "jest", "karma", "vitest", "webpack"};

bool has(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// `1690000000000-AddUsers.ts`, `20240101120000_add_users.ts`
bool begins_with_timestamp(std::string_view name) {
  const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  return digits >= 10 && digits <= 17 && digits < name.size() && (name[digits] == '-' || name[digits] == '_');
}

Roles roles_of_folder(std::string_view folder, bool is_among_sources) {
  Roles roles;
  if (has(kTestFolders, folder) || folder.ends_with("-e2e") || folder.ends_with("-tests") ||
      folder.starts_with("test-"))
    roles |= Role::Test;
  // `routes/storybook.buttons`: a home-made one.
  if (has(kStoryFolders, folder) || folder.starts_with("storybook")) roles |= Role::Story;
  if (has(kMigrationFolders, folder) || folder.ends_with("migrations")) roles |= Role::Migration;
  if (has(kGeneratedFolders, folder)) roles |= Role::Generated;
  if (has(kExampleFolders, folder)) roles |= Role::Example;
  const bool is_trial = has(kTrialFolders, folder) || folder.ends_with("-sandbox") || folder.ends_with("-playground");
  if (!is_among_sources && is_trial) roles |= Role::Example;
  if (!is_among_sources && has(kScriptFolders, folder)) roles |= Role::Script;
  return roles;
}

Roles roles_of_name(std::string_view name, bool is_among_sources) {
  Roles roles;
  if (is_declaration(source_extension(name))) roles |= Role::Declaration;
  const std::size_t first_dot = std::min(name.find('.', 1), name.size());
  const std::string_view stem = name.substr(0, first_dot);
  if (has(kTestNames, stem) || stem.ends_with("_test") || stem.ends_with("_spec")) roles |= Role::Test;
  if (begins_with_timestamp(stem) || stem.ends_with("-migration")) roles |= Role::Migration;
  if (stem.ends_with("_pb")) roles |= Role::Generated;
  // `Button/stories.tsx`; stories that a server keeps are no components.
  if (stem == "stories" && (name.ends_with(".tsx") || name.ends_with(".jsx") || name.ends_with(".mdx")))
    roles |= Role::Story;
  bool is_config = has(kConfigNames, stem) || stem.starts_with('.');

  for (std::size_t dot = first_dot; dot < name.size();) {
    const std::size_t next = std::min(name.find('.', dot + 1), name.size());
    if (next == name.size()) break;  // the extension
    const std::string_view word = name.substr(dot + 1, next - dot - 1);
    if (has(kTestWords, word) || word.ends_with("test")) roles |= Role::Test;
    if (has(kStoryWords, word)) roles |= Role::Story;
    if (has(kGeneratedWords, word)) roles |= Role::Generated;
    if (word == "migration") roles |= Role::Migration;
    is_config = is_config || word == "config" || word == "setup";
    dot = next;
  }
  // `src/database.config.ts` configures the program, not a tool.
  if (is_config && !is_among_sources) roles |= Role::Config;
  return roles;
}

}  // namespace

Roles roles_of_path(std::string_view path) {
  std::string lowered(path);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), small);
  std::string_view rest = lowered;
  Roles roles;
  bool is_among_sources = false;
  while (true) {
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return roles | roles_of_name(rest, is_among_sources);
    const std::string_view folder = rest.substr(0, slash);
    roles |= roles_of_folder(folder, is_among_sources);
    is_among_sources = is_among_sources || folder == "src";
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace lockstep::workspace
