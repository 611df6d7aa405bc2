// What describes the program: workspaces, packages, tsconfigs, and which of them were of no use.

#include "coverage/sections.h"
#include "coverage/tallies.h"

#include <string_view>
#include <vector>

namespace lockstep::coverage {
namespace {

using findings::Place;

constexpr Sort kBroken{.id = "broken",
                       .one = "description that could not be used",
                       .many = "descriptions that could not be used",
                       .is_gap = true,
                       .advice = "Imports that go by it lead nowhere."};
constexpr Sort kSubmodule{
    .id = "submodule-left-out",
    .one = "member of the workspace that is a git repository of its own, which was not read",
    .many = "members of the workspace that are git repositories of their own, which were not read",
    .is_gap = true,
    .advice = "Scan it by itself; what is drifted between the two is not seen."};
constexpr Sort kPart{
    .id = "part-left-out",
    .one = "part of a package that is a git repository of its own, which was not read",
    .many = "parts of packages that are git repositories of their own, which were not read",
    .is_gap = true,
    .advice = "Who handles or makes what, as far as it takes all of the package to know, is not said."};
constexpr Sort kEmpty{
    .id = "without-source", .one = "package without source files", .many = "packages without source files"};
constexpr Sort kOutside{
    .id = "not-a-member", .one = "package that no workspace lists", .many = "packages that no workspace lists"};
constexpr Sort kConfigs{.id = "tsconfigs", .one = "tsconfig was read", .many = "tsconfigs were read"};
constexpr Sort kSchemas{.id = "prisma", .one = "Prisma schema", .many = "Prisma schemas"};

std::string manifest_of(const workspace::Package& package) {
  return package.directory.empty() ? "package.json" : package.directory + "/package.json";
}

bool describes(std::string_view trouble) { return trouble.ends_with("-broken") || trouble.starts_with("tsconfig"); }

}  // namespace

findings::CoverageSection packages_section(const program::Program& program, std::size_t examples) {
  const workspace::Workspace& space = program.workspace();
  findings::CoverageSection section{.id = "packages", .title = "Packages", .text = {}, .tallies = {}};
  std::vector<bool> has_source(space.packages().size());
  for (const program::File& file : program.files()) {
    if (file.package_id != facts::kNone) has_source[file.package_id] = true;
  }
  Tallies tallies(examples);
  std::size_t members = 0;
  bool has_workspace = false;
  for (std::size_t i = 0; i < has_source.size(); ++i) {
    const workspace::Package& package = space.packages()[i];
    ++section.total;
    section.understood += has_source[i] ? 1U : 0U;
    has_workspace = has_workspace || package.is_member;
    // The root of a workspace mostly holds nothing but the workspace.
    if (package.is_member && !package.directory.empty()) ++members;
    if (!has_source[i] && !package.directory.empty()) {
      tallies.add(kEmpty, Place{.path = manifest_of(package)}, package.name);
    }
  }
  for (const workspace::Package& package : space.packages()) {
    if (!has_workspace || package.is_member || package.directory.empty()) continue;
    tallies.add(kOutside, Place{.path = manifest_of(package)}, package.name);
  }
  for (const workspace::Trouble& trouble : space.troubles()) {
    if (trouble.id == kSubmodule.id) tallies.add(kSubmodule, Place{.path = trouble.path}, {});
    if (trouble.id == kPart.id) tallies.add(kPart, Place{.path = trouble.path}, {});
    if (describes(trouble.id)) tallies.add(kBroken, Place{.path = trouble.path}, trouble.message);
  }
  tallies.add(kConfigs, space.tsconfigs().size());
  tallies.add(kSchemas, space.prisma_schemas().size());
  section.tallies = tallies.take();
  if (section.total == 0) {
    section.text = "There is no package.json";
  } else {
    section.text = counted(section.total, "package", "packages");
    section.text +=
        members == 0 ? ", no workspace" : ", " + std::to_string(members) + " of them members of a workspace";
  }
  return section;
}

}  // namespace lockstep::coverage
