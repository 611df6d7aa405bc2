#include "workspace/resolver.h"

#include "workspace/built.h"
#include "workspace/paths.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace lockstep::workspace {
namespace {

Resolution to_file(FileId file) { return {.kind = Resolution::Kind::File, .file = file}; }
Resolution to_asset(std::string path) { return {.kind = Resolution::Kind::Asset, .path = std::move(path)}; }
Resolution nowhere(Resolution::Cause cause) { return {.kind = Resolution::Kind::Unresolved, .cause = cause}; }

bool is_relative(std::string_view specifier) {
  return specifier == "." || specifier == ".." || specifier.starts_with("./") || specifier.starts_with("../");
}

struct Bare {
  std::string_view package;  // "@scope/name"
  std::string_view subpath;  // "a/b", perhaps empty
};

Bare split(std::string_view specifier) {
  std::size_t slash = specifier.find('/');
  if (specifier.starts_with('@') && slash != std::string_view::npos) slash = specifier.find('/', slash + 1);
  if (slash == std::string_view::npos) return {specifier, {}};
  return {specifier.substr(0, slash), specifier.substr(slash + 1)};
}

Resolution to_outside(std::string_view specifier) {
  if (specifier.starts_with("node:")) specifier.remove_prefix(5);
  const std::size_t colon = specifier.find(':');
  // `https:`, `virtual:`, `bun:` and their like name something as a whole.
  if (colon != std::string_view::npos) {
    return {.kind = Resolution::Kind::External, .package = std::string(specifier)};
  }
  const Bare bare = split(specifier);
  return {
      .kind = Resolution::Kind::External, .package = std::string(bare.package), .subpath = std::string(bare.subpath)};
}

/// Targets of the entry point that a subpath ("." or "./a/b", or "#a") matches best.
std::vector<std::string> targets_of(std::span<const EntryPoint> entries, std::string_view subpath) {
  const EntryPoint* best = nullptr;
  std::string_view star_text;
  std::size_t best_length = 0;
  for (const EntryPoint& entry : entries) {
    if (entry.pattern == subpath) return entry.targets;
    const std::size_t star = entry.pattern.find('*');
    if (star == std::string::npos) continue;
    const std::string_view prefix = std::string_view(entry.pattern).substr(0, star);
    const std::string_view suffix = std::string_view(entry.pattern).substr(star + 1);
    if (subpath.size() < prefix.size() + suffix.size() || !subpath.starts_with(prefix) || !subpath.ends_with(suffix)) {
      continue;
    }
    if (best != nullptr && prefix.size() < best_length) continue;
    best = &entry;
    best_length = prefix.size();
    star_text = subpath.substr(prefix.size(), subpath.size() - prefix.size() - suffix.size());
  }
  std::vector<std::string> targets;
  if (best == nullptr) return targets;
  for (std::string target : best->targets) {
    for (std::size_t star = target.find('*'); star != std::string::npos;
         star = target.find('*', star + star_text.size())) {
      target.replace(star, 1, star_text);
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

/// The first number of a version or of a plain range such as `^2.1.0`; nothing for ranges that say something else.
std::optional<int> major_of(std::string_view range) {
  const std::size_t begin = range.find_first_not_of("^~=v ");
  if (begin == std::string_view::npos) return std::nullopt;
  range.remove_prefix(begin);
  int number = 0;
  const auto [end, problem] = std::from_chars(range.data(), range.data() + range.size(), number);
  const bool is_plain = range.find_first_of("|<> ") == std::string_view::npos;
  return problem == std::errc() && is_plain ? std::optional(number) : std::nullopt;
}

bool is_local_range(std::string_view range) {
  for (const std::string_view protocol : {"workspace:", "file:", "link:", "portal:"}) {
    if (range.starts_with(protocol)) return true;
  }
  return false;
}

/// Whether an install would link our package for a range: package managers fetch another major version from the
/// registry although the workspace holds the name. Versions that nobody maintains (0.0.0) always fit.
bool fits(const Package& package, std::string_view range) {
  const auto ours = major_of(package.version);
  const auto wanted = major_of(range);
  return !ours || !wanted || *ours == 0 || *wanted == 0 || *ours == *wanted;
}

/// The same, found by a certain rule.
std::optional<Resolution> by(Resolution::Way way, std::optional<Resolution> found) {
  if (found) found->way = way;
  return found;
}

std::size_t common_length(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

}  // namespace

Resolver::Resolver(std::span<const SourceFile> files, std::span<const Package> packages,
                   std::span<const TsConfigFolder> configs, const FileIndex& index)
    : files_(files), packages_(packages), index_(index), known_(files, packages, configs) {
  for (std::size_t i = 0; i < packages.size(); ++i) {
    by_folder_.emplace(packages[i].directory, PackageId{i});
    if (!packages[i].name.empty()) by_name_[packages[i].name].push_back(PackageId{i});
  }
  for (auto& [name, ids] : by_name_) {
    std::stable_partition(ids.begin(), ids.end(), [&](PackageId id) { return packages_[id.value].is_member; });
  }
  for (const TsConfigFolder& config : configs) configs_.emplace(config.folder, &config);
  main_entries_.reserve(packages.size());
  for (const Package& package : packages) main_entries_.push_back(find_entry(package, ""));
}

std::optional<PackageId> Resolver::package_at(std::string_view folder) const {
  const auto found = by_folder_.find(folder);
  return found != by_folder_.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<PackageId> Resolver::package_of(std::string_view path) const {
  for (std::string_view folder = folder_of(path); true; folder = folder_of(folder)) {
    if (const auto package = package_at(folder)) return package;
    if (folder.empty()) return std::nullopt;
  }
}

std::optional<PackageId> Resolver::find_package(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() ? std::optional(found->second.front()) : std::nullopt;
}

/// Whether a specifier can mean one thing to all files of a scope. Of several packages of one name the nearest is
/// meant.
bool Resolver::may_be_shared(std::string_view specifier) const {
  if (is_relative(specifier)) return false;
  const auto named = by_name_.find(split(specifier).package);
  return named == by_name_.end() || named->second.size() == 1;
}

Resolution Resolver::resolve(const SourceFile& importer, std::string_view specifier) const {
  if (!may_be_shared(specifier)) return find(importer, specifier);
  if (auto known = known_.find(importer, specifier)) return *std::move(known);
  Resolution answer = find(importer, specifier);
  // Habits are looked for from the importer's own folder on.
  const bool has_habits = specifier.starts_with("@/") || specifier.starts_with("~/");
  const bool is_found = answer.kind == Resolution::Kind::File || answer.kind == Resolution::Kind::Asset;
  const bool is_of_folder = is_found ? answer.way == Way::Habit : has_habits;
  if (!is_of_folder) known_.keep(importer, specifier, answer);
  return answer;
}

Resolution Resolver::find(const SourceFile& importer, std::string_view specifier) const {
  // webpack: `raw-loader!./a.txt`; Vite: `./a.svg?url`.
  if (const std::size_t loader = specifier.rfind('!'); loader != std::string_view::npos) {
    specifier.remove_prefix(loader + 1);
  }
  const std::size_t question = specifier.find('?');
  const std::string_view query = question == std::string_view::npos ? "" : specifier.substr(question + 1);
  specifier = specifier.substr(0, question);
  if (specifier.empty()) return nowhere(Cause::NamesNothing);

  if (Found found = resolve_known(importer, specifier)) {
    const bool is_bytes = query == "raw" || query == "url" || query == "inline";
    if (is_bytes && found->kind == Resolution::Kind::File) return to_asset(files_[found->file.value].path);
    return *std::move(found);
  }
  if (is_relative(specifier)) {
    const bool stays = follow(folder_of(importer.path), specifier).has_value();
    return nowhere(stays ? Cause::NoSuchFile : Cause::OutsideRoot);
  }
  if (specifier.starts_with('/')) return nowhere(Cause::NoSuchFile);
  if (specifier.starts_with('#')) return nowhere(Cause::PackageImports);
  if (specifier.starts_with("@/") || specifier.starts_with("~/")) {
    return nowhere(Cause::TsconfigPaths);
  }
  // A package of ours that lacks what is asked for, mostly because it is generated. The root's own name is no evidence:
  // products and their published libraries like to share one.
  const Bare bare = split(specifier);
  const Package* package = bare.subpath.empty() ? nullptr : choose(importer, bare.package);
  if (package != nullptr && !package->directory.empty()) return nowhere(Cause::PackageSubpath);
  if (is_alias(importer, specifier)) return nowhere(Cause::TsconfigPaths);
  return to_outside(specifier);
}

/// Whether a tsconfig.json maps the name, and the package.json files on the way up list no package that it could mean
/// instead. Where there are none, nobody knows what is installed.
bool Resolver::is_alias(const SourceFile& importer, std::string_view specifier) const {
  if (configs_.empty() || specifier.find(':') != std::string_view::npos) return false;
  const std::string_view name = split(specifier).package;
  bool is_mapped = false;
  bool has_list = false;
  for (std::string_view folder = folder_of(importer.path); true; folder = folder_of(folder)) {
    if (const auto package = package_at(folder)) {
      if (!packages_[package->value].range_of(name).empty()) return false;
      has_list = true;
    }
    if (const auto found = configs_.find(folder); found != configs_.end()) {
      for (const TsConfig& config : found->second->configs) {
        for (const PathRule& rule : config.paths) {
          // `"*": ["types/*"]` says where declarations of libraries are, and so does what leads into node_modules.
          const bool says_where = std::any_of(rule.targets.begin(), rule.targets.end(), [](const std::string& target) {
            return target.find("node_modules") != std::string::npos;
          });
          is_mapped = is_mapped || (!rule.prefix.empty() && !says_where && rule.match(specifier));
        }
      }
    }
    if (folder.empty()) return is_mapped && has_list;
  }
}

Resolver::Found Resolver::resolve_known(const SourceFile& importer, std::string_view specifier) const {
  if (is_relative(specifier)) {
    const auto path = follow(folder_of(importer.path), specifier);
    return path ? by(Way::Relative, at(*path)) : std::nullopt;
  }
  if (specifier.starts_with('/')) {
    // Of the served site, as bundlers read it: the package, or the root.
    const auto package = package_of(importer.path);
    const auto path = follow(package ? packages_[package->value].directory : "", specifier);
    if (Found found = path ? at(*path) : std::nullopt) return by(Way::Rooted, std::move(found));
    const auto other = follow("", specifier);
    return other ? by(Way::Rooted, at(*other)) : std::nullopt;
  }
  if (specifier.starts_with('#')) {
    if (Found found = through_imports(importer, specifier)) return by(Way::PackageImports, std::move(found));
  }
  if (specifier.find(':') != std::string_view::npos) return std::nullopt;
  if (Found found = through_configs(importer, specifier)) return found;
  if (Found found = through_packages(importer, specifier)) return by(Way::Package, std::move(found));
  return by(Way::Habit, through_habits(importer, specifier));
}

/// package.json `imports`: only the importer's own package has a say.
Resolver::Found Resolver::through_imports(const SourceFile& importer, std::string_view specifier) const {
  const auto id = package_of(importer.path);
  if (!id) return std::nullopt;
  const Package& package = packages_[id->value];
  const std::vector<std::string> targets = targets_of(package.imports, specifier);
  for (const Want want : {Want::Code, Want::Any}) {
    for (const std::string& target : targets) {
      if (!target.starts_with("./")) continue;
      if (Found found = within(package, target, want)) return found;
    }
  }
  for (const std::string& target : targets) {
    if (target.empty() || target.starts_with('.') || target.starts_with('#')) continue;
    if (Found found = through_packages(importer, target)) return found;
    return to_outside(target);
  }
  return std::nullopt;
}

/// `paths` and `baseUrl` of the nearest tsconfig.json, then of those further up: a package that forgot to extend them
/// is better read with them than not at all.
Resolver::Found Resolver::through_configs(const SourceFile& importer, std::string_view specifier) const {
  if (configs_.empty()) return std::nullopt;
  for (std::string_view folder = folder_of(importer.path); true; folder = folder_of(folder)) {
    if (const auto found_configs = configs_.find(folder); found_configs != configs_.end()) {
      for (const TsConfig& config : found_configs->second->configs) {
        for (const PathRule& rule : config.paths) {
          const auto star = rule.match(specifier);
          if (!star) continue;
          for (const std::string& target : rule.targets) {
            const std::size_t hole = target.find('*');
            std::string path = target;
            if (hole != std::string::npos) path.replace(hole, 1, *star);
            // What stood for the star may hold dots.
            const auto place = follow("", path);
            if (Found found = place ? at_target(*place) : std::nullopt) return by(Way::TsconfigPaths, std::move(found));
          }
        }
        if (!config.base_url) continue;
        const auto place = follow(*config.base_url, specifier);
        if (Found found = place ? at(*place) : std::nullopt) return by(Way::BaseUrl, std::move(found));
      }
    }
    if (folder.empty()) return std::nullopt;
  }
}

Resolver::Found Resolver::through_packages(const SourceFile& importer, std::string_view specifier) const {
  const Bare bare = split(specifier);
  const Package* package = choose(importer, bare.package);
  return package != nullptr ? entry(*package, bare.subpath) : std::nullopt;
}

/// Which package of the program a name means for an importer; null when it means one of the registry.
const Package* Resolver::choose(const SourceFile& importer, std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return nullptr;
  const auto own = package_of(importer.path);
  const Package* home = own ? &packages_[own->value] : nullptr;
  std::string_view range = home != nullptr ? home->range_of(name) : std::string_view();
  if (const auto root = package_at(""); range.empty() && root) range = packages_[root->value].range_of(name);

  const Package* best = nullptr;
  std::size_t best_length = 0;
  for (const PackageId id : found->second) {
    const Package& package = packages_[id.value];
    if (&package == home) return home;
    if (range.starts_with("file:") || range.starts_with("link:") || range.starts_with("portal:")) {
      const auto place = home != nullptr ? follow(home->directory, range.substr(range.find(':') + 1)) : std::nullopt;
      if (place == package.directory) return &package;
    }
    if (!is_local_range(range) && !fits(package, range)) continue;
    // Sample projects in tests and examples like to borrow the names of real packages.
    const bool is_sample =
        !package.is_member && roles_of_path(package.directory + "/").any(Roles(Role::Test) | Role::Example);
    const bool is_neighbour = home != nullptr && folder_of(home->directory) == folder_of(package.directory);
    if (is_sample && !is_neighbour && !is_local_range(range)) continue;
    // Members come first; among others of one kind the nearest counts.
    if (best != nullptr && best->is_member && !package.is_member) break;
    const std::size_t length = common_length(importer.path, package.directory) + 1;
    if (length > best_length) {
      best = &package;
      best_length = length;
    }
  }
  return best;
}

/// A file of a package, named by a path that package.json or an importer wrote.
Resolver::Found Resolver::within(const Package& package, std::string_view target, Want want) const {
  const auto exact = follow(package.directory, target);
  if (exact && index_.has_other(*exact)) return to_asset(*exact);
  const auto relative = follow("", target);
  if (!relative) return std::nullopt;  // out of the package, mostly into a common dist folder
  for (const std::string& candidate : sources_of_built(*relative)) {
    if (const auto file = index_.probe_module(join(package.directory, candidate), want)) return to_file(*file);
  }
  return std::nullopt;
}

/// What a package offers under a subpath, "" for the package itself.
Resolver::Found Resolver::entry(const Package& package, std::string_view subpath) const {
  if (!subpath.empty()) return find_entry(package, subpath);
  return main_entries_[static_cast<std::size_t>(&package - packages_.data())];
}

Resolver::Found Resolver::find_entry(const Package& package, std::string_view subpath) const {
  std::vector<std::string> targets = targets_of(package.exports, subpath.empty() ? "." : "./" + std::string(subpath));
  if (subpath.empty()) {
    targets.insert(targets.end(), package.mains.begin(), package.mains.end());
    for (const char* habit : {"src/index", "index", "lib/index", "src/main", "main", "app/index", "src/public-api"}) {
      targets.emplace_back(habit);
    }
  } else {
    targets.emplace_back(subpath);
  }
  for (const Want want : {Want::Code, Want::Any}) {
    for (const std::string& target : targets) {
      if (Found found = within(package, target, want)) return found;
    }
  }
  if (subpath.empty()) return std::nullopt;
  // A folder with a package.json of its own inside the package.
  const auto inner = package_at(join(package.directory, subpath));
  return inner ? entry(packages_[inner->value], "") : std::nullopt;
}

/// A module path relative to the root: a file, a folder, or what was built of one.
Resolver::Found Resolver::at(std::string_view path) const {
  std::string real;
  if (auto target = index_.without_links(path)) {
    real = *std::move(target);
    path = real;
  }
  if (const auto file = index_.probe_module(path)) return to_file(*file);
  if (index_.has_other(path)) return to_asset(std::string(path));
  for (const char* ending : {".json", ".vue", ".svelte"}) {
    if (std::string whole = std::string(path) + ending; index_.has_other(whole)) return to_asset(std::move(whole));
  }
  if (const auto package = package_at(path)) {
    if (Found found = entry(packages_[package->value], "")) return found;
  }
  for (const char* platform : {".web", ".native", ".ios", ".android", ".client", ".server"}) {
    if (const auto file = index_.probe(std::string(path) + platform)) return to_file(*file);
  }
  return at_built(path);
}

/// What `paths` of a tsconfig name may also be the folder of a project.
Resolver::Found Resolver::at_target(std::string_view path) const {
  if (Found found = at(path)) return found;
  const auto file = index_.probe(join(path, "src/index"));
  return file ? Found(to_file(*file)) : std::nullopt;
}

/// `packages/a/dist/x` and `dist/packages/a`: cuts out each build folder in turn.
Resolver::Found Resolver::at_built(std::string_view path) const {
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (is_output_folder(path.substr(begin, end - begin))) {
      const std::string_view before = begin == 0 ? std::string_view() : path.substr(0, begin - 1);
      for (const std::string& candidate : sources_of_built(path.substr(begin))) {
        const std::string place = join(before, candidate);
        if (const auto file = index_.probe_module(place)) return to_file(*file);
      }
      const std::string without = join(before, end == path.size() ? "" : path.substr(end + 1));
      if (const auto package = package_at(without)) {
        if (Found found = entry(packages_[package->value], "")) return found;
      }
      if (const auto file = index_.probe(join(without, "src/index"))) return to_file(*file);
    }
    begin = end + 1;
  }
  return std::nullopt;
}

/// Aliases that frameworks and bundlers define where we do not look: `@/x` and `~/x` are the sources' own folder,
/// `src/x` is the package's.
Resolver::Found Resolver::through_habits(const SourceFile& importer, std::string_view specifier) const {
  const auto id = package_of(importer.path);
  const std::string_view home = id ? std::string_view(packages_[id->value].directory) : std::string_view();
  if (specifier.starts_with("src/")) return at(join(home, specifier));
  if (!specifier.starts_with("@/") && !specifier.starts_with("~/")) return std::nullopt;
  const std::string_view rest = specifier.substr(2);

  const auto in = [&](std::string_view folder) -> Found {
    const auto path = follow(folder, rest);
    return path ? at(*path) : std::nullopt;
  };
  for (std::string_view folder = folder_of(importer.path); folder.size() > home.size(); folder = folder_of(folder)) {
    if (name_of(folder) != "src" && name_of(folder) != "app") continue;
    if (Found found = in(folder)) return found;
  }
  for (const std::string_view folder : {"src", "app", ""}) {
    if (Found found = in(join(home, folder))) return found;
  }
  return std::nullopt;
}

std::vector<FileId> Resolver::public_files(const Package& package) const {
  std::vector<FileId> files;
  const auto add = [&](const Found& found) {
    if (found && found->kind == Resolution::Kind::File) files.push_back(found->file);
  };
  for (const EntryPoint& entry_point : package.exports) {
    const std::size_t star = entry_point.pattern.find('*');
    if (star == std::string::npos) {
      add(entry(package, entry_point.pattern == "." ? "" : std::string_view(entry_point.pattern).substr(2)));
      continue;
    }
    // A pattern offers all that lies where its targets begin.
    for (const std::string& target : entry_point.targets) {
      const std::size_t hole = target.find('*');
      const auto place = follow("", std::string_view(target).substr(0, hole));
      if (hole == std::string::npos || !place) continue;
      for (const std::string& candidate : sources_of_built(*place + "/x")) {
        const std::string folder = join(package.directory, folder_of(candidate));
        const auto begin =
            std::lower_bound(files_.begin(), files_.end(), folder + "/",
                             [](const SourceFile& file, const std::string& path) { return file.path < path; });
        for (auto file = begin; file != files_.end() && lies_in(file->path, folder); ++file) {
          if (file->roles.any(Roles(Role::Test) | Role::Story)) continue;
          files.push_back(FileId{static_cast<std::size_t>(file - files_.begin())});
        }
        if (!files.empty()) break;
      }
    }
  }
  if (!package.has_exports) add(entry(package, ""));
  for (const std::string& bin : package.bins) add(within(package, bin, Want::Code));
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

}  // namespace lockstep::workspace
