#pragma once

#include "base/id.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::workspace {

/// A `package.json` of the program, numbered in order of its directory.
using PackageId = Id<struct PackageTag>;

/// An entry of `exports` or `imports` with its conditions laid flat: where it may lead, the likeliest source first.
struct EntryPoint {
  std::string pattern;  ///< ".", "./sub", "./features/*", "#internal/*"
  std::vector<std::string> targets;
};

/// What a `package.json` says about names and entry points. Which of its promises hold is for `resolve` to find out.
struct Package {
  std::string name;       ///< may be empty
  std::string version;    ///< may be empty
  std::string directory;  ///< relative to the root, "" for the root itself
  /// Listed by the workspaces of npm, Yarn, Bun, pnpm, Lerna or Rush (a workspace's own root included).
  bool is_member = false;
  bool is_private = false;
  /// A folder of it is a git repository of its own (the private part of an open core, say), so that some of its code is
  /// not here.
  bool lacks_part = false;

  std::vector<std::string> mains;  ///< `source`, `types`, `module`, `main` … as written, the likeliest source first
  std::vector<std::string> bins;
  std::vector<EntryPoint> exports;
  std::vector<EntryPoint> imports;
  bool has_exports = false;  ///< then nothing else is public

  /// Name and range of dependencies of all kinds, sorted by name.
  std::vector<std::pair<std::string, std::string>> dependencies;

  /// The range under which a dependency is declared; empty when it is not.
  std::string_view range_of(std::string_view dependency) const;
};

}  // namespace lockstep::workspace
