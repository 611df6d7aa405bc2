#pragma once

#include "workspace/package.h"

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

/// The files in which packages and workspaces describe themselves, each read into plain values.
namespace lockstep::workspace {

/// Which folders belong to a workspace, as the file in `directory` says.
struct WorkspaceGlobs {
  std::string directory;
  std::vector<std::string> globs;  ///< relative to `directory`; `!` excludes
};

/// A package.json: the package, and the workspace that it may be the root of.
struct Manifest {
  Package package;
  std::vector<std::string> workspaces;
  bool has_odd_workspaces = false;  ///< they are no list of globs, so that some or all are not in `workspaces`
};
/// `path` is relative to the root. The error is about broken JSON; values of a wrong type count as missing.
Result<Manifest> read_manifest(std::string text, const std::string& path);

Result<std::vector<std::string>> workspaces_of_lerna(std::string text, const std::string& path);
Result<std::vector<std::string>> workspaces_of_rush(std::string text, const std::string& path);
/// The `packages` list of a pnpm-workspace.yaml: the little of YAML that such files use for it.
std::vector<std::string> workspaces_of_pnpm(std::string_view yaml);

/// The folders that a `.gitmodules` speaks of, relative to its own.
std::vector<std::string> paths_of_submodules(std::string_view text);

/// Whether a folder belongs to a workspace, be it as its root.
bool is_member(std::string_view folder, const WorkspaceGlobs& workspace);
/// Sets `is_member` of every package that one of the workspaces lists, and of their roots.
void mark_members(std::vector<Package>& packages, const std::vector<WorkspaceGlobs>& workspaces);

}  // namespace lockstep::workspace
