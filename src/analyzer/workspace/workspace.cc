#include "workspace/workspace.h"

#include "workspace/disk.h"
#include "workspace/file_index.h"
#include "workspace/manifest.h"
#include "workspace/paths.h"
#include "workspace/read_file.h"
#include "workspace/resolver.h"
#include "workspace/store.h"
#include "workspace/tsconfig.h"
#include "workspace/walk.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace lockstep::workspace {

struct Workspace::Content {
  Root root;
  std::unique_ptr<const Store> store;
  std::string program_name;
  Listing listing;
  std::vector<SourceFile> files;
  std::vector<Package> packages;
  std::vector<TsConfigFolder> configs;
  std::vector<std::string> prisma_schemas;
  std::vector<std::string> migration_scripts;
  std::vector<Trouble> troubles;
  // These two look into what stands above, so a Content never moves.
  std::optional<FileIndex> index;
  std::optional<Resolver> resolver;

  std::optional<std::string> text_of(const std::string& path);
  void add_broken(std::string id, const std::string& path, const Error& error);
  void read_packages();
  void tell_submodules(const std::vector<WorkspaceGlobs>& workspaces);
  void read_configs();
  void add_files();
  void tell_nothing_to_scan(const std::string& path);
  void name_program();
  /// Whether there is a file of this path that is no source file.
  bool listed(const std::string& path) const {
    const auto at = std::partition_point(listing.others.begin(), listing.others.end(),
                                         [&](const ListedFile& file) { return file.path < path; });
    return at != listing.others.end() && at->path == path;
  }
  /// Whether Drizzle keeps a journal of the folder that a script lies in.
  bool is_in_journal(const std::string& path) const { return listed(join(folder_of(path), "meta/_journal.json")); }
};

/// A file of the listing; that it cannot be read becomes a trouble, but not one that makes the scan incomplete.
std::optional<std::string> Workspace::Content::text_of(const std::string& path) {
  if (!listed(path)) return std::nullopt;
  Bytes bytes = store->read(path);
  if (!bytes.trouble) return std::move(bytes.text);
  bytes.trouble->level = Trouble::Level::Warning;
  bytes.trouble->incomplete = false;
  troubles.push_back(*std::move(bytes.trouble));
  return std::nullopt;
}

void Workspace::Content::add_broken(std::string id, const std::string& path, const Error& error) {
  troubles.push_back(
      {.level = Trouble::Level::Warning,
       .id = std::move(id),
       .path = path,
       .message = "this file was not used, because of " + error.where.substr(path.size() + 1) + ": " + error.what,
       .incomplete = false});
}

void Workspace::Content::read_packages() {
  std::vector<WorkspaceGlobs> workspaces;
  const auto add = [&](const std::string& path, std::vector<std::string> globs) {
    if (!globs.empty()) workspaces.push_back({std::string(folder_of(path)), std::move(globs)});
  };
  for (const auto& [path, stamp, object] : listing.others) {
    const std::string_view name = name_of(path);
    if (name == "package.json") {
      auto text = text_of(path);
      if (!text) continue;
      if (auto manifest = read_manifest(*std::move(text), path)) {
        add(path, std::move(manifest->workspaces));
        if (manifest->has_odd_workspaces) {
          troubles.push_back({.level = Trouble::Level::Warning,
                              .id = "workspaces-odd",
                              .path = path,
                              .message = "the `workspaces` of this package.json are no list of globs: what is not one "
                                         "plays no part"});
        }
        packages.push_back(std::move(manifest->package));
      } else {
        add_broken("package-broken", path, manifest.error());
      }
    } else if (name == "lerna.json" || name == "rush.json") {
      auto text = text_of(path);
      if (!text) continue;
      auto globs = name == "lerna.json" ? workspaces_of_lerna(*std::move(text), path)
                                        : workspaces_of_rush(*std::move(text), path);
      if (globs) {
        add(path, *std::move(globs));
      } else {
        add_broken("workspace-broken", path, globs.error());
      }
    } else if (name == "pnpm-workspace.yaml") {
      if (const auto text = text_of(path)) add(path, workspaces_of_pnpm(*text));
    } else if (name.ends_with(".prisma")) {
      prisma_schemas.push_back(path);
    } else if (name == "migration.sql" || (name.ends_with(".sql") && is_in_journal(path))) {
      migration_scripts.push_back(path);
    }
  }
  std::sort(packages.begin(), packages.end(),
            [](const Package& a, const Package& b) { return a.directory < b.directory; });
  mark_members(packages, workspaces);
  tell_submodules(workspaces);
}

/// The package whose code a folder holds a part of; null for what belongs to none, or lies beside the sources of the
/// repository's own (`vendor/zlib`).
Package* package_around(std::vector<Package>& packages, std::string_view folder) {
  Package* nearest = nullptr;
  for (Package& package : packages) {
    const bool is_around = package.directory.empty() ? folder.starts_with("src/") || folder.starts_with("app/")
                                                     : folder.starts_with(package.directory + "/");
    if (is_around && (nearest == nullptr || nearest->directory.size() < package.directory.size())) nearest = &package;
  }
  return nearest;
}

/// What is a repository of its own is not read. A member of the workspace is then looked for in vain, and of a package
/// that has such a part nobody knows all that it does: both must be said.
void Workspace::Content::tell_submodules(const std::vector<WorkspaceGlobs>& workspaces) {
  std::vector<std::string> folders = listing.repositories;
  // Also those that are not checked out.
  if (const auto text = text_of(".gitmodules")) {
    for (std::string& path : paths_of_submodules(*text)) folders.push_back(std::move(path));
  }
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  for (std::string& folder : folders) {
    const auto holds = [&](const WorkspaceGlobs& workspace) { return is_member(folder, workspace); };
    Trouble trouble{.level = Trouble::Level::Warning,
                    .id = "submodule-left-out",
                    .path = folder,
                    .message =
                        "this member of the workspace is a git repository of its own, such as a submodule, "
                        "so it is not read, and imports of it lead nowhere",
                    .incomplete = false};
    if (std::none_of(workspaces.begin(), workspaces.end(), holds)) {
      Package* package = package_around(packages, folder);
      if (package == nullptr) continue;
      package->lacks_part = true;
      trouble.id = "part-left-out";
      trouble.level = Trouble::Level::Note;
      trouble.message =
          "this part of a package is a git repository of its own, such as a submodule, so it is not read, "
          "and nothing is said about what the package names and nobody seems to handle";
    }
    troubles.push_back(std::move(trouble));
  }
}

void Workspace::Content::read_configs() {
  std::vector<std::string> paths;
  for (const auto& [path, stamp, object] : listing.others) {
    if (is_tsconfig_name(name_of(path))) paths.push_back(path);
  }
  configs = load_tsconfigs(paths, packages, [this](const std::string& path) { return text_of(path); }, troubles);
}

void Workspace::Content::add_files() {
  std::unordered_set<std::string_view> reported(root.reported.begin(), root.reported.end());
  std::unordered_set<std::string_view> met;
  const bool reports_all = reported.contains("");
  files.reserve(listing.sources.size());
  for (ListedFile& source : listing.sources) {
    SourceFile& file = files.emplace_back();
    file.path = std::move(source.path);
    file.stamp = source.stamp;
    file.object = std::move(source.object);
    file.roles = roles_of_path(file.path);
    file.is_reported = reports_all;
    for (std::string_view head = file.path; !reports_all && !head.empty(); head = folder_of(head)) {
      if (const auto hit = reported.find(head); hit != reported.end()) {
        file.is_reported = true;
        met.insert(*hit);
      }
    }
  }
  for (const std::string& path : root.reported) {
    const bool is_empty = path.empty() ? files.empty() : !reports_all && !met.contains(path);
    if (is_empty) tell_nothing_to_scan(path);
  }
}

/// What was asked about and is no part of the program, and why.
void Workspace::Content::tell_nothing_to_scan(const std::string& path) {
  Trouble trouble{.level = Trouble::Level::Note, .id = "nothing-to-scan", .path = path, .message = {}};
  if (!path.empty() && store->lead_of(path).kind == Store::Lead::Kind::Outside) {
    trouble.id = "link-leaves-root";
    trouble.message = "this link leads out of the program and was not followed";
  } else if (listed(path)) {
    trouble.message = "this is no source file of TypeScript or JavaScript";
  } else if (listing.is_narrowed) {
    if (files.empty()) trouble.level = Trouble::Level::Warning;
    trouble.message = "there are no source files here that --include and --exclude, lockstep.jsonc and git leave in";
  } else {
    trouble.message = "there are no source files here, or git ignores them";
  }
  troubles.push_back(std::move(trouble));
}

void Workspace::Content::name_program() {
  if (const auto package = resolver->package_of("x"); package) program_name = packages[package->value].name;
  if (program_name.empty()) program_name = name_of(root.directory);
}

Workspace::Workspace(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;
Workspace::~Workspace() = default;

Workspace discover(const Root& root, const Selection& selection, const Workers& workers) {
  return discover(root, selection, std::make_unique<Disk>(root.directory), workers);
}

Workspace discover(const Root& root, const Selection& selection, std::unique_ptr<const Store> store,
                   const Workers& workers) {
  auto content = std::make_unique<Workspace::Content>();
  content->root = root;
  content->store = std::move(store);
  content->listing = walk(*content->store, selection, workers);
  content->troubles = std::move(content->listing.troubles);
  content->read_packages();
  content->read_configs();
  content->add_files();
  content->index.emplace(content->files, content->listing.others, content->listing.links);
  content->resolver.emplace(content->files, content->packages, content->configs, *content->index);
  for (SourceFile& file : content->files) file.package = content->resolver->package_of(file.path);
  content->name_program();

  const auto order = [](const Trouble& a, const Trouble& b) {
    return std::tie(a.path, a.message, a.id) < std::tie(b.path, b.message, b.id);
  };
  const auto same = [](const Trouble& a, const Trouble& b) {
    return a.path == b.path && a.message == b.message && a.id == b.id;
  };
  std::sort(content->troubles.begin(), content->troubles.end(), order);
  content->troubles.erase(std::unique(content->troubles.begin(), content->troubles.end(), same),
                          content->troubles.end());
  return Workspace(std::move(content));
}

const Root& Workspace::root() const { return content_->root; }
std::string_view Workspace::name() const { return content_->program_name; }
std::span<const SourceFile> Workspace::files() const { return content_->files; }
std::optional<FileId> Workspace::find(std::string_view path) const { return content_->index->find(path); }
std::span<const Package> Workspace::packages() const { return content_->packages; }
std::span<const std::string> Workspace::migration_scripts() const { return content_->migration_scripts; }
std::span<const std::string> Workspace::prisma_schemas() const { return content_->prisma_schemas; }
std::span<const ListedFile> Workspace::others() const { return content_->listing.others; }
std::span<const std::pair<std::string, std::string>> Workspace::links() const { return content_->listing.links; }
std::size_t Workspace::unread_components() const { return content_->listing.components; }
std::vector<std::string_view> Workspace::tsconfigs() const {
  std::vector<std::string_view> paths;
  for (const TsConfigFolder& folder : content_->configs) {
    for (const TsConfig& config : folder.configs) paths.push_back(config.path);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

std::span<const Trouble> Workspace::troubles() const { return content_->troubles; }

std::optional<PackageId> Workspace::find_package(std::string_view name) const {
  return content_->resolver->find_package(name);
}

std::vector<FileId> Workspace::public_files(PackageId package) const {
  return content_->resolver->public_files(content_->packages[package.value]);
}

Resolution Workspace::resolve(FileId importer, std::string_view specifier) const {
  return content_->resolver->resolve((*this)[importer], specifier);
}

Bytes Workspace::read(FileId file) const {
  const std::string& path = (*this)[file].path;
  return as_source(content_->store->read(path), path);
}

Bytes Workspace::read(std::string_view path) const {
  if (const auto file = find(path)) return read(*file);
  if (content_->index->has_other(path)) return content_->store->read(std::string(path));
  return {.text = {},
          .trouble = Trouble{.level = Trouble::Level::Warning,
                             .id = "file-unreadable",
                             .path = std::string(path),
                             .message = "this file is not part of the program",
                             .incomplete = false}};
}

}  // namespace lockstep::workspace
