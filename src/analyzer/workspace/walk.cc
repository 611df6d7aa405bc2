#include "workspace/walk.h"

#include "workspace/ignore.h"
#include "workspace/paths.h"
#include "workspace/read_file.h"

#include "base/glob.h"

#include <algorithm>
#include <span>
#include <utility>

namespace lockstep::workspace {
namespace {

/// Never part of a program, whatever the options say.
constexpr std::string_view kForeign[] = {"node_modules", "bower_components", "jspm_packages", ".git", ".hg", ".svn"};

/// Nobody keeps sources under these names.
constexpr std::string_view kCaches[] = {
    ".angular",    ".cache",  ".docusaurus",      ".expo",       ".next",       ".nuxt",       ".nx",
    ".nyc_output", ".output", ".parcel-cache",    ".pnpm-store", ".serverless", ".svelte-kit", ".turbo",
    ".vercel",     ".yarn",   "storybook-static",
};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// `dist` and `coverage` are build output beside a package's sources, but may be part of the domain among them.
/// `build`, `out` and `lib` are sources too often: whether they are is what .gitignore says.
bool is_build_output(std::string_view path) {
  const std::string_view name = name_of(path);
  if (is_one_of(kCaches, name)) return true;
  if (name != "dist" && name != "coverage") return false;
  const std::string_view folder = folder_of(path);
  return folder != "src" && !folder.starts_with("src/") && folder.find("/src/") == std::string_view::npos &&
         !folder.ends_with("/src");
}

class Walk {
 public:
  Walk(const Store& store, const Selection& selection, const Workers& workers)
      : store_(store), selection_(selection), workers_(workers) {
    for (const std::string& glob : selection.include) include_.emplace_back(glob);
    for (const std::string& glob : selection.exclude) exclude_.emplace_back(glob);
  }

  Listing run();

 private:
  struct Pending {
    std::string path;  // relative to the root
    IgnoreRules::Scope scope;
  };

  void enter_git();
  void read_folder(const Pending& pending, Store::Folder folder);
  void add_entry(Store::Entry entry, std::string path, IgnoreRules::Scope scope);
  void add_file(Store::Entry entry, std::string path);
  void add_link(const std::string& path);
  std::string from_git_top(std::string_view path) const { return join(root_in_git_, path); }
  IgnoreRules::Scope scope_of(IgnoreRules::Scope above, std::string_view folder, std::string_view text);

  const Store& store_;
  const Selection& selection_;
  const Workers& workers_;
  std::vector<Glob> include_;
  std::vector<Glob> exclude_;

  bool is_in_git_ = false;
  std::string root_in_git_;  // the root, relative to the top of the git work tree
  IgnoreRules rules_;
  IgnoreRules::Scope root_scope_ = IgnoreRules::kNone;

  std::vector<Pending> pending_;  // folders of the next level
  Listing listing_;
};

bool covers(const std::vector<Glob>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(), [&](const Glob& glob) { return glob.covers(path); });
}

Listing Walk::run() {
  if (!selection_.no_ignore) enter_git();
  pending_.push_back({"", root_scope_});
  while (!pending_.empty()) {
    const std::vector<Pending> level = std::exchange(pending_, {});
    std::vector<Store::Folder> folders(level.size());
    // Waiting for the file system is most of the work. What follows from a folder's content is done in order.
    workers_.for_each(level.size(), [&](std::size_t i) { folders[i] = store_.list(level[i].path); });
    for (std::size_t i = 0; i < level.size(); ++i) read_folder(level[i], std::move(folders[i]));
  }
  const auto by_path = [](const ListedFile& a, const ListedFile& b) { return a.path < b.path; };
  std::sort(listing_.sources.begin(), listing_.sources.end(), by_path);
  std::sort(listing_.others.begin(), listing_.others.end(), by_path);
  std::sort(listing_.links.begin(), listing_.links.end());
  std::sort(listing_.repositories.begin(), listing_.repositories.end());
  return std::move(listing_);
}

/// Collects the ignore files that lie above the root. A root that they ignore themselves was chosen on purpose, and
/// then they have no say.
void Walk::enter_git() {
  const auto path_in_git = store_.path_in_git();
  if (!path_in_git) return;
  is_in_git_ = true;
  root_in_git_ = *path_in_git;
  rules_.set_exclude(IgnoreFile(store_.exclude_file()));
  IgnoreRules::Scope scope = IgnoreRules::kNone;
  for (std::size_t begin = 0; begin < root_in_git_.size();) {
    const std::string folder = root_in_git_.substr(0, begin == 0 ? 0 : begin - 1);
    scope = scope_of(scope, folder, store_.ignore_file_above(folder));
    const std::size_t slash = std::min(root_in_git_.find('/', begin), root_in_git_.size());
    if (rules_.is_ignored(scope, std::string_view(root_in_git_).substr(0, slash), true)) {
      rules_ = IgnoreRules();
      return;
    }
    begin = slash + 1;
  }
  root_scope_ = scope;
}

IgnoreRules::Scope Walk::scope_of(IgnoreRules::Scope above, std::string_view folder, std::string_view text) {
  IgnoreFile patterns{text};
  return patterns.empty() ? above : rules_.add(above, std::string(folder), std::move(patterns));
}

void Walk::read_folder(const Pending& pending, Store::Folder folder) {
  if (!folder.trouble.empty()) {
    listing_.troubles.push_back({.level = Trouble::Level::Error,
                                 .id = "folder-unreadable",
                                 .path = pending.path,
                                 .message = "this folder cannot be read: " + folder.trouble,
                                 .incomplete = true});
    return;
  }
  // git looks upon a repository within another as one opaque thing, and so do we: a submodule is somebody else's
  // program, a linked work tree is this one once more.
  if (folder.is_repository && is_in_git_ && !pending.path.empty()) {
    listing_.repositories.push_back(pending.path);
    return;
  }

  IgnoreRules::Scope scope = pending.scope;
  const bool has_ignore_file = std::any_of(folder.entries.begin(), folder.entries.end(),
                                           [](const Store::Entry& entry) { return entry.name == ".gitignore"; });
  if (has_ignore_file && !selection_.no_ignore) {
    scope = scope_of(scope, from_git_top(pending.path), store_.read(join(pending.path, ".gitignore")).text);
  }
  for (Store::Entry& entry : folder.entries) {
    std::string path = join(pending.path, entry.name);
    add_entry(std::move(entry), std::move(path), scope);
  }
}

void Walk::add_entry(Store::Entry entry, std::string path, IgnoreRules::Scope scope) {
  const bool is_folder = entry.type == Store::Type::Folder;
  if (is_folder && is_one_of(kForeign, entry.name)) return;
  if (!selection_.no_ignore) {
    if (is_folder && is_build_output(path)) return;
    if (rules_.is_ignored(scope, root_in_git_.empty() ? path : from_git_top(path), is_folder)) return;
  }
  // Folders above were asked already, so matching the path itself is enough.
  if (std::any_of(exclude_.begin(), exclude_.end(), [&](const Glob& glob) { return glob.matches(path); })) {
    listing_.is_narrowed = true;
    return;
  }

  if (is_folder) {
    pending_.push_back({std::move(path), scope});
  } else if (entry.type == Store::Type::File) {
    add_file(std::move(entry), std::move(path));
  } else if (entry.type == Store::Type::Link) {
    add_link(path);
  }
}

void Walk::add_file(Store::Entry entry, std::string path) {
  const bool is_source = !source_extension(entry.name).empty();
  if (is_source && !include_.empty() && !covers(include_, path)) {
    listing_.is_narrowed = true;
    return;
  }
  ListedFile file{.path = std::move(path), .stamp = entry.stamp, .object = std::move(entry.object)};
  if (!is_source) {
    if (entry.name.ends_with(".vue") || entry.name.ends_with(".svelte")) ++listing_.components;
    listing_.others.push_back(std::move(file));
    return;
  }
  if (file.stamp.size <= kMaxFileSize) {
    listing_.sources.push_back(std::move(file));
    return;
  }
  Trouble trouble = too_large(file.path);
  if (looks_binary(store_.head(file.path)) || roles_of_path(file.path).has(Role::Generated)) {
    trouble.level = Trouble::Level::Note;
    trouble.incomplete = false;
  }
  listing_.troubles.push_back(std::move(trouble));
}

void Walk::add_link(const std::string& path) {
  Store::Lead lead = store_.lead_of(path);
  if (lead.kind == Store::Lead::Kind::Inside) listing_.links.emplace_back(path, std::move(lead.path));
  if (lead.kind != Store::Lead::Kind::Outside || source_extension(path).empty()) return;
  listing_.troubles.push_back({.level = Trouble::Level::Note,
                               .id = "link-leaves-root",
                               .path = path,
                               .message = "this link leads out of the program and was not followed",
                               .incomplete = false});
}

}  // namespace

Listing walk(const Store& store, const Selection& selection, const Workers& workers) {
  return Walk(store, selection, workers).run();
}

}  // namespace lockstep::workspace
