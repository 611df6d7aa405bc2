#pragma once

#include "workspace/store.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::workspace {

/// A file as git keeps it.
struct SnapshotFile {
  std::string path;  ///< from the top of the work tree
  std::string object;
  Store::Type type = Store::Type::File;  ///< File, Link, or Other for a submodule
};

/// What git keeps of a work tree at one moment. Nothing of it is read from the work tree itself.
class Snapshot : public Store {
 public:
  /// The content of an object; nothing when it is missing, as in a clone that is not whole.
  using ReadObject = std::function<std::optional<std::string>(const std::string& object)>;

  /// `path_in_git` is where the root lies in the work tree.
  Snapshot(std::vector<SnapshotFile> files, std::string path_in_git, std::string exclude_file, ReadObject read);

  /// The object of a file of the root; nothing when there is no such file.
  std::optional<std::string> object_of(std::string_view path) const;

  /// Whether the content of an object is to be had.
  bool has(const std::string& object) const { return read_(object).has_value(); }

  /// All regular files of the root, ignored ones among them, in order.
  std::vector<std::string> paths() const;

  Folder list(const std::string& folder) const override;
  Bytes read(const std::string& path) const override;
  std::string head(const std::string& path) const override;
  Lead lead_of(const std::string& link) const override;
  std::optional<std::string> path_in_git() const override { return root_; }
  std::string ignore_file_above(const std::string& folder) const override;
  std::string exclude_file() const override { return exclude_file_; }

 private:
  using Files = std::vector<SnapshotFile>;
  Files::const_iterator first_in(std::string_view folder) const;
  const SnapshotFile* find(std::string_view path) const;
  bool is_folder(std::string_view path) const;
  std::string text_of(const SnapshotFile& file) const;

  Files files_;  // by path
  std::string root_;
  std::string exclude_file_;
  ReadObject read_;
};

}  // namespace lockstep::workspace
