#include "workspace/snapshot.h"

#include "workspace/paths.h"
#include "workspace/read_file.h"

#include <algorithm>
#include <utility>

namespace lockstep::workspace {
namespace {

constexpr int kMostLinks = 40;  // on the way to one file, as kernels count

}  // namespace

Snapshot::Snapshot(std::vector<SnapshotFile> files, std::string path_in_git, std::string exclude_file, ReadObject read)
    : files_(std::move(files)),
      root_(std::move(path_in_git)),
      exclude_file_(std::move(exclude_file)),
      read_(std::move(read)) {
  std::sort(files_.begin(), files_.end(), [](const SnapshotFile& a, const SnapshotFile& b) { return a.path < b.path; });
}

/// The first file whose path is no less than that of the folder's content.
Snapshot::Files::const_iterator Snapshot::first_in(std::string_view folder) const {
  const std::string prefix = folder.empty() ? std::string() : std::string(folder) + "/";
  return std::lower_bound(files_.begin(), files_.end(), prefix,
                          [](const SnapshotFile& file, const std::string& wanted) { return file.path < wanted; });
}

const SnapshotFile* Snapshot::find(std::string_view path) const {
  const auto place =
      std::lower_bound(files_.begin(), files_.end(), path,
                       [](const SnapshotFile& file, std::string_view wanted) { return file.path < wanted; });
  return place != files_.end() && place->path == path ? &*place : nullptr;
}

bool Snapshot::is_folder(std::string_view path) const {
  const auto first = first_in(path);
  return path.empty() || (first != files_.end() && first->path.size() > path.size() && lies_in(first->path, path));
}

std::optional<std::string> Snapshot::object_of(std::string_view path) const {
  const SnapshotFile* file = find(join(root_, path));
  return file != nullptr && file->type == Type::File ? std::optional(file->object) : std::nullopt;
}

std::vector<std::string> Snapshot::paths() const {
  std::vector<std::string> paths;
  for (auto file = first_in(root_); file != files_.end() && lies_in(file->path, root_); ++file) {
    if (file->type == Type::File) paths.push_back(file->path.substr(root_.empty() ? 0 : root_.size() + 1));
  }
  return paths;
}

Store::Folder Snapshot::list(const std::string& folder) const {
  const std::string path = join(root_, folder);
  const std::size_t begin = path.empty() ? 0 : path.size() + 1;
  Folder listed;
  for (auto file = first_in(path); file != files_.end() && lies_in(file->path, path);) {
    const std::size_t slash = file->path.find('/', begin);
    if (slash == std::string::npos) {
      listed.entries.push_back({.name = file->path.substr(begin), .type = file->type, .object = file->object});
      ++file;
      continue;
    }
    std::string inner = file->path.substr(0, slash);
    listed.entries.push_back({.name = inner.substr(begin), .type = Type::Folder});
    inner += static_cast<char>('/' + 1);  // just behind all that the folder holds
    file = std::lower_bound(file, files_.end(), inner,
                            [](const SnapshotFile& other, const std::string& wanted) { return other.path < wanted; });
  }
  return listed;
}

Bytes Snapshot::read(const std::string& path) const {
  const SnapshotFile* file = find(join(root_, path));
  if (file == nullptr) return unreadable(path, "there is no such file");
  if (file->type != Type::File) return unreadable(path, "it is no regular file");
  auto text = read_(file->object);
  if (!text) return unreadable(path, "git does not have its content");
  if (text->size() > kMaxFileSize) return {.text = {}, .trouble = too_large(path)};
  return {.text = *std::move(text), .trouble = {}};
}

std::string Snapshot::head(const std::string& path) const { return read(path).text; }

std::string Snapshot::text_of(const SnapshotFile& file) const { return read_(file.object).value_or(std::string()); }

/// Follows links part by part, since every folder on the way may be one too.
Store::Lead Snapshot::lead_of(const std::string& link) const {
  std::string done;
  std::string rest = join(root_, link);
  for (int links = 0; !rest.empty();) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    std::string next = join(done, rest.substr(0, slash));
    rest.erase(0, std::min(slash + 1, rest.size()));
    const SnapshotFile* file = find(next);
    if (file == nullptr || file->type != Type::Link) {
      if (file == nullptr && !is_folder(next)) return {};
      done = std::move(next);
      continue;
    }
    const std::string target = text_of(*file);
    if (++links > kMostLinks || target.empty()) return {};
    const auto there = target.starts_with('/') ? std::nullopt : follow(done, target);
    if (!there) return {.kind = Lead::Kind::Outside, .path = {}};
    rest = rest.empty() ? *there : join(*there, rest);
    done.clear();
  }
  if (!lies_in(done, root_)) return {.kind = Lead::Kind::Outside, .path = {}};
  const std::size_t cut = root_.empty() ? 0 : root_.size() + 1;
  return {.kind = Lead::Kind::Inside, .path = done.substr(std::min(cut, done.size()))};
}

std::string Snapshot::ignore_file_above(const std::string& folder) const {
  const SnapshotFile* file = find(join(folder, ".gitignore"));
  return file != nullptr && file->type == Type::File ? text_of(*file) : std::string();
}

}  // namespace lockstep::workspace
