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
  if (path.empty()) return Error{.what = "a path is empty", .hint = "`.` is the folder you are in"};
  return Error{.what = is_missing ? "there is no such file or folder" : std::strerror(errno),
               .where = path,
               .frame = {},
               .hint = {}};
}

/// A path that was asked about.
struct Asked {
  std::string place;   // where it is, once all links are followed
  std::string folder;  // from where the root is looked for
  std::string link;    // where the link itself lies, if it is one that leads to a file; else empty
};

/// A link to a folder stands for the folder. One to a file is a file of its own repository, wherever it leads: a change
/// that brings such a link must not choose which program is read.
Result<Asked> look_at(const std::string& path) {
  auto place = real_path(path);
  if (!place) return place.error();
  Asked asked{.place = *std::move(place), .folder = {}, .link = {}};
  if (is_folder(asked.place)) {
    asked.folder = asked.place;
    return asked;
  }
  asked.folder = asked.place.substr(0, std::max<std::size_t>(1, asked.place.rfind('/')));
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return asked;
  const std::size_t slash = path.rfind('/');
  auto folder = real_path(slash == std::string::npos ? "." : path.substr(0, slash + 1));
  if (!folder) return folder.error();
  asked.folder = *std::move(folder);
  asked.link = in(asked.folder, path.substr(slash == std::string::npos ? 0 : slash + 1));
  return asked;
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
  std::vector<Asked> all;
  for (const std::string& path : paths) {
    auto asked = look_at(path);
    if (!asked) return asked.error();
    all.push_back(*std::move(asked));
  }

  Root root;
  if (chosen) {
    auto directory = real_path(*chosen);
    if (!directory) return directory.error();
    if (!is_folder(*directory)) {
      return Error{.what = "the root must be a folder", .where = *chosen, .frame = {}, .hint = {}};
    }
    root.directory = *std::move(directory);
    if (all.empty()) all.push_back({.place = root.directory, .folder = root.directory, .link = {}});
  } else {
    if (all.empty()) {
      auto here = look_at(".");
      if (!here) return here.error();
      all.push_back(*std::move(here));
    }
    std::string common;
    for (const Asked& asked : all) {
      if (common.empty()) common = asked.folder;
      common = nearest_folder(common, [&](const std::string& above) { return is_within(asked.folder, above); });
    }
    root.directory = find_directory(common);
  }

  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool leads_out = !all[i].link.empty() && !is_within(all[i].place, root.directory);
    const std::string& place = leads_out ? all[i].link : all[i].place;
    if (!is_within(place, root.directory)) {
      return Error{.what = "this path lies outside of the root " + root.directory,
                   .where = paths[i],
                   .frame = {},
                   .hint = "choose a root that holds all paths with --root"};
    }
    const std::size_t cut = root.directory == "/" ? 1 : root.directory.size() + 1;
    root.reported.push_back(place.size() <= cut ? "" : place.substr(cut));
  }
  std::sort(root.reported.begin(), root.reported.end());
  root.reported.erase(std::unique(root.reported.begin(), root.reported.end()), root.reported.end());

  if (const std::string config = in(root.directory, kConfigName); is_file_or_link(config)) root.config = config;
  return root;
}

}  // namespace lockstep::workspace
