#pragma once

#include "workspace/package.h"

#include "json/value.h"

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

Package read_package(const json::Value& manifest, std::string_view directory);

std::vector<std::string> workspaces_of_package(const json::Value& manifest);
std::vector<std::string> workspaces_of_lerna(const json::Value& settings);
std::vector<std::string> workspaces_of_rush(const json::Value& settings);
/// The `packages` list of a pnpm-workspace.yaml: the little of YAML that such files use for it.
std::vector<std::string> workspaces_of_pnpm(std::string_view yaml);

/// Sets `is_member` of every package that one of the workspaces lists, and of their roots.
void mark_members(std::vector<Package>& packages, const std::vector<WorkspaceGlobs>& workspaces);

}  // namespace lockstep::workspace
