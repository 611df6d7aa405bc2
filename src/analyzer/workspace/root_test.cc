#include "workspace/root.h"

#include "workspace/temporary_folder_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace lockstep::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// "root: reported…", both relative to the test's folder.
std::string found(const TemporaryFolder& folder, const std::vector<std::string>& paths,
                  const std::optional<std::string>& chosen = {}) {
  std::vector<std::string> places;
  for (const std::string& path : paths) places.push_back(folder / path);
  const auto root = find_root(places, chosen ? std::optional(folder / *chosen) : std::nullopt);
  if (!root) return root.error().what;
  std::string text = root->directory.substr(std::min(folder.path().size() + 1, root->directory.size())) + ":";
  for (const std::string& path : root->reported) text += " " + (path.empty() ? "." : path);
  return text;
}

TEST(FindRoot, TheNearestConfigurationWins) {
  const TemporaryFolder folder;
  folder.write({{"repo/.git/HEAD", ""}, {"repo/apps/lockstep.jsonc", "{}"}, {"repo/apps/api/src/a.ts", ""}});
  EXPECT_EQ(found(folder, {"repo/apps/api/src"}), "repo/apps: api/src");
  EXPECT_EQ(found(folder, {"repo/apps"}), "repo/apps: .");
  EXPECT_EQ(found(folder, {"repo"}), "repo: .");
  EXPECT_EQ(find_root({folder / "repo/apps/api"}, {})->config, folder / "repo/apps/lockstep.jsonc");
  EXPECT_EQ(find_root({folder / "repo"}, {})->config, std::nullopt);
}

TEST(FindRoot, ALinkNamedLikeTheConfigurationIsNotOverlooked) {
  const TemporaryFolder folder;
  folder.write({{"repo/.git/HEAD", ""}, {"repo/apps/api/a.ts", ""}});
  std::filesystem::create_symlink("nowhere", folder / "repo/apps/lockstep.jsonc");
  EXPECT_EQ(found(folder, {"repo/apps/api"}), "repo/apps: api");
  EXPECT_EQ(find_root({folder / "repo/apps"}, {})->config, folder / "repo/apps/lockstep.jsonc");
}

TEST(FindRoot, ALinkToAFileDoesNotChooseTheProgram) {
  const TemporaryFolder folder;
  folder.write({{"repo/.git/HEAD", ""}, {"repo/src/a.ts", ""}, {"else/lockstep.jsonc", "{}"}, {"else/b.ts", ""}});
  std::filesystem::create_symlink("../../else/b.ts", folder / "repo/src/out.ts");
  std::filesystem::create_symlink("src/a.ts", folder / "repo/in.ts");
  std::filesystem::create_symlink("repo/src", folder / "sources");
  EXPECT_EQ(found(folder, {"repo/src/out.ts"}), "repo: src/out.ts");
  EXPECT_EQ(found(folder, {"repo/in.ts"}), "repo: src/a.ts");
  EXPECT_EQ(found(folder, {"sources"}), "repo: src");
  EXPECT_EQ(find_root({""}, {}).error().what, "a path is empty");
}

TEST(FindRoot, ThenTheGitWorkTree) {
  const TemporaryFolder folder;
  folder.write(
      {{"repo/.git", "gitdir: elsewhere\n"}, {"repo/a/package.json", R"({"workspaces": []})"}, {"repo/a/b.ts", ""}});
  EXPECT_EQ(found(folder, {"repo/a/b.ts"}), "repo: a/b.ts");
  EXPECT_EQ(found(folder, {"repo/a", "repo/a/b.ts", "repo/a"}), "repo: a a/b.ts");
}

TEST(FindRoot, ThenTheWorkspaceAndThePathItself) {
  const TemporaryFolder folder;
  folder.write({{"npm/package.json", R"({"workspaces": ["a"]})"},
                {"npm/a/package.json", "{}"},
                {"pnpm/pnpm-workspace.yaml", ""},
                {"pnpm/a/b/c.ts", ""},
                {"plain/a/x.ts", ""},
                {"plain/b/y.ts", ""}});
  EXPECT_EQ(found(folder, {"npm/a"}), "npm: a");
  EXPECT_EQ(found(folder, {"pnpm/a/b/c.ts"}), "pnpm: a/b/c.ts");
  EXPECT_EQ(found(folder, {"plain/a"}), "plain/a: .");
  EXPECT_EQ(found(folder, {"plain/a/x.ts"}), "plain/a: x.ts");
  EXPECT_EQ(found(folder, {"plain/b/y.ts", "plain/a"}), "plain: a b/y.ts");
}

TEST(FindRoot, CanBeChosen) {
  const TemporaryFolder folder;
  folder.write({{"repo/.git/HEAD", ""}, {"repo/a/x.ts", ""}, {"other/y.ts", ""}});
  EXPECT_EQ(found(folder, {"repo/a/x.ts"}, "repo/a"), "repo/a: x.ts");
  EXPECT_EQ(found(folder, {}, "repo/a"), "repo/a: .");
  EXPECT_THAT(found(folder, {"other"}, "repo"), HasSubstr("this path lies outside of the root"));
  EXPECT_EQ(found(folder, {}, "repo/a/x.ts"), "the root must be a folder");
  EXPECT_EQ(found(folder, {"none"}), "there is no such file or folder");
  EXPECT_EQ(found(folder, {"repo/a/x.ts/y"}), "there is no such file or folder");
}

TEST(FindRoot, SeesThroughLinks) {
  const TemporaryFolder folder;
  folder.write({{"repo/.git/HEAD", ""}, {"repo/a/x.ts", ""}});
  folder.link("link", "repo/a");
  EXPECT_EQ(found(folder, {"link/x.ts"}), "repo: a/x.ts");
}

}  // namespace
}  // namespace lockstep::workspace
