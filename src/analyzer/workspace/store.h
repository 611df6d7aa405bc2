#pragma once

#include "workspace/workspace.h"

#include "base/stamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::workspace {

/// Where the files of a program are kept: in folders (disk.h), or by git, as they were committed or staged
/// (snapshot.h). Everything that a `Workspace` knows it knows from here, so that one never sees half of each. Paths are
/// relative to the root unless it says otherwise. May be asked from any thread.
class Store {
 public:
  enum class Type : std::uint8_t { File, Folder, Link, Other };
  struct Entry {
    std::string name;
    Type type = Type::Other;
    Stamp stamp;         ///< of a File
    std::string object;  ///< of a File that git keeps: the id of its content
  };
  struct Folder {
    std::vector<Entry> entries;  ///< in no order
    bool is_repository = false;  ///< it is the top of a git work tree
    std::string trouble;         ///< why it cannot be read; then it is empty
  };
  /// Where a link leads in the end.
  struct Lead {
    enum class Kind : std::uint8_t { Nowhere, Inside, Outside };
    Kind kind = Kind::Nowhere;
    std::string path;  ///< Inside
  };

  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  virtual Folder list(const std::string& folder) const = 0;
  /// A regular file, whatever is in it. Never follows a link, never reads more than `kMaxFileSize`.
  virtual Bytes read(const std::string& path) const = 0;
  /// The beginning of one, empty when it cannot be read.
  virtual std::string head(const std::string& path) const = 0;
  virtual Lead lead_of(const std::string& link) const = 0;

  /// The root's path from the top of its git work tree; nothing when it lies in none.
  virtual std::optional<std::string> path_in_git() const = 0;
  /// A `.gitignore` above the root, by the path of its folder from the top of the work tree; empty when there is none.
  virtual std::string ignore_file_above(const std::string& folder) const = 0;
  /// What a clone ignores for itself: `info/exclude`.
  virtual std::string exclude_file() const = 0;
};

}  // namespace lockstep::workspace
