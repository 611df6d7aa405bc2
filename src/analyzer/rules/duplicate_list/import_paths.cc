#include "rules/duplicate_list/import_paths.h"

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/obstacles.h"

#include <algorithm>
#include <array>
#include <vector>

namespace lockstep::rules {
namespace {

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return parts;
}

std::string without_extension(std::string path) {
  static constexpr std::array<std::string_view, 8> kExtensions = {".tsx", ".ts", ".mts", ".cts",
                                                                  ".jsx", ".js", ".mjs", ".cjs"};
  for (const std::string_view extension : kExtensions) {
    if (!path.ends_with(extension)) continue;
    path.resize(path.size() - extension.size());
    break;
  }
  if (path.ends_with("/index")) path.resize(path.size() - 6);
  return path;
}

/// Whether the `exports` of a package hand out a path in it.
bool offers(const workspace::Package& package, std::string_view path) {
  const std::string subpath = "./" + std::string(path);
  return std::any_of(package.exports.begin(), package.exports.end(), [&](const workspace::EntryPoint& entry) {
    const std::size_t star = entry.pattern.find('*');
    if (star == std::string::npos) return entry.pattern == subpath;
    return subpath.starts_with(std::string_view(entry.pattern).substr(0, star)) &&
           subpath.ends_with(std::string_view(entry.pattern).substr(star + 1));
  });
}

}  // namespace

std::string relative_specifier(std::string_view from_file, std::string_view to_file) {
  std::vector<std::string_view> from = parts_of(from_file);
  const std::vector<std::string_view> to = parts_of(to_file);
  from.pop_back();
  std::size_t common = 0;
  while (common < from.size() && common + 1 < to.size() && from[common] == to[common]) ++common;
  std::string out = common == from.size() ? "./" : "";
  for (std::size_t i = common; i < from.size(); ++i) out += "../";
  for (std::size_t i = common; i < to.size(); ++i) {
    out += to[i];
    if (i + 1 < to.size()) out += '/';
  }
  return without_extension(std::move(out));
}

std::string_view project_of(std::string_view path) {
  static constexpr std::array<std::string_view, 6> kFolders = {"apps",     "libs",    "packages",
                                                               "services", "plugins", "modules"};
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {};
  if (std::find(kFolders.begin(), kFolders.end(), path.substr(0, slash)) == kFolders.end()) return {};
  const std::size_t end = path.find('/', slash + 1);
  return end == std::string_view::npos ? std::string_view{} : path.substr(0, end);
}

ImportPaths::ImportPaths(const Program& program) : program_(program) {
  for (const File& file : program.files()) {
    if (file.package_id == facts::kNone) continue;
    std::map<FileId, std::string_view>& used = used_[file.package_id];
    for (std::uint32_t i = 0; i < file.facts.imports.size(); ++i) {
      const std::string_view specifier = file.facts.text(file.facts.imports[i].specifier);
      if (specifier.starts_with('.')) continue;
      const auto target = program.imported_file(file, i);
      if (!target) continue;
      used.try_emplace(*target, specifier);
      const std::uint32_t package = program[*target].package_id;
      if (package == facts::kNone || package == file.package_id) continue;
      packages_[file.package_id].insert(package);
      const bool is_loaded = !file.facts.imports[i].type_only;
      if (is_loaded && runs_in_browser(file.path)) drawn_[file.package_id].insert(*target);
    }
  }
  learn_aliases();
}

/// "@/ui/menu" for "apps/web/src/ui/menu.tsx": what is before the part that both have in common.
void ImportPaths::learn_aliases() {
  constexpr std::size_t kConvention = 3;  // files
  for (const auto& [package, used] : used_) {
    std::map<std::pair<std::string, std::string>, std::size_t> counts;
    for (const auto& [file, specifier] : used) {
      if (program_[file].package_id != package) continue;
      const std::string path = without_extension(std::string(program_[file].path));
      std::size_t common = 0;
      for (std::size_t i = 1; i <= std::min(path.size(), specifier.size()); ++i) {
        if (path[path.size() - i] != specifier[specifier.size() - i]) break;
        if (path.size() > i && path[path.size() - i - 1] == '/') common = i;
      }
      if (common == 0 || common == specifier.size()) continue;
      ++counts[{std::string(specifier.substr(0, specifier.size() - common)), path.substr(0, path.size() - common)}];
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == counts.end() || most->second < kConvention) continue;
    aliases_[package] = {.prefix = most->first.first, .folder = most->first.second};
  }
}

std::string ImportPaths::entry_of(const File& from, const File& to) const {
  for (const facts::Export& exported : to.facts.exports) {
    const std::string_view name = to.facts.text(exported.name);
    const Node declaration = program_.exported(to, name).node;
    if (!declaration || declaration.file().id != to.id) continue;
    if (std::string specifier = across(from, declaration, name); !specifier.empty()) return specifier;
  }
  return {};
}

std::string ImportPaths::module_path(const File& from, const File& to) const {
  std::string relative = relative_specifier(from.path, to.path);
  if (from.package_id == facts::kNone || from.package_id != to.package_id) return relative;
  if (relative.starts_with("./") || relative.find("../../") == std::string::npos) return relative;
  const auto leads_there = [&](std::string_view specifier) {
    const workspace::Resolution found = program_.workspace().resolve(from.id, specifier);
    return found.kind == workspace::Resolution::Kind::File && found.file == to.id;
  };
  if (const auto used = used_.find(from.package_id); used != used_.end()) {
    const auto exact = used->second.find(to.id);
    if (exact != used->second.end() && leads_there(exact->second)) return std::string(exact->second);
  }
  const auto alias = aliases_.find(from.package_id);
  if (alias == aliases_.end() || !to.path.starts_with(alias->second.folder)) return relative;
  std::string specifier =
      alias->second.prefix + without_extension(std::string(to.path.substr(alias->second.folder.size())));
  return leads_there(specifier) ? specifier : relative;
}

bool ImportPaths::leads_to(const File& from, std::string_view specifier, const Node& declaration,
                           std::string_view name) const {
  const workspace::Resolution found = program_.workspace().resolve(from.id, specifier);
  return found.kind == workspace::Resolution::Kind::File &&
         program_.exported(program_[found.file], name).node == declaration;
}

/// "@lib/dtos/orders" where the files beside it go by "@lib/dtos/users".
std::string ImportPaths::as_neighbours(const File& from, const Node& declaration, std::string_view name) const {
  const auto used = used_.find(from.package_id);
  if (used == used_.end()) return {};
  const File& to = declaration.file();
  const std::string wanted = without_extension(std::string(to.path));
  std::set<std::string> tried;
  for (const auto& [file, specifier] : used->second) {
    if (program_[file].package_id != to.package_id) continue;
    const std::string path = without_extension(std::string(program_[file].path));
    std::size_t common = 0;
    for (std::size_t i = 1; i < std::min(path.size(), specifier.size()); ++i) {
      if (path[path.size() - i] != specifier[specifier.size() - i]) break;
      if (path[path.size() - i] == '/') common = i;
    }
    const std::string folder = path.substr(0, path.size() - common);
    if (common == 0 || !wanted.starts_with(folder + "/")) continue;
    std::string candidate = std::string(specifier.substr(0, specifier.size() - common)) + wanted.substr(folder.size());
    if (tried.insert(candidate).second && leads_to(from, candidate, declaration, name)) return candidate;
  }
  return {};
}

std::string ImportPaths::across(const File& from, const Node& declaration, std::string_view name) const {
  const File& to = declaration.file();
  if (const auto used = used_.find(from.package_id); used != used_.end()) {
    if (const auto exact = used->second.find(to.id); exact != used->second.end()) {
      if (leads_to(from, exact->second, declaration, name)) return std::string(exact->second);
    }
    // Then what leads to the package, and last what hands on things of other packages too.
    for (const bool is_same_package : {true, false}) {
      for (const auto& [file, specifier] : used->second) {
        if ((program_[file].package_id == to.package_id) != is_same_package) continue;
        if (leads_to(from, specifier, declaration, name)) return std::string(specifier);
      }
    }
  }
  if (std::string specifier = as_neighbours(from, declaration, name); !specifier.empty()) return specifier;
  const workspace::Package& package = program_.workspace().packages()[to.package_id];
  // What is the root's goes by an alias or by none.
  if (package.name.empty() || package.directory.empty()) return {};
  if (leads_to(from, package.name, declaration, name)) return package.name;
  std::string_view inside = to.path;
  if (inside.starts_with(package.directory + "/")) inside.remove_prefix(package.directory.size() + 1);
  std::string path = without_extension(std::string(inside));
  // What lies in `src` is for others only where `exports` say so, though a resolver that prefers sources would find it.
  if (path.starts_with("src/")) path.erase(0, 4);
  const bool is_offered = package.has_exports ? offers(package, path) : !inside.starts_with("src/");
  std::string specifier = package.name + "/" + path;
  if (is_offered && leads_to(from, specifier, declaration, name)) return specifier;
  // Last as the files of a third package write it.
  std::set<std::string_view> tried;
  for (const auto& [user, used_there] : used_) {
    for (const auto& [file, known] : used_there) {
      if (program_[file].package_id != to.package_id || !known.starts_with(package.name)) continue;
      if (tried.insert(known).second && leads_to(from, known, declaration, name)) return std::string(known);
    }
  }
  return {};
}

std::string ImportPaths::specifier(const File& from, const Node& declaration, std::string_view name) const {
  const File& to = declaration.file();
  const bool is_across = from.package_id != to.package_id && to.package_id != facts::kNone;
  if (is_across && from.package_id != facts::kNone) return across(from, declaration, name);
  return module_path(from, to);
}

const std::set<std::uint32_t>& ImportPaths::imported_packages(std::uint32_t package) const {
  static const std::set<std::uint32_t> kNone;
  const auto found = packages_.find(package);
  return found == packages_.end() ? kNone : found->second;
}

bool ImportPaths::reaches(const File& user, const File& used) const {
  const bool is_across = user.package_id != used.package_id;
  for (std::uint32_t i = 0; i < user.facts.imports.size(); ++i) {
    const auto target = program_.imported_file(user, i);
    if (!target) continue;
    if (is_across ? program_[*target].package_id == used.package_id : *target == used.id) return true;
  }
  return false;
}

bool ImportPaths::takes_from(const File& user, std::string_view path) const {
  const std::string_view project = project_of(path);
  for (std::uint32_t i = 0; !project.empty() && i < user.facts.imports.size(); ++i) {
    const auto target = program_.imported_file(user, i);
    if (target && project_of(program_[*target].path) == project) return true;
  }
  return false;
}

std::string_view ImportPaths::alias(const File& from, const File& to) const {
  if (from.package_id == facts::kNone || from.package_id == to.package_id) return {};
  const auto used = used_.find(from.package_id);
  if (used == used_.end()) return {};
  const auto known = used->second.find(to.id);
  return known == used->second.end() ? std::string_view{} : known->second;
}

bool ImportPaths::is_drawn_by(std::uint32_t package, const File& file) const {
  const auto found = drawn_.find(package);
  return found != drawn_.end() && found->second.contains(file.id);
}

std::string_view ImportPaths::drawn_from(const workspace::Package& user, const workspace::Package& used) const {
  const workspace::Package* first = program_.workspace().packages().data();
  const auto found = drawn_.find(static_cast<std::uint32_t>(&user - first));
  if (found == drawn_.end()) return {};
  for (const FileId file : found->second) {
    if (program_[file].package_id == static_cast<std::uint32_t>(&used - first))
      return used_.at(static_cast<std::uint32_t>(&user - first)).at(file);
  }
  return {};
}

bool ImportPaths::imports(const File& user, const File& used) const {
  for (std::uint32_t i = 0; i < user.facts.imports.size(); ++i) {
    if (!user.facts.imports[i].type_only && program_.imported_file(user, i) == used.id) return true;
  }
  return false;
}

std::string_view ImportPaths::common_module(const File& from, const File& other) const {
  static constexpr std::array<std::string_view, 8> kShared = {"type",   "constant", "const", "shared",
                                                              "common", "enum",     "model", "definition"};
  for (std::uint32_t i = 0; i < from.facts.imports.size(); ++i) {
    const auto target = program_.imported_file(from, i);
    if (!target || program_[*target].package_id != from.package_id || !reaches(other, program_[*target])) continue;
    const std::string_view path = program_[*target].path;
    const std::vector<std::string> words = words_of(path.substr(path.rfind('/') + 1));
    const bool is_shared = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return std::find(kShared.begin(), kShared.end(), word) != kShared.end();
    });
    const bool is_of_one = imports(program_[*target], from) || imports(program_[*target], other);
    if (is_shared && !is_of_one) return from.facts.text(from.facts.imports[i].specifier);
  }
  return {};
}

bool ImportPaths::loads_from(const File& user, std::uint32_t package) const {
  for (std::uint32_t i = 0; i < user.facts.imports.size(); ++i) {
    const auto target = user.facts.imports[i].type_only ? std::nullopt : program_.imported_file(user, i);
    if (target && program_[*target].package_id == package) return true;
  }
  return false;
}

bool ImportPaths::closes_ring(const File& from, const File& to) const {
  constexpr std::size_t kMaxFiles = 400;
  std::vector<FileId> open{to.id};
  std::vector<FileId> seen{to.id};
  while (!open.empty() && seen.size() < kMaxFiles) {
    const File& file = program_[open.back()];
    open.pop_back();
    for (std::uint32_t i = 0; i < file.facts.imports.size(); ++i) {
      if (file.facts.imports[i].type_only) continue;
      const auto next = program_.imported_file(file, i);
      if (!next) continue;
      if (*next == from.id) return true;
      if (std::find(seen.begin(), seen.end(), *next) != seen.end()) continue;
      seen.push_back(*next);
      open.push_back(*next);
    }
  }
  return false;
}

}  // namespace lockstep::rules
