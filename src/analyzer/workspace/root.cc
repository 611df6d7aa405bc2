#include "workspace/root.h"

#include "workspace/disk.h"
#include "workspace/paths.h"
#include "workspace/read_file.h"

#include "json/document.h"

#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <functional>

namespace lockstep::workspace {
namespace {

constexpr std::string_view kConfigName = "lockstep.jsonc";
constexpr std::string_view kWorkspaceFiles[] = {"pnpm-workspace.yaml", "lerna.json", "nx.json", "rush.json"};

bool is_file(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

/// Whether it is a file or a link to whatever. A link named like our configuration is not followed, and must not be
/// overlooked either: somebody believes that it holds.
bool is_file_or_link(const std::string& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0 && (S_ISREG(status.st_mode) || S_ISLNK(status.st_mode));
}

bool is_folder(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string in(const std::string& folder, std::string_view name) {
  return (folder == "/" ? "" : folder) + "/" + std::string(name);
}

bool is_workspace_root(const std::string& folder) {
  for (const std::string_view name : kWorkspaceFiles) {
    if (is_file(in(folder, name))) return true;
  }
  Bytes manifest = read_file(in(folder, "package.json"), "");
  if (manifest.trouble) return false;
  const auto document = json::parse(std::move(manifest.text), "", json::Repeats::LastWins);
  return document && document->root.find("workspaces") != nullptr;
}

/// The nearest folder, upward, of which something holds.
std::string nearest_folder(std::string folder, const std::function<bool(const std::string&)>& holds) {
  while (!holds(folder)) {
    if (folder == "/") return {};
    folder = folder.find_last_of('/') == 0 ? "/" : std::string(folder_of(folder));
  }
  return folder;
}

Result<std::string> real_path(const std::string& path) {
  char real[PATH_MAX];
  if (realpath(path.c_str(), real) != nullptr) return std::string(real);
  const bool is_missing = errno == ENOENT || errno == ENOTDIR;
  return Error{.what = is_missing ? "there is no such file or folder" : std::strerror(errno),
               .where = path,
               .frame = {},
               .hint = {}};
}

/// Whether an absolute path is a folder or lies in it.
bool is_within(const std::string& path, const std::string& folder) { return folder == "/" || lies_in(path, folder); }

std::string find_directory(const std::string& start) {
  const auto is_configured = [](const std::string& folder) { return is_file_or_link(in(folder, kConfigName)); };
  std::string found = nearest_folder(start, is_configured);
  if (found.empty()) found = git_top_of(start);
  if (found.empty()) found = nearest_folder(start, is_workspace_root);
  return found.empty() ? start : found;
}

}  // namespace

Result<Root> find_root(const std::vector<std::string>& paths, const std::optional<std::string>& chosen) {
  std::vector<std::string> places;
  for (const std::string& path : paths) {
    auto place = real_path(path);
    if (!place) return place.error();
    places.push_back(*std::move(place));
  }

  Root root;
  if (chosen) {
    auto directory = real_path(*chosen);
    if (!directory) return directory.error();
    if (!is_folder(*directory)) {
      return Error{.what = "the root must be a folder", .where = *chosen, .frame = {}, .hint = {}};
    }
    root.directory = *std::move(directory);
    if (places.empty()) places.push_back(root.directory);
  } else {
    if (places.empty()) {
      auto here = real_path(".");
      if (!here) return here.error();
      places.push_back(*std::move(here));
    }
    std::string common;
    for (const std::string& place : places) {
      const std::string folder = is_folder(place) ? place : place.substr(0, std::max<std::size_t>(1, place.rfind('/')));
      if (common.empty()) common = folder;
      common = nearest_folder(common, [&](const std::string& above) { return is_within(folder, above); });
    }
    root.directory = find_directory(common);
  }

  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!is_within(places[i], root.directory)) {
      return Error{.what = "this path lies outside of the root " + root.directory,
                   .where = paths[i],
                   .frame = {},
                   .hint = "choose a root that holds all paths with --root"};
    }
    const std::size_t cut = root.directory == "/" ? 1 : root.directory.size() + 1;
    root.reported.push_back(places[i].size() <= cut ? "" : places[i].substr(cut));
  }
  std::sort(root.reported.begin(), root.reported.end());
  root.reported.erase(std::unique(root.reported.begin(), root.reported.end()), root.reported.end());

  if (const std::string config = in(root.directory, kConfigName); is_file_or_link(config)) root.config = config;
  return root;
}

}  // namespace lockstep::workspace
