#pragma once

#include "workspace/package.h"
#include "workspace/trouble.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::workspace {

/// `"@app/*": ["src/app/*"]`, with targets that lie in the root.
struct PathRule {
  std::string prefix;  ///< before the star, or all of it
  std::string suffix;
  bool has_star = false;
  std::vector<std::string> targets;  ///< relative to the root, with the star

  /// What the star stands for, when the rule matches.
  std::optional<std::string_view> match(std::string_view specifier) const;
};

/// What a tsconfig.json says about names of modules, everything that it extends included.
struct TsConfig {
  std::string path;
  std::vector<PathRule> paths;  ///< the closest match first: exact rules, then by length of prefix
  std::optional<std::string> base_url;
};

/// The configurations of one folder, `tsconfig.json` first: also those beside it that it may refer to
/// (`tsconfig.app.json`, `tsconfig.base.json`), because whatever they map, they map for these files.
struct TsConfigFolder {
  std::string folder;
  std::vector<TsConfig> configs;
};

/// Reads a file of the root by its path; nothing when it cannot be read (which is then somebody else's trouble).
using ReadText = std::function<std::optional<std::string>(const std::string& path)>;

/// Loads all configurations among `paths` (which name every `tsconfig*.json` and `jsconfig*.json` of the root, sorted),
/// in order of folder. What `extends` names is looked for in the root only: beside, or in one of `packages`.
std::vector<TsConfigFolder> load_tsconfigs(std::span<const std::string> paths, std::span<const Package> packages,
                                           const ReadText& read, std::vector<Trouble>& troubles);

bool is_tsconfig_name(std::string_view name);

}  // namespace lockstep::workspace
