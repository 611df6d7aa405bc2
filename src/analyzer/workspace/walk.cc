#include "workspace/walk.h"

#include "workspace/ignore.h"
#include "workspace/paths.h"
#include "workspace/read_file.h"

#include "base/glob.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>

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

struct Entry {
  std::string name;
  unsigned char type;
};

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

unsigned char type_of(mode_t mode) {
  return S_ISREG(mode) ? DT_REG : S_ISDIR(mode) ? DT_DIR : S_ISLNK(mode) ? DT_LNK : DT_UNKNOWN;
}

/// An empty folder called `.git` makes no work tree; a file does, of a submodule or a linked one.
bool is_git_work_tree(const std::string& folder) {
  struct stat status{};
  const std::string git = folder + "/.git";
  if (stat(git.c_str(), &status) != 0) return false;
  return S_ISREG(status.st_mode) || access((git + "/HEAD").c_str(), F_OK) == 0;
}

class Walk {
 public:
  Walk(const Root& root, const Selection& selection) : root_(root), selection_(selection) {
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
  void read_folder(const Pending& pending);
  void add_entry(int folder, const std::string& path, unsigned char type, IgnoreRules::Scope scope);
  void add_file(int folder, std::string path);
  void add_link(const std::string& path);
  std::string absolute(std::string_view path) const { return join(root_.directory, path); }
  std::string from_git_top(std::string_view path) const { return join(root_in_git_, path); }
  IgnoreRules::Scope scope_of(IgnoreRules::Scope above, std::string_view folder, const std::string& file);

  const Root& root_;
  const Selection& selection_;
  std::vector<Glob> include_;
  std::vector<Glob> exclude_;

  bool is_in_git_ = false;
  std::string root_in_git_;  // the root, relative to the top of the git work tree
  IgnoreRules rules_;
  IgnoreRules::Scope root_scope_ = IgnoreRules::kNone;

  std::vector<Pending> pending_;
  Listing listing_;
};

bool covers(const std::vector<Glob>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(), [&](const Glob& glob) { return glob.covers(path); });
}

Listing Walk::run() {
  if (!selection_.no_ignore) enter_git();
  pending_.push_back({"", root_scope_});
  while (!pending_.empty()) {
    const Pending next = std::move(pending_.back());
    pending_.pop_back();
    read_folder(next);
  }
  std::sort(listing_.sources.begin(), listing_.sources.end(),
            [](const Listing::Source& a, const Listing::Source& b) { return a.path < b.path; });
  std::sort(listing_.others.begin(), listing_.others.end());
  std::sort(listing_.links.begin(), listing_.links.end());
  return std::move(listing_);
}

/// Collects the ignore files that lie above the root. A root that they ignore themselves was chosen on purpose, and
/// then they have no say.
void Walk::enter_git() {
  const std::string top = git_top_of(root_.directory);
  if (top.empty()) return;
  is_in_git_ = true;
  root_in_git_ = top == root_.directory ? "" : root_.directory.substr(top == "/" ? 1 : top.size() + 1);
  // In a linked work tree `.git` is a file and the excludes lie elsewhere, out of the root.
  if (Bytes exclude = read_file(top + "/.git/info/exclude", ""); !exclude.trouble) {
    rules_.set_exclude(IgnoreFile(exclude.text));
  }
  IgnoreRules::Scope scope = IgnoreRules::kNone;
  for (std::size_t begin = 0; begin < root_in_git_.size();) {
    const std::string_view folder = std::string_view(root_in_git_).substr(0, begin == 0 ? 0 : begin - 1);
    scope = scope_of(scope, folder, join(join(top, folder), ".gitignore"));
    const std::size_t slash = std::min(root_in_git_.find('/', begin), root_in_git_.size());
    if (rules_.is_ignored(scope, std::string_view(root_in_git_).substr(0, slash), true)) {
      rules_ = IgnoreRules();
      return;
    }
    begin = slash + 1;
  }
  root_scope_ = scope;
}

IgnoreRules::Scope Walk::scope_of(IgnoreRules::Scope above, std::string_view folder, const std::string& file) {
  Bytes bytes = read_file(file, "");
  IgnoreFile patterns{bytes.text};
  return patterns.empty() ? above : rules_.add(above, std::string(folder), std::move(patterns));
}

void Walk::read_folder(const Pending& pending) {
  const int descriptor =
      open(absolute(pending.path).c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  const Folder folder{descriptor >= 0 ? fdopendir(descriptor) : nullptr};
  if (folder == nullptr) {
    listing_.troubles.push_back({.level = Trouble::Level::Error,
                                 .id = "folder-unreadable",
                                 .path = pending.path,
                                 .message = "this folder cannot be read: " + std::string(std::strerror(errno)),
                                 .incomplete = true});
    if (descriptor >= 0) close(descriptor);
    return;
  }

  std::vector<Entry> entries;
  bool has_git = false;
  bool has_ignore_file = false;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    has_git = has_git || name == ".git";
    has_ignore_file = has_ignore_file || name == ".gitignore";
    entries.push_back({std::string(name), entry->d_type});
  }
  // git looks upon a repository within another as one opaque thing, and so do we: a submodule is somebody else's
  // program, a linked work tree is this one once more.
  if (has_git && is_in_git_ && !pending.path.empty() && is_git_work_tree(absolute(pending.path))) return;

  IgnoreRules::Scope scope = pending.scope;
  if (has_ignore_file && !selection_.no_ignore) {
    const std::string path = from_git_top(pending.path);
    scope = scope_of(scope, path, absolute(join(pending.path, ".gitignore")));
  }
  for (const Entry& entry : entries) add_entry(descriptor, join(pending.path, entry.name), entry.type, scope);
}

void Walk::add_entry(int folder, const std::string& path, unsigned char type, IgnoreRules::Scope scope) {
  if (type == DT_UNKNOWN) {
    struct stat status{};
    const std::string name(name_of(path));
    if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) type = type_of(status.st_mode);
  }
  const bool is_folder = type == DT_DIR;
  if (is_folder && is_one_of(kForeign, name_of(path))) return;
  if (!selection_.no_ignore) {
    if (is_folder && is_build_output(path)) return;
    if (rules_.is_ignored(scope, root_in_git_.empty() ? path : from_git_top(path), is_folder)) return;
  }
  // Folders above were asked already, so matching the path itself is enough.
  if (std::any_of(exclude_.begin(), exclude_.end(), [&](const Glob& glob) { return glob.matches(path); })) return;

  if (is_folder) {
    pending_.push_back({path, scope});
  } else if (type == DT_REG) {
    add_file(folder, path);
  } else if (type == DT_LNK) {
    add_link(path);
  }
}

void Walk::add_file(int folder, std::string path) {
  const std::string name(name_of(path));
  if (source_extension(name).empty()) {
    if (name.ends_with(".vue") || name.ends_with(".svelte")) ++listing_.components;
    listing_.others.push_back(std::move(path));
    return;
  }
  if (!include_.empty() && !covers(include_, path)) return;
  struct stat status{};
  // If it is gone meanwhile, whoever reads it will say so.
  fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size <= kMaxFileSize) {
    listing_.sources.push_back({std::move(path), size});
    return;
  }
  std::string head(8192, '\0');
  if (const int file = openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK); file >= 0) {
    head.resize(static_cast<std::size_t>(std::max<ssize_t>(0, read(file, head.data(), head.size()))));
    close(file);
  }
  Trouble trouble = too_large(path);
  if (looks_binary(head) || roles_of_path(path).has(Role::Generated)) {
    trouble.level = Trouble::Level::Note;
    trouble.incomplete = false;
  }
  listing_.troubles.push_back(std::move(trouble));
}

void Walk::add_link(const std::string& path) {
  char target[PATH_MAX];
  // A loop, or a link to nothing: there is nothing to read.
  if (realpath(absolute(path).c_str(), target) == nullptr) return;
  const std::string_view real = target;
  const std::string_view root = root_.directory == "/" ? std::string_view() : root_.directory;
  if (lies_in(real, root)) {
    listing_.links.emplace_back(path, std::string(real.substr(std::min(root.size() + 1, real.size()))));
    return;
  }
  if (source_extension(path).empty()) return;
  listing_.troubles.push_back({.level = Trouble::Level::Note,
                               .id = "link-leaves-root",
                               .path = path,
                               .message = "this link leads out of the program and was not followed",
                               .incomplete = false});
}

}  // namespace

Listing walk(const Root& root, const Selection& selection) { return Walk(root, selection).run(); }

std::string git_top_of(const std::string& directory) {
  std::string folder = directory == "/" ? "" : directory;
  while (!is_git_work_tree(folder)) {
    if (folder.empty()) return {};
    folder.resize(folder.rfind('/'));
  }
  return folder.empty() ? "/" : folder;
}

}  // namespace lockstep::workspace
