#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lockstep::workspace {

/// Which directory is the program, and which part of it was asked about.
struct Root {
  std::string directory;              ///< absolute, without links, without a trailing slash
  std::vector<std::string> reported;  ///< what PATHs name, relative to `directory`, sorted; "" is all of it
  std::optional<std::string> config;  ///< absolute path of the root's `lockstep.jsonc` if it has one, perhaps a link
};

/// Finds the program that encloses all of `paths` (none means the working directory): `chosen` if given (`--root`),
/// else the nearest directory upward with a `lockstep.jsonc`, else the git work tree, else the nearest workspace root
/// (a `package.json` with `workspaces`, or the file of pnpm, Lerna, Nx or Rush), else what the paths have in common.
Result<Root> find_root(const std::vector<std::string>& paths, const std::optional<std::string>& chosen);

}  // namespace lockstep::workspace
