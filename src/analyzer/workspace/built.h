#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::workspace {

/// Where the source of a built file may lie. `target` is a path within a package, such as `dist/esm/sub/index.d.ts`;
/// the answers are module paths within the same package without an extension, the likeliest first: `src/sub/index`,
/// `sub/index` … A target that lies in no build folder is among its own answers.
std::vector<std::string> sources_of_built(std::string_view target);

/// Whether a folder's name says that it holds what was built: `dist`, `esm`, `types`, `dist-cjs` …
bool is_output_folder(std::string_view name);

}  // namespace lockstep::workspace
