#include "workspace/manifest.h"

#include "workspace/paths.h"

#include "json/document.h"

#include "base/glob.h"

#include <algorithm>
#include <utility>

namespace lockstep::workspace {
namespace {

/// Conditions by how likely they lead to what people wrote: a repository's own ones exist for that ("@acme/source",
/// "development"), and only then come the standard ones in the order of the file.
bool leads_to_source(std::string_view condition) {
  return condition.starts_with('@') || condition.find("source") != std::string_view::npos || condition == "src" ||
         condition == "development" || condition == "typescript" || condition == "ts";
}

bool is_source_path(std::string_view target) {
  const std::string_view extension = source_extension(target);
  return extension.ends_with("ts") && !is_declaration(extension);
}

/// All the paths within a tree of conditions and fallbacks, the likeliest first.
std::vector<std::string> flatten(const json::Value& value) {
  struct Pending {
    const json::Value* value;
    bool is_source;
  };
  std::vector<std::string> likely;
  std::vector<std::string> others;
  std::vector<Pending> pending{{&value, false}};
  while (!pending.empty()) {
    const Pending next = pending.back();
    pending.pop_back();
    if (const auto target = next.value->string()) {
      (next.is_source || is_source_path(*target) ? likely : others).emplace_back(*target);
    }
    // Pushed from the last to the first, so that they come off in the order of the file.
    for (auto item = next.value->items().rbegin(); item != next.value->items().rend(); ++item) {
      pending.push_back({&*item, next.is_source});
    }
    for (auto part = next.value->members().rbegin(); part != next.value->members().rend(); ++part) {
      pending.push_back({&part->value, next.is_source || leads_to_source(part->key)});
    }
  }
  likely.insert(likely.end(), others.begin(), others.end());
  return likely;
}

std::vector<EntryPoint> read_entry_points(const json::Value* value) {
  std::vector<EntryPoint> entries;
  if (value == nullptr) return entries;
  const bool has_subpaths = !value->members().empty() &&
                            (value->members()[0].key.starts_with('.') || value->members()[0].key.starts_with('#'));
  if (!has_subpaths) {
    entries.push_back({.pattern = ".", .targets = flatten(*value)});
    return entries;
  }
  for (const json::Member& member : value->members()) {
    std::string pattern = member.key;
    std::vector<std::string> targets = flatten(member.value);
    // `"./features/": "./dist/features/"` is how Node first spelled `"./features/*"`.
    if (pattern.size() > 2 && pattern.ends_with('/')) {
      pattern += '*';
      for (std::string& target : targets) target += '*';
    }
    entries.push_back({.pattern = std::move(pattern), .targets = std::move(targets)});
  }
  return entries;
}

std::string text(const json::Value& object, std::string_view key) {
  return std::string(object.string(key).value_or(""));
}

std::vector<std::string> texts(const json::Value* list) {
  std::vector<std::string> found;
  if (list == nullptr) return found;
  for (const json::Value& item : list->items()) {
    if (const auto word = item.string()) found.emplace_back(*word);
  }
  return found;
}

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

/// A scalar at the beginning of a text: in quotes, or up to a comment, a comma or a bracket.
std::string_view scalar(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('"') || line.starts_with('\'')) {
    return line.substr(1, std::min(line.find(line[0], 1), line.size()) - 1);
  }
  return trimmed(line.substr(0, line.find(" #")));
}

Package read_package(const json::Value& manifest, std::string_view directory) {
  Package package;
  package.name = text(manifest, "name");
  package.version = text(manifest, "version");
  package.directory = directory;
  const json::Value* is_private = manifest.find("private");
  package.is_private = is_private != nullptr && is_private->boolean().value_or(false);

  for (const std::string_view key : {"source", "types", "typings", "module", "main", "browser", "react-native"}) {
    if (const auto path = manifest.string(key)) package.mains.emplace_back(*path);
  }
  if (const json::Value* bin = manifest.find("bin")) package.bins = flatten(*bin);
  package.exports = read_entry_points(manifest.find("exports"));
  package.imports = read_entry_points(manifest.find("imports"));
  package.has_exports = !package.exports.empty();

  for (const std::string_view key : {"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"}) {
    const json::Value* dependencies = manifest.find(key);
    if (dependencies == nullptr) continue;
    for (const json::Member& member : dependencies->members()) {
      package.dependencies.emplace_back(member.key, std::string(member.value.string().value_or("")));
    }
  }
  const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
  const auto same_name = [](const auto& a, const auto& b) { return a.first == b.first; };
  std::stable_sort(package.dependencies.begin(), package.dependencies.end(), by_name);
  package.dependencies.erase(std::unique(package.dependencies.begin(), package.dependencies.end(), same_name),
                             package.dependencies.end());
  return package;
}

/// The list itself, or what Yarn 1 wraps it in; null when there is none.
const json::Value* workspaces_of_package(const json::Value& manifest) {
  const json::Value* workspaces = manifest.find("workspaces");
  return workspaces != nullptr && workspaces->is_object() ? workspaces->find("packages") : workspaces;
}

bool is_list_of_texts(const json::Value& value) {
  return value.is_array() &&
         std::ranges::all_of(value.items(), [](const json::Value& item) { return item.string().has_value(); });
}

}  // namespace

std::string_view Package::range_of(std::string_view dependency) const {
  const auto found = std::lower_bound(dependencies.begin(), dependencies.end(), dependency,
                                      [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  return found != dependencies.end() && found->first == dependency ? std::string_view(found->second)
                                                                   : std::string_view();
}

Result<Manifest> read_manifest(std::string text, const std::string& path) {
  const auto document = json::parse(std::move(text), path, json::Repeats::LastWins);
  if (!document) return document.error();
  const json::Value* workspaces = workspaces_of_package(document->root);
  return Manifest{.package = read_package(document->root, folder_of(path)),
                  .workspaces = texts(workspaces),
                  .has_odd_workspaces = workspaces != nullptr && !is_list_of_texts(*workspaces)};
}

Result<std::vector<std::string>> workspaces_of_lerna(std::string text, const std::string& path) {
  const auto document = json::parse(std::move(text), path, json::Repeats::LastWins);
  if (!document) return document.error();
  return texts(document->root.find("packages"));
}

Result<std::vector<std::string>> workspaces_of_rush(std::string text, const std::string& path) {
  const auto document = json::parse(std::move(text), path, json::Repeats::LastWins);
  if (!document) return document.error();
  std::vector<std::string> folders;
  const json::Value* projects = document->root.find("projects");
  if (projects == nullptr) return folders;
  for (const json::Value& project : projects->items()) {
    if (const auto folder = project.string("projectFolder")) folders.emplace_back(*folder);
  }
  return folders;
}

std::vector<std::string> workspaces_of_pnpm(std::string_view yaml) {
  std::vector<std::string> globs;
  bool is_inside = false;
  bool is_flow = false;  // [a, b], perhaps over several lines
  while (!yaml.empty()) {
    const std::size_t end = std::min(yaml.find('\n'), yaml.size());
    const std::string_view line = yaml.substr(0, end);
    yaml.remove_prefix(std::min(end + 1, yaml.size()));
    std::string_view rest = trimmed(line);
    if (rest.empty() || rest.starts_with('#')) continue;

    const bool begins_key = line[0] != ' ' && line[0] != '\t' && line[0] != '-';
    if (begins_key && !is_flow) {
      is_inside = rest.starts_with("packages:");
      if (!is_inside) continue;
      rest = trimmed(rest.substr(std::string_view("packages:").size()));
      if (!rest.starts_with('[')) continue;
      is_flow = true;
      rest.remove_prefix(1);
    }
    if (!is_inside) continue;
    if (is_flow) {
      while (!rest.empty() && is_flow) {
        const char quote = rest.starts_with('"') || rest.starts_with('\'') ? rest[0] : '\0';
        const std::size_t from = quote != '\0' ? std::min(rest.find(quote, 1), rest.size()) : 0;
        const std::size_t cut = std::min(rest.find_first_of(",]", from), rest.size());
        if (const std::string_view glob = scalar(rest.substr(0, cut)); !glob.empty()) globs.emplace_back(glob);
        is_flow = cut == rest.size() || rest[cut] != ']';
        rest = trimmed(rest.substr(std::min(cut + 1, rest.size())));
      }
      is_inside = is_flow;
    } else if (rest.starts_with('-')) {
      if (const std::string_view glob = scalar(rest.substr(1)); !glob.empty()) globs.emplace_back(glob);
    }
  }
  return globs;
}

std::vector<std::string> paths_of_submodules(std::string_view text) {
  std::vector<std::string> paths;
  const auto trimmed = [](std::string_view part) {
    constexpr std::string_view kBlanks = " \t\r\"";
    const std::size_t first = std::min(part.find_first_not_of(kBlanks), part.size());
    return part.substr(first, part.find_last_not_of(kBlanks) + 1 - first);
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || trimmed(line.substr(0, equals)) != "path") continue;
    if (const auto path = follow("", trimmed(line.substr(equals + 1))); path && !path->empty()) paths.push_back(*path);
  }
  return paths;
}

bool is_member(std::string_view folder, const WorkspaceGlobs& workspace) {
  if (!lies_in(folder, workspace.directory)) return false;
  if (!workspace.directory.empty()) folder.remove_prefix(std::min(workspace.directory.size() + 1, folder.size()));
  if (folder.empty()) return true;
  bool is_included = false;
  for (std::string_view glob : workspace.globs) {
    const bool is_negative = glob.starts_with('!');
    if (is_negative) glob.remove_prefix(1);
    while (glob.starts_with("./")) glob.remove_prefix(2);
    if (!Glob("/" + std::string(glob)).matches(folder)) continue;
    if (is_negative) return false;
    is_included = true;
  }
  return is_included;
}

void mark_members(std::vector<Package>& packages, const std::vector<WorkspaceGlobs>& workspaces) {
  for (Package& package : packages) {
    package.is_member = package.is_member || std::any_of(workspaces.begin(), workspaces.end(), [&](const auto& one) {
                          return is_member(package.directory, one);
                        });
  }
}

}  // namespace lockstep::workspace
