#pragma once

#include "base/wildcard.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::workspace {

/// The patterns of one `.gitignore` or `.git/info/exclude`, read and matched as git does.
class IgnoreFile {
 public:
  IgnoreFile() = default;
  explicit IgnoreFile(std::string_view text);

  bool empty() const { return patterns_.empty(); }

  /// What the last pattern that matches says: true to ignore, false to keep after all; nothing when none matches.
  /// `path` is relative to the file's own folder. That a folder above was ignored is for the caller to know.
  std::optional<bool> decide(std::string_view path, bool is_folder) const;

 private:
  struct Pattern {
    std::string prefix;  // what must stand there literally, before the wildcard
    Wildcard wildcard;   // for the rest
    bool is_literal;     // there is no rest
    bool is_suffix;      // `*` and then `prefix`, which is by far the most common wildcard
    bool is_negative;
    bool folders_only;
    bool names_only;  // without a slash: matches at any depth
  };

  void add(std::string_view line);
  static bool matches(const Pattern& pattern, std::string_view path, std::string_view name);

  std::vector<Pattern> patterns_;
};

/// The ignore files that hold for a folder, and for all folders above it.
class IgnoreRules {
 public:
  using Scope = std::size_t;
  static constexpr Scope kNone = static_cast<Scope>(-1);

  /// Asked when no `.gitignore` has an answer.
  void set_exclude(IgnoreFile file) { exclude_ = std::move(file); }
  /// A scope for a folder within the scope of the folder above. Paths are relative to the top of the git work tree.
  Scope add(Scope above, std::string folder, IgnoreFile file);

  bool is_ignored(Scope scope, std::string_view path, bool is_folder) const;

 private:
  struct Level {
    Scope above;
    std::string folder;
    IgnoreFile file;
  };
  std::vector<Level> levels_;
  IgnoreFile exclude_;
};

}  // namespace lockstep::workspace
