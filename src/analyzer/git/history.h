#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What a git work tree remembers: which commit brought a value into a line. Asked only where somebody asks for one
/// finding, since history differs from clone to clone and reports must not.
///
/// A repository's own configuration can name programs (a monitor, hooks, filters, pagers, signers). None of them runs:
/// git is started without a shell, in an environment of ours, with those settings overruled, and only commands that
/// read objects are used, never the work tree.
namespace lockstep::git {

struct Commit {
  std::string id;       ///< abbreviated
  std::string date;     ///< "2026-03-31", of the author
  std::string subject;  ///< its first line; raw bytes, never trusted
};

class History {
 public:
  /// The history of the work tree that holds a directory; nothing when there is none, or when it is shallow and would
  /// tell half of the truth. An error when git refuses the repository because it belongs to somebody else.
  static Result<std::optional<History>> of(const std::string& directory);

  /// The commit that brought `value` into a line. `path` is relative to the directory, `line` is the line as it is now
  /// and `number` about where it is. Nothing when it is not committed yet.
  std::optional<Commit> introduced(const std::string& path, std::string_view line, std::uint32_t number,
                                   std::string_view value) const;

 private:
  explicit History(std::string directory) : directory_(std::move(directory)) {}

  std::string directory_;
};

/// Whether `value` stands in `line` as a whole word.
bool spells(std::string_view line, std::string_view value);

}  // namespace lockstep::git
