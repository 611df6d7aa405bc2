#pragma once

#include "base/wildcard.h"

#include <string_view>
#include <vector>

namespace lockstep {

/// A glob as users write them in options and configuration: a `Wildcard` with alternatives `{a,b}`, which may be
/// nested. A glob without `/` (but at its end) matches at any depth, as in .gitignore; a leading `/` or `./` anchors
/// it.
class Glob {
 public:
  explicit Glob(std::string_view glob);

  /// Whether it matches a path (relative to the root, with `/`) itself.
  bool matches(std::string_view path) const;
  /// Whether it matches the path or a folder above it, so that `legacy` covers `src/legacy/a.ts`.
  bool covers(std::string_view path) const;
  /// Whether a class without an end, or a backslash at it, keeps one of its alternatives from matching anything.
  bool is_broken() const;

 private:
  std::vector<Wildcard> alternatives_;
};

/// Why a glob can never match anything, or not all that is written in it, in words for whoever wrote it, and what to
/// write instead; both empty when it is sound.
struct GlobFault {
  std::string_view what;
  std::string_view hint;

  explicit operator bool() const { return !what.empty(); }
};
GlobFault fault_of_glob(std::string_view glob);

/// For a glob that is asked once.
bool glob_matches(std::string_view glob, std::string_view path);

}  // namespace lockstep
