#include "workspace/disk.h"

#include "workspace/paths.h"
#include "workspace/read_file.h"

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
#include <utility>

namespace lockstep::workspace {
namespace {

constexpr std::size_t kHeadSize = 8192;

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

Store::Type type_of(const struct stat& status) {
  return S_ISREG(status.st_mode)   ? Store::Type::File
         : S_ISDIR(status.st_mode) ? Store::Type::Folder
         : S_ISLNK(status.st_mode) ? Store::Type::Link
                                   : Store::Type::Other;
}

Stamp stamp_of(const struct stat& status) {
  const auto nanoseconds = [](const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_nsec};
  };
#ifdef __APPLE__
  const timespec& modified = status.st_mtimespec;
  const timespec& changed = status.st_ctimespec;
#else
  const timespec& modified = status.st_mtim;
  const timespec& changed = status.st_ctim;
#endif
  return {.size = static_cast<std::uint64_t>(status.st_size),
          .modified = nanoseconds(modified),
          .changed = nanoseconds(changed),
          .inode = static_cast<std::uint64_t>(status.st_ino)};
}

/// An empty folder called `.git` makes no work tree; a file does, of a submodule or a linked one.
bool is_git_work_tree(const std::string& folder) {
  struct stat status{};
  const std::string git = folder + "/.git";
  if (stat(git.c_str(), &status) != 0) return false;
  return S_ISREG(status.st_mode) || access((git + "/HEAD").c_str(), F_OK) == 0;
}

Store::Entry look_at(int folder, const dirent& found) {
  Store::Entry entry{.name = found.d_name};
  if (found.d_type == DT_DIR) entry.type = Store::Type::Folder;
  if (found.d_type == DT_LNK) entry.type = Store::Type::Link;
  if (found.d_type != DT_REG && found.d_type != DT_UNKNOWN) return entry;
  struct stat status{};
  // If it is gone meanwhile, whoever reads it will say so.
  if (fstatat(folder, found.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (found.d_type == DT_REG) entry.type = Store::Type::File;
    return entry;
  }
  entry.type = type_of(status);
  entry.stamp = stamp_of(status);
  return entry;
}

}  // namespace

Disk::Disk(std::string root) : root_(std::move(root)), git_top_(git_top_of(root_)) {}

std::string Disk::absolute(std::string_view path) const { return join(root_, path); }

Store::Folder Disk::list(const std::string& folder) const {
  const int descriptor = open(absolute(folder).c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  const std::unique_ptr<DIR, CloseFolder> open_folder{descriptor >= 0 ? fdopendir(descriptor) : nullptr};
  Folder listed;
  if (open_folder == nullptr) {
    listed.trouble = std::strerror(errno);
    if (descriptor >= 0) close(descriptor);
    return listed;
  }
  bool has_git = false;
  while (const dirent* entry = readdir(open_folder.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    has_git = has_git || name == ".git";
    listed.entries.push_back(look_at(descriptor, *entry));
  }
  listed.is_repository = has_git && is_git_work_tree(absolute(folder));
  return listed;
}

Bytes Disk::read(const std::string& path) const { return read_file(absolute(path), path); }

std::string Disk::head(const std::string& path) const {
  std::string head(kHeadSize, '\0');
  const int file = open(absolute(path).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return {};
  head.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(file, head.data(), head.size()))));
  close(file);
  return head;
}

Store::Lead Disk::lead_of(const std::string& link) const {
  char target[PATH_MAX];
  // A loop, or a link to nothing: there is nothing to read.
  if (realpath(absolute(link).c_str(), target) == nullptr) return {};
  const std::string_view real = target;
  const std::string_view root = root_ == "/" ? std::string_view() : root_;
  if (!lies_in(real, root)) return {.kind = Lead::Kind::Outside, .path = {}};
  return {.kind = Lead::Kind::Inside, .path = std::string(real.substr(std::min(root.size() + 1, real.size())))};
}

std::optional<std::string> Disk::path_in_git() const {
  if (git_top_.empty()) return std::nullopt;
  return git_top_ == root_ ? "" : root_.substr(git_top_ == "/" ? 1 : git_top_.size() + 1);
}

std::string Disk::ignore_file_above(const std::string& folder) const {
  return read_file(join(join(git_top_, folder), ".gitignore"), "").text;
}

std::string Disk::exclude_file() const {
  // In a linked work tree `.git` is a file and the excludes lie elsewhere, out of the root.
  return git_top_.empty() ? std::string() : read_file(git_top_ + "/.git/info/exclude", "").text;
}

std::string git_top_of(const std::string& directory) {
  std::string folder = directory == "/" ? "" : directory;
  while (!is_git_work_tree(folder)) {
    if (folder.empty()) return {};
    folder.resize(folder.rfind('/'));
  }
  return folder.empty() ? "/" : folder;
}

}  // namespace lockstep::workspace
