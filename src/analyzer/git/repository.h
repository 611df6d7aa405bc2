#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::git {

/// A file as a commit or the index has it.
struct TrackedFile {
  enum class Kind : std::uint8_t { File, Link, Submodule };
  std::string path;    ///< from the top of the work tree; raw bytes
  std::string object;  ///< the id of its content
  Kind kind = Kind::File;
};

/// What git keeps of a work tree. Only objects and the index are read, never the work tree, so nothing that the
/// repository's attributes or configuration name is ever started.
class Repository {
 public:
  /// The repository whose work tree holds a directory. An error when there is none, or when git does not read it
  /// because it belongs to somebody else.
  static Result<Repository> of(const std::string& directory);

  /// Where the directory lies in the work tree; empty at its top.
  const std::string& path() const { return path_; }

  /// The commit that a revision names. An error for people when there is no such commit.
  Result<std::string> commit(const std::string& revision) const;
  /// The commits that several revisions name, asked for at once, since every question starts a git. Nothing unless all
  /// of them are known.
  std::optional<std::vector<std::string>> commits(const std::vector<std::string>& revisions) const;
  /// The commit that is checked out; nothing when there is none yet.
  std::optional<std::string> head() const;
  /// Where the histories of two commits part; nothing when that is not known, as in a shallow clone.
  std::optional<std::string> merge_base(const std::string& one, const std::string& other) const;
  /// The commits that are being merged into the one that is checked out, as far as git has said so.
  std::vector<std::string> merged_heads() const;

  /// All files of a commit, or of the index, of the whole work tree, in order of path.
  Result<std::vector<TrackedFile>> files_of(const std::string& commit) const;
  Result<std::vector<TrackedFile>> staged_files() const;
  /// Whether the index has a file, by its path from the directory.
  bool tracks(const std::string& path) const;
  /// Files that are tracked, but by the user's wish not in the work tree (a sparse checkout), in order of path. Some
  /// who wish so keep the file all the same, with changes that they never commit.
  std::vector<std::string> files_left_out() const;

 private:
  Repository(std::string top, std::string path) : top_(std::move(top)), path_(std::move(path)) {}
  bool is_shallow() const;
  std::optional<std::string> commit_of(const std::string& revision) const;  // nothing when it names none

  std::string top_;  // of the work tree
  std::string path_;
};

}  // namespace lockstep::git
