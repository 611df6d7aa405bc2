#include "workspace/temporary_folder_test.h"
#include "workspace/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Resolve : public ::testing::Test {
 protected:
  /// Where an import leads, in words.
  std::string resolve(const std::string& importer, std::string_view specifier) {
    if (!workspace_) workspace_.emplace(folder_.discovered());
    const auto file = workspace_->find(importer);
    if (!file) return "no importer";
    const Resolution found = workspace_->resolve(*file, specifier);
    switch (found.kind) {
      case Resolution::Kind::File:
        return (*workspace_)[found.file].path;
      case Resolution::Kind::External:
        return "package " + found.package + (found.subpath.empty() ? "" : " / " + found.subpath);
      case Resolution::Kind::Asset:
        return "asset " + found.path;
      case Resolution::Kind::Unresolved:
        return "nothing: " + std::string(to_string(found.cause));
    }
    return "";
  }

  std::vector<std::string> public_files(std::string_view package) {
    if (!workspace_) workspace_.emplace(folder_.discovered());
    std::vector<std::string> paths;
    for (const FileId file : workspace_->public_files(*workspace_->find_package(package))) {
      paths.push_back((*workspace_)[file].path);
    }
    return paths;
  }

  TemporaryFolder folder_;
  std::optional<Workspace> workspace_;
};

TEST_F(Resolve, RelativePaths) {
  folder_.write({{"src/a.ts", ""},
                 {"src/b.ts", ""},
                 {"src/c/index.tsx", ""},
                 {"src/d.d.ts", ""},
                 {"src/d.js", ""},
                 {"src/user.service.ts", ""},
                 {"src/e.mts", ""},
                 {"src/f.tsx", ""},
                 {"src/style.css", ""},
                 {"src/data.json", ""},
                 {"src/View.vue", ""},
                 {"src/button.native.tsx", ""},
                 {"src/chart.js.ts", ""}});
  EXPECT_EQ(resolve("src/a.ts", "./b"), "src/b.ts");
  EXPECT_EQ(resolve("src/a.ts", "./b.js"), "src/b.ts");
  EXPECT_EQ(resolve("src/a.ts", "./b.ts"), "src/b.ts");
  EXPECT_EQ(resolve("src/a.ts", "./c"), "src/c/index.tsx");
  EXPECT_EQ(resolve("src/a.ts", "./c/"), "src/c/index.tsx");
  EXPECT_EQ(resolve("src/c/index.tsx", ".."), "nothing: there is no such file");
  EXPECT_EQ(resolve("src/c/index.tsx", "../a"), "src/a.ts");
  EXPECT_EQ(resolve("src/c/index.tsx", "."), "src/c/index.tsx");
  EXPECT_EQ(resolve("src/a.ts", "./d"), "src/d.d.ts");
  EXPECT_EQ(resolve("src/a.ts", "./user.service"), "src/user.service.ts");
  EXPECT_EQ(resolve("src/a.ts", "./e.mjs"), "src/e.mts");
  EXPECT_EQ(resolve("src/a.ts", "./f.js"), "src/f.tsx");
  EXPECT_EQ(resolve("src/a.ts", "./f.jsx"), "src/f.tsx");
  EXPECT_EQ(resolve("src/a.ts", "./style.css"), "asset src/style.css");
  EXPECT_EQ(resolve("src/a.ts", "./style.css?inline"), "asset src/style.css");
  EXPECT_EQ(resolve("src/a.ts", "./b.ts?raw"), "asset src/b.ts");
  EXPECT_EQ(resolve("src/a.ts", "./data"), "asset src/data.json");
  EXPECT_EQ(resolve("src/a.ts", "./View.vue"), "asset src/View.vue");
  EXPECT_EQ(resolve("src/a.ts", "./button"), "src/button.native.tsx");
  EXPECT_EQ(resolve("src/a.ts", "./chart.js"), "src/chart.js.ts");
  EXPECT_EQ(resolve("src/a.ts", "./none"), "nothing: there is no such file");
  EXPECT_EQ(resolve("src/a.ts", "../../x"), "nothing: this leads out of the program");
  EXPECT_EQ(resolve("src/a.ts", ""), "nothing: the import names nothing");
}

TEST_F(Resolve, PackagesOfTheRegistry) {
  folder_.write("a.ts");
  EXPECT_EQ(resolve("a.ts", "react"), "package react");
  EXPECT_EQ(resolve("a.ts", "@nestjs/common/testing/x"), "package @nestjs/common / testing/x");
  EXPECT_EQ(resolve("a.ts", "node:fs/promises"), "package fs / promises");
  EXPECT_EQ(resolve("a.ts", "https://esm.sh/x"), "package https://esm.sh/x");
  EXPECT_EQ(resolve("a.ts", "virtual:pwa"), "package virtual:pwa");
}

TEST_F(Resolve, WorkspacePackagesLeadToSource) {
  folder_.write({
      {".gitignore", "dist\nlib\n"},
      {"package.json", R"({"workspaces": ["packages/*"]})"},
      {"app.ts", ""},
      {"packages/types/package.json",
       R"({"name": "@acme/types", "main": "dist/index.js", "types": "dist/index.d.ts"})"},
      {"packages/types/src/index.ts", ""},
      {"packages/types/src/tools/names.ts", ""},
      {"packages/ui/package.json",
       R"({"name": "@acme/ui", "exports": {
            ".": {"types": "./dist/esm/index.d.ts", "import": "./dist/esm/index.mjs", "require": null},
            "./features/*": {"import": "./dist/features/*.js"},
            "./styles.css": "./src/styles.css",
            "./native": {"@acme/source": "./src/platform/native.ts", "default": "./dist/n.js"}}})"},
      {"packages/ui/src/index.tsx", ""},
      {"packages/ui/src/features/chat/index.ts", ""},
      {"packages/ui/src/styles.css", ""},
      {"packages/ui/src/platform/native.ts", ""},
      {"packages/ui/src/hidden.ts", ""},
      {"packages/plain/package.json", R"({"name": "plain"})"},
      {"packages/plain/index.js", ""},
      {"packages/flat/package.json", R"({"name": "flat", "main": "./lib/main.cjs.js"})"},
      {"packages/flat/main.ts", ""},
  });
  EXPECT_EQ(resolve("app.ts", "@acme/types"), "packages/types/src/index.ts");
  EXPECT_EQ(resolve("app.ts", "@acme/types/dist/tools/names"), "packages/types/src/tools/names.ts");
  EXPECT_EQ(resolve("app.ts", "@acme/types/tools/names"), "packages/types/src/tools/names.ts");
  EXPECT_EQ(resolve("app.ts", "@acme/ui"), "packages/ui/src/index.tsx");
  EXPECT_EQ(resolve("app.ts", "@acme/ui/features/chat"), "packages/ui/src/features/chat/index.ts");
  EXPECT_EQ(resolve("app.ts", "@acme/ui/styles.css"), "asset packages/ui/src/styles.css");
  EXPECT_EQ(resolve("app.ts", "@acme/ui/native"), "packages/ui/src/platform/native.ts");
  EXPECT_EQ(resolve("packages/ui/src/hidden.ts", "@acme/ui"), "packages/ui/src/index.tsx");
  EXPECT_EQ(resolve("app.ts", "@acme/ui/generated/client"), "nothing: the package has no such file");
  EXPECT_EQ(resolve("app.ts", "plain"), "packages/plain/index.js");
  EXPECT_EQ(resolve("app.ts", "flat"), "packages/flat/main.ts");
  EXPECT_EQ(resolve("app.ts", "../../packages/types/dist"), "nothing: this leads out of the program");
  EXPECT_EQ(resolve("app.ts", "./packages/types/dist/index.js"), "packages/types/src/index.ts");
  EXPECT_THAT(public_files("@acme/ui"), ElementsAre("packages/ui/src/features/chat/index.ts",
                                                    "packages/ui/src/index.tsx", "packages/ui/src/platform/native.ts"));
  EXPECT_THAT(public_files("plain"), ElementsAre("packages/plain/index.js"));
}

TEST_F(Resolve, MembersComeBeforeNamesakes) {
  folder_.write({
      {"pnpm-workspace.yaml", "packages:\n  # ours\n  - 'libs/*'\n  - \"!libs/old\"\ncatalog:\n  - x\n"},
      {"package.json", R"({"name": "root", "dependencies": {"legacy": "^1.0.0"}})"},
      {"a.ts", ""},
      {"libs/core/package.json", R"({"name": "core", "version": "2.0.0"})"},
      {"libs/core/index.ts", ""},
      {"copies/core/package.json", R"({"name": "core"})"},
      {"copies/core/index.ts", ""},
      {"libs/legacy/package.json", R"({"name": "legacy", "version": "3.1.0"})"},
      {"libs/legacy/index.ts", ""},
      {"test/fixtures/react/package.json", R"({"name": "react"})"},
      {"test/fixtures/react/index.js", ""},
      {"libs/old/package.json", R"({"name": "old"})"},
      {"libs/old/index.ts", ""},
  });
  EXPECT_EQ(resolve("a.ts", "core"), "libs/core/index.ts");
  EXPECT_EQ(resolve("copies/core/index.ts", "core"), "copies/core/index.ts");
  // The registry's version 1 is what an install would fetch.
  EXPECT_EQ(resolve("a.ts", "legacy"), "package legacy");
  EXPECT_EQ(resolve("a.ts", "react"), "package react");
  EXPECT_TRUE((*workspace_)[*workspace_->find_package("core")].is_member);
  EXPECT_FALSE((*workspace_)[*workspace_->find_package("old")].is_member);
}

TEST_F(Resolve, PathsOfTsconfig) {
  folder_.write({
      {"tsconfig.base.json", R"({"compilerOptions": {"paths": {
          "@acme/shared": ["libs/shared/src/index.ts"],
          "@acme/built": ["dist/libs/built"],
          "@acme/*": ["libs/*"], // the rest
          "@acme/*/deep": ["libs/*/src/deep.ts"],
      }}})"},
      {"apps/api/tsconfig.json", R"({"extends": "../../tsconfig.base.json"})"},
      {"apps/api/src/main.ts", ""},
      {"apps/web/tsconfig.json", R"({"files": [], "references": [{"path": "./tsconfig.app.json"}]})"},
      {"apps/web/tsconfig.app.json", R"({"compilerOptions": {"baseUrl": "src", "paths": {"~ui/*": ["ui/*"]}}})"},
      {"apps/web/src/main.ts", ""},
      {"apps/web/src/ui/button.tsx", ""},
      {"apps/web/src/pages/home.ts", ""},
      {"libs/shared/src/index.ts", ""},
      {"libs/built/src/index.ts", ""},
      {"libs/util/src/index.ts", ""},
      {"libs/util/src/deep.ts", ""},
  });
  EXPECT_EQ(resolve("apps/api/src/main.ts", "@acme/shared"), "libs/shared/src/index.ts");
  EXPECT_EQ(resolve("apps/api/src/main.ts", "@acme/built"), "libs/built/src/index.ts");
  EXPECT_EQ(resolve("apps/api/src/main.ts", "@acme/util"), "libs/util/src/index.ts");
  EXPECT_EQ(resolve("apps/api/src/main.ts", "@acme/none"), "package @acme/none");
  EXPECT_EQ(resolve("apps/web/src/main.ts", "~ui/button"), "apps/web/src/ui/button.tsx");
  EXPECT_EQ(resolve("apps/web/src/main.ts", "pages/home"), "apps/web/src/pages/home.ts");
  // It forgot to extend the base; we read it as its authors meant it.
  EXPECT_EQ(resolve("apps/web/src/main.ts", "@acme/shared"), "libs/shared/src/index.ts");
}

TEST_F(Resolve, ExtendsPackagesArraysAndRings) {
  folder_.write({
      {"package.json", R"({"workspaces": ["packages/*", "configs/*"]})"},
      {"configs/ts/package.json", R"({"name": "@acme/tsconfig"})"},
      {"configs/ts/paths.json", R"({"compilerOptions": {"paths": {"$lib/*": ["${configDir}/src/lib/*"]}}})"},
      {"packages/a/tsconfig.json", R"({"extends": ["./missing.json", "@acme/tsconfig/paths"]})"},
      {"packages/a/src/main.ts", ""},
      {"packages/a/src/lib/x.ts", ""},
      {"packages/b/tsconfig.json", R"({"extends": "./tsconfig.two.json"})"},
      {"packages/b/tsconfig.two.json",
       R"({"extends": "./tsconfig.json", "compilerOptions": {"paths": {"b/*": ["./src/*"]}}})"},
      {"packages/b/src/main.ts", ""},
  });
  EXPECT_EQ(resolve("packages/a/src/main.ts", "$lib/x"), "packages/a/src/lib/x.ts");
  EXPECT_EQ(resolve("packages/b/src/main.ts", "b/main"), "packages/b/src/main.ts");
  std::vector<std::string> troubles;
  for (const Trouble& trouble : workspace_->troubles()) troubles.push_back(trouble.path + " " + trouble.id);
  EXPECT_THAT(troubles, UnorderedElementsAre("packages/a/tsconfig.json tsconfig-extends-nothing",
                                             "packages/b/tsconfig.json tsconfig-extends-cycle",
                                             "packages/b/tsconfig.two.json tsconfig-extends-cycle"));
}

TEST_F(Resolve, ImportsOfPackageJson) {
  folder_.write({
      {"package.json",
       R"({"name": "a", "imports": {"#db": "./dist/db.js", "#lib/*.js": "./src/lib/*.js", "#dep": "pg"}})"},
      {"src/main.ts", ""},
      {"src/db.ts", ""},
      {"src/lib/x.ts", ""},
  });
  EXPECT_EQ(resolve("src/main.ts", "#db"), "src/db.ts");
  EXPECT_EQ(resolve("src/main.ts", "#lib/x.js"), "src/lib/x.ts");
  EXPECT_EQ(resolve("src/main.ts", "#dep"), "package pg");
  EXPECT_EQ(resolve("src/main.ts", "#none"), "nothing: no \"imports\" of the package's package.json lead to a file");
}

TEST_F(Resolve, AliasesThatLeadNowhereAreNoLibraries) {
  folder_.write({
      {"package.json", R"({"name": "a", "dependencies": {"@app/kit": "^1.0.0"}})"},
      {"tsconfig.json",
       R"({"compilerOptions": {"paths": {"@app/*": ["src/*"], "*": ["types/*"], "lib": ["node_modules/lib/index.d.ts"]}}})"},
      {"src/main.ts", ""},
      {"src/here.ts", ""},
  });
  EXPECT_EQ(resolve("src/main.ts", "@app/here"), "src/here.ts");
  EXPECT_EQ(resolve("src/main.ts", "@app/gone"), "nothing: no \"paths\" of a tsconfig.json lead to a file");
  EXPECT_EQ(resolve("src/main.ts", "@app/kit/x"), "package @app/kit / x");  // the package.json lists it
  EXPECT_EQ(resolve("src/main.ts", "express"), "package express");          // "*" says where declarations are
  EXPECT_EQ(resolve("src/main.ts", "lib"), "package lib");
}

TEST_F(Resolve, SaysByWhichRuleAFileWasFound) {
  folder_.write({
      {"package.json", R"({"name": "root", "workspaces": ["kit"], "imports": {"#db": "./db.ts"}})"},
      {"tsconfig.json", R"({"compilerOptions": {"paths": {"@app/*": ["src/*"]}}})"},
      {"kit/package.json", R"({"name": "@acme/kit"})"},
      {"kit/index.ts", ""},
      {"src/main.ts", ""},
      {"src/b.ts", ""},
      {"db.ts", ""},
  });
  const Workspace workspace = folder_.discovered();
  const auto way = [&](std::string_view specifier) {
    return std::string(to_string(workspace.resolve(*workspace.find("src/main.ts"), specifier).way));
  };
  EXPECT_EQ(way("./b"), "relative path");
  EXPECT_EQ(way("@app/b"), "paths of a tsconfig");
  EXPECT_EQ(way("@acme/kit"), "workspace package");
  EXPECT_EQ(way("#db"), "imports of package.json");
  EXPECT_EQ(way("@/b"), "usual alias");
}

TEST_F(Resolve, HabitsOfFrameworks) {
  folder_.write({
      {"web/package.json", R"({"name": "web"})"},
      {"web/src/main.ts", ""},
      {"web/src/ui/button.tsx", ""},
  });
  EXPECT_EQ(resolve("web/src/main.ts", "@/ui/button"), "web/src/ui/button.tsx");
  EXPECT_EQ(resolve("web/src/main.ts", "~/ui/button"), "web/src/ui/button.tsx");
  EXPECT_EQ(resolve("web/src/main.ts", "src/ui/button"), "web/src/ui/button.tsx");
  EXPECT_EQ(resolve("web/src/main.ts", "/src/ui/button.tsx"), "web/src/ui/button.tsx");
  EXPECT_EQ(resolve("web/src/main.ts", "@/none"), "nothing: no \"paths\" of a tsconfig.json lead to a file");
}

TEST_F(Resolve, LinksLeadToTheirTarget) {
  folder_.write({{"shared/src/x.ts", ""}, {"app/main.ts", ""}});
  folder_.link("app/shared", "../shared/src");
  EXPECT_EQ(resolve("app/main.ts", "./shared/x"), "shared/src/x.ts");
}

TEST_F(Resolve, RingsOfPackages) {
  folder_.write({
      {"package.json", R"({"name": "root", "workspaces": [".", "./", "../*", "a", "a/.."]})"},
      {"a/package.json",
       R"({"name": "a", "main": "../b", "dependencies": {"b": "file:../b"}, "workspaces": ["../b"]})"},
      {"a/x.ts", ""},
      {"b/package.json",
       R"({"name": "b", "main": "../a", "dependencies": {"a": "file:../a"}, "workspaces": ["../a"]})"},
      {"b/y.ts", ""},
  });
  EXPECT_EQ(resolve("a/x.ts", "b"), "package b");
  EXPECT_EQ(resolve("a/x.ts", "b/y"), "b/y.ts");
  EXPECT_EQ(resolve("a/x.ts", "../b"), "nothing: there is no such file");
  EXPECT_THAT(public_files("a"), IsEmpty());
}

}  // namespace
}  // namespace lockstep::workspace
