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

 private:
  std::vector<Wildcard> alternatives_;
};

/// For a glob that is asked once.
bool glob_matches(std::string_view glob, std::string_view path);

}  // namespace lockstep
