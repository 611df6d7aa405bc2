#include "workspace/workspace.h"

#include "workspace/temporary_folder_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iterator>

namespace lockstep::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> trouble_ids(const Workspace& workspace) {
  std::vector<std::string> ids;
  for (const Trouble& trouble : workspace.troubles()) {
    ids.push_back(trouble.id + " " + trouble.path + (trouble.incomplete ? "!" : ""));
  }
  return ids;
}

TEST(Discover, ListsSourcesInOrderOfPath) {
  const TemporaryFolder folder;
  folder.write({{"b.ts", ""},
                {"a/z.tsx", "x"},
                {"a.js", ""},
                {"a/c.mts", ""},
                {"d.cts", ""},
                {"e.jsx", ""},
                {"f.mjs", ""},
                {"g.cjs", ""},
                {"h.d.ts", ""},
                {"i.txt", ""},
                {"j.vue", ""},
                {"k.svelte", ""},
                {"prisma/schema.prisma", ""},
                {"ts", ""},
                {"x.ts/y.ts", ""}});
  const Workspace workspace = folder.discovered();
  EXPECT_THAT(paths_of(workspace), ElementsAre("a.js", "a/c.mts", "a/z.tsx", "b.ts", "d.cts", "e.jsx", "f.mjs", "g.cjs",
                                               "h.d.ts", "x.ts/y.ts"));
  EXPECT_EQ(workspace.unread_components(), 2);
  EXPECT_THAT(workspace.prisma_schemas(), ElementsAre("prisma/schema.prisma"));
  EXPECT_EQ(workspace.find("b.ts"), FileId{3});
  EXPECT_EQ(workspace.find("x.ts"), std::nullopt);
  EXPECT_EQ(workspace[FileId{2}].stamp.size, 1);
  EXPECT_THAT(trouble_ids(workspace), IsEmpty());
}

TEST(Discover, TellsOfMembersThatAreRepositories) {
  const TemporaryFolder folder;
  folder.write(
      {{".git/HEAD", "ref: refs/heads/main\n"},
       {"package.json", R"({"workspaces": ["packages/*", "!packages/other"]})"},
       {".gitmodules", "[submodule \"x\"]\n  path = packages/absent\n[submodule \"y\"]\n  path = packages/other\n"},
       {"packages/own/.git", "gitdir: ../../.git/modules/own\n"},
       {"packages/own/index.ts", ""},
       {"vendor/own/.git", "gitdir: ../../.git/modules/vendor\n"}});
  EXPECT_THAT(trouble_ids(folder.discovered()),
              ElementsAre("nothing-to-scan ", "submodule-left-out packages/absent", "submodule-left-out packages/own"));
}

TEST(Discover, TellsOfPackagesOfWhichAPartIsARepository) {
  const TemporaryFolder folder;
  folder.write({{".git/HEAD", "ref: refs/heads/main\n"},
                {"package.json", "{}"},
                {".gitmodules", "[submodule \"a\"]\n  path = server/src/ee\n[submodule \"b\"]\n  path = vendor/zlib\n"},
                {"server/package.json", R"({"name": "server"})"},
                {"server/src/index.ts", ""},
                {"web/package.json", R"({"name": "web"})"},
                {"web/index.ts", ""}});
  const Workspace workspace = folder.discovered();
  EXPECT_THAT(trouble_ids(workspace), ElementsAre("part-left-out server/src/ee"));
  std::vector<std::string> lacking;
  for (const Package& package : workspace.packages()) {
    if (package.lacks_part) lacking.push_back(package.directory);
  }
  EXPECT_THAT(lacking, ElementsAre("server"));
}

TEST(Discover, LeavesOutWhatIsBuiltOrForeign) {
  const TemporaryFolder folder;
  folder.write({{"node_modules/a/index.js", ""},
                {"packages/a/node_modules/b.js", ""},
                {"dist/a.js", ""},
                {"packages/a/dist/a.js", ""},
                {".next/a.js", ""},
                {"coverage/a.js", ""},
                {"src/coverage/a.ts", ""},
                {"src/dist/a.ts", ""},
                {"build/a.ts", ""},
                {"lib/a.ts", ""}});
  EXPECT_THAT(paths_of(folder.discovered()),
              ElementsAre("build/a.ts", "lib/a.ts", "src/coverage/a.ts", "src/dist/a.ts"));
  EXPECT_EQ(paths_of(folder.discovered({.include = {}, .exclude = {}, .no_ignore = true})).size(), 8);
}

TEST(Discover, FollowsIncludeAndExclude) {
  const TemporaryFolder folder;
  folder.write({{"a/x.ts", ""},
                {"a/x.spec.ts", ""},
                {"a/old/y.ts", ""},
                {"b/z.ts", ""},
                {".gitignore", "b"},
                {".git/HEAD", ""}});
  EXPECT_THAT(paths_of(folder.discovered({.include = {}, .exclude = {"old/", "*.spec.ts"}})), ElementsAre("a/x.ts"));
  EXPECT_THAT(paths_of(folder.discovered({.include = {"a/old"}, .exclude = {}})), ElementsAre("a/old/y.ts"));
  EXPECT_THAT(paths_of(folder.discovered({.include = {"a/**"}, .exclude = {"a/old"}})),
              ElementsAre("a/x.spec.ts", "a/x.ts"));
  EXPECT_THAT(paths_of(folder.discovered({.include = {"b"}, .exclude = {}, .no_ignore = true})), ElementsAre("b/z.ts"));
}

TEST(Discover, ReportsOnlyWhatWasAskedFor) {
  const TemporaryFolder folder;
  folder.write({{"a/x.ts", ""}, {"a/y.ts", ""}, {"ab/x.ts", ""}, {"c/x.ts", ""}});
  const Workspace workspace =
      discover({.directory = folder.path(), .reported = {"a", "c/x.ts", "d"}, .config = {}}, {});
  std::string reported;
  for (const SourceFile& file : workspace.files()) reported += file.path + (file.is_reported ? " yes " : " no ");
  EXPECT_EQ(reported, "a/x.ts yes a/y.ts yes ab/x.ts no c/x.ts yes ");
  EXPECT_THAT(trouble_ids(workspace), ElementsAre("nothing-to-scan d"));
}

TEST(Discover, AnEmptyRootIsNoError) {
  const TemporaryFolder folder;
  EXPECT_THAT(trouble_ids(folder.discovered()), ElementsAre("nothing-to-scan "));
  EXPECT_THAT(folder.discovered().name(), ::testing::StartsWith("lockstep-test-"));
}

TEST(Discover, KnowsThePackageOfAFile) {
  const TemporaryFolder folder;
  folder.write({{"package.json", R"({"name": "root"})"},
                {"a/package.json", "{}"},
                {"a/b/x.ts", ""},
                {"y.ts", ""},
                {"broken/package.json", "{"}});
  const Workspace workspace = folder.discovered();
  EXPECT_EQ(workspace.name(), "root");
  EXPECT_EQ(workspace[*workspace[FileId{0}].package].directory, "a");
  EXPECT_EQ(workspace[*workspace[FileId{1}].package].directory, "");
  EXPECT_THAT(trouble_ids(workspace), ElementsAre("package-broken broken/package.json"));
}

TEST(Hostile, LinksLeadNowhere) {
  const TemporaryFolder outside;
  outside.write("secret.ts", "x");
  const TemporaryFolder folder;
  folder.write({{"src/a.ts", ""}});
  folder.link("loop", ".");
  folder.link("src/up", "..");
  folder.link("x.ts", "y.ts");
  folder.link("y.ts", "x.ts");
  folder.link("out", outside.path());
  folder.link("out.ts", outside / "secret.ts");
  folder.link("twice.ts", "src/a.ts");
  folder.link("package.json", outside / "secret.ts");
  folder.link(".gitignore", outside / "secret.ts");
  const Workspace workspace = folder.discovered();
  EXPECT_THAT(paths_of(workspace), ElementsAre("src/a.ts"));
  EXPECT_THAT(trouble_ids(workspace), ElementsAre("link-leaves-root out.ts"));
  for (const char* path : {"out.ts", "out/secret.ts", "../secret.ts", "/etc/passwd", "src/up/src/a.ts", ""}) {
    EXPECT_TRUE(workspace.read(path).trouble) << path;
  }
  EXPECT_EQ(workspace.resolve(FileId{0}, "./up/src/a").kind, Resolution::Kind::File);
  EXPECT_EQ(workspace.resolve(FileId{0}, "../out/secret").kind, Resolution::Kind::Unresolved);
}

TEST(Hostile, AFileThatBecameALinkIsNotRead) {
  const TemporaryFolder outside;
  outside.write("secret.ts", "secret");
  const TemporaryFolder folder;
  folder.write("a.ts", "a");
  const Workspace workspace = folder.discovered();
  EXPECT_EQ(workspace.read(FileId{0}).text, "a");
  std::filesystem::remove(folder / "a.ts");
  folder.link("a.ts", outside / "secret.ts");
  const Bytes bytes = workspace.read(FileId{0});
  EXPECT_EQ(bytes.text, "");
  EXPECT_EQ(bytes.trouble->message, "this file cannot be read: it is a link");
  EXPECT_TRUE(bytes.trouble->incomplete);
}

TEST(Hostile, WhatOnlyLooksLikeSource) {
  const TemporaryFolder folder;
  std::string video(1000, '\x01');
  video[0] = video[188] = video[376] = 'G';
  folder.write({{"a.ts", std::string("const a = '\0';", 14) + std::string(500, ' ')},
                {"b.ts", video},
                {"c.ts", std::string("\xFF\xFE"
                                     "a\0b\0",
                                     6)},
                {"d.ts", std::string(100, '\0')}});
  ASSERT_EQ(mkfifo((folder / "pipe.ts").c_str(), 0600), 0);
  const Workspace workspace = folder.discovered();
  EXPECT_THAT(paths_of(workspace), ElementsAre("a.ts", "b.ts", "c.ts", "d.ts"));
  EXPECT_FALSE(workspace.read("a.ts").trouble);
  EXPECT_EQ(workspace.read("b.ts").trouble->id, "file-binary");
  EXPECT_EQ(workspace.read("c.ts").trouble->id, "file-encoding");
  EXPECT_TRUE(workspace.read("c.ts").trouble->incomplete);
  EXPECT_FALSE(workspace.read("d.ts").trouble->incomplete);
}

TEST(Hostile, HugeFilesAreSkipped) {
  const TemporaryFolder folder;
  folder.write({{"a.ts", " "}, {"b.min.js", " "}, {"c.ts", " "}, {"package.json", " "}});
  for (const char* name : {"a.ts", "b.min.js", "package.json"}) {
    // The NULs of a sparse file would make it binary, which is another matter.
    std::ofstream stream(folder / name);
    stream << std::string(kMaxFileSize + 1, ' ');
  }
  std::filesystem::resize_file(folder / "c.ts", 50'000'000);
  const Workspace workspace = folder.discovered();
  EXPECT_THAT(paths_of(workspace), IsEmpty());
  EXPECT_THAT(trouble_ids(workspace), ElementsAre("nothing-to-scan ", "file-too-large a.ts!", "file-too-large b.min.js",
                                                  "file-too-large c.ts", "file-too-large package.json"));
}

TEST(Hostile, DeepFoldersAndLongPatterns) {
  const TemporaryFolder folder;
  std::string path = "a";
  for (int i = 0; i < 300; ++i) path += "/a";
  std::string patterns;
  for (int i = 0; i < 2000; ++i) patterns += "**/*a*a*a*/b" + std::to_string(i) + "\n";
  folder.write({{path + "/x.ts", ""}, {".gitignore", patterns}});
  EXPECT_EQ(paths_of(folder.discovered()).size(), 1);
}

TEST(Hostile, ALongChainOfConfigurations) {
  const TemporaryFolder folder;
  for (int i = 0; i < 500; ++i) {
    folder.write("c/tsconfig." + std::to_string(i) + ".json",
                 R"({"extends": "./tsconfig.)" + std::to_string(i + 1) + R"(.json"})");
  }
  folder.write("a.ts");
  EXPECT_THAT(trouble_ids(folder.discovered()), ElementsAre("tsconfig-extends-nothing c/tsconfig.499.json"));
}

/// Runs a check as somebody for whom permissions count, since root may read everything. The check's own words come back
/// through a file.
std::string as_nobody(const TemporaryFolder& folder, const std::function<std::string()>& check) {
  if (getuid() != 0) return check();
  chmod(folder.path().c_str(), 0777);
  const std::string answer = folder / "answer.txt";
  const pid_t child = fork();
  if (child == 0) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
    std::ofstream(answer) << check();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) return "skip";
  std::ifstream stream(answer);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Hostile, UnreadableFilesAndFoldersAreTroubles) {
  const TemporaryFolder folder;
  folder.write({{"a.ts", "x"}, {"secret.ts", "x"}, {"closed/b.ts", ""}, {"package.json", "{}"}});
  chmod((folder / "secret.ts").c_str(), 0000);
  chmod((folder / "package.json").c_str(), 0000);
  chmod((folder / "closed").c_str(), 0000);
  const std::string told = as_nobody(folder, [&] {
    const Workspace workspace = folder.discovered();
    std::string text;
    for (const std::string& id : trouble_ids(workspace)) text += id + "\n";
    const Bytes bytes = workspace.read("secret.ts");
    if (bytes.trouble) text += bytes.trouble->id + (bytes.trouble->incomplete ? "! " : " ") + bytes.trouble->message;
    return text;
  });
  chmod((folder / "closed").c_str(), 0700);
  if (told == "skip") GTEST_SKIP() << "cannot become another user";
  EXPECT_EQ(told,
            "folder-unreadable closed!\n"
            "file-unreadable package.json\n"
            "file-unreadable! this file cannot be read: Permission denied");
}

}  // namespace
}  // namespace lockstep::workspace
