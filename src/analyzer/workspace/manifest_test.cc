#include "workspace/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Package read(std::string text) {
  auto manifest = read_manifest(std::move(text), "packages/a/package.json");
  if (!manifest) ADD_FAILURE() << manifest.error().what;
  return manifest ? std::move(manifest->package) : Package{};
}

TEST(Manifest, ReadsAPackage) {
  const Package package = read(R"({
    "name": "a", "version": "1.2.3", "private": true, "main": "dist/a.js", "types": "dist/a.d.ts",
    "bin": {"run": "bin/run.js"},
    "dependencies": {"x": "^1.0.0"}, "devDependencies": {"w": "2", "x": "3"}})");
  EXPECT_EQ(package.name, "a");
  EXPECT_TRUE(package.is_private);
  EXPECT_THAT(package.mains, ElementsAre("dist/a.d.ts", "dist/a.js"));
  EXPECT_THAT(package.bins, ElementsAre("bin/run.js"));
  EXPECT_EQ(package.range_of("x"), "^1.0.0");
  EXPECT_EQ(package.range_of("w"), "2");
  EXPECT_EQ(package.range_of("y"), "");
}

TEST(Manifest, PutsTheLikeliestSourceFirst) {
  const Package package = read(R"({"name": "a", "exports": {
    ".": [{"node": {"import": "./dist/a.mjs", "default": "./dist/a.js"}, "@acme/source": "./source/a.mjs"}, "./a.ts"],
    "./lib/": "./dist/lib/"}})");
  EXPECT_EQ(package.exports[0].pattern, ".");
  EXPECT_THAT(package.exports[0].targets, ElementsAre("./source/a.mjs", "./a.ts", "./dist/a.mjs", "./dist/a.js"));
  EXPECT_EQ(package.exports[1].pattern, "./lib/*");
  EXPECT_THAT(package.exports[1].targets, ElementsAre("./dist/lib/*"));
  EXPECT_THAT(read(R"({"exports": "./x.js"})").exports[0].targets, ElementsAre("./x.js"));
  EXPECT_THAT(read(R"({"exports": {"import": "./x.js"}})").exports[0].targets, ElementsAre("./x.js"));
}

TEST(Manifest, ToleratesNonsense) {
  for (const char* text : {"[]", "1", "\"x\"", R"({"name": 1, "exports": 2, "bin": [], "dependencies": []})",
                           R"({"exports": {}, "imports": [], "dependencies": {"a": {}}})"}) {
    EXPECT_EQ(read(text).name, "") << text;
  }
}

TEST(Manifest, KnowsWorkspacesThatAreNoList) {
  const auto is_odd = [](const char* text) { return read_manifest(text, "package.json")->has_odd_workspaces; };
  for (const char* text : {R"({"workspaces": "packages/*"})", R"({"workspaces": ["a", 1]})",
                           R"({"workspaces": {"packages": "a"}})", R"({"workspaces": true})"}) {
    EXPECT_TRUE(is_odd(text)) << text;
  }
  for (const char* text : {"{}", R"({"workspaces": []})", R"({"workspaces": ["a"]})",
                           R"({"workspaces": {"packages": ["a"]}})", R"({"workspaces": {"nohoist": ["**"]}})"}) {
    EXPECT_FALSE(is_odd(text)) << text;
  }
}

TEST(Manifest, ReadsPnpmLists) {
  EXPECT_THAT(workspaces_of_pnpm("packages:\n  - 'a/*' # one\n- \"b\"\n\n  # c\n  - !d/**\nother:\n  - e\n"),
              ElementsAre("a/*", "b", "!d/**"));
  EXPECT_THAT(workspaces_of_pnpm("packages: ['a/*', \"b, c\",\n  d]\nother: [e]\n"), ElementsAre("a/*", "b, c", "d"));
  EXPECT_THAT(workspaces_of_pnpm("catalog:\n  x: 1\npackages:\r\n  - a\r\n"), ElementsAre("a"));
  EXPECT_THAT(workspaces_of_pnpm("packages: []\n"), IsEmpty());
  EXPECT_THAT(workspaces_of_pnpm("packages: ['a"), ElementsAre("a"));
}

TEST(Manifest, ReadsPathsOfSubmodules) {
  EXPECT_THAT(paths_of_submodules("[submodule \"a\"]\n\tpath = libs/a\n\turl = ../path\n[submodule \"b\"]\r\n"
                                  "  path=\"./libs/b c\"\r\n[submodule \"x\"]\npath = ../x\npath =\n"),
              ElementsAre("libs/a", "libs/b c"));
  EXPECT_THAT(paths_of_submodules("path"), IsEmpty());
}

TEST(Manifest, MarksMembers) {
  std::vector<Package> packages(5);
  packages[0].directory = "";
  packages[1].directory = "apps/web";
  packages[2].directory = "apps/web/test/app";
  packages[3].directory = "packages/a";
  packages[4].directory = "packages/old";
  mark_members(packages, {{"", {"./apps/**", "{packages,libs}/*/", "!**/test/**", "!packages/old"}}});
  EXPECT_TRUE(packages[0].is_member);
  EXPECT_TRUE(packages[1].is_member);
  EXPECT_FALSE(packages[2].is_member);
  EXPECT_TRUE(packages[3].is_member);
  EXPECT_FALSE(packages[4].is_member);
}

}  // namespace
}  // namespace lockstep::workspace
