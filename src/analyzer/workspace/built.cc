#include "workspace/built.h"

#include "workspace/paths.h"

#include <algorithm>
#include <span>

namespace lockstep::workspace {
namespace {

constexpr std::string_view kOutputs[] = {
    "_cjs",         "_esm",    "_types", ".build",  "browser", "build",   "built", "cjs",    "commonjs", "compiled",
    "declarations", "dist",    "dts",    "es",      "es5",     "es6",     "esm",   "lib",    "node",     "out",
    "output",       "release", "target", "tsc-out", "types",   "typings", "umd",   "module", "modern",   "js",
};
constexpr std::string_view kSourceFolders[] = {"src", "", "lib", "source", "app"};

// `index.esm.js`, `main.prod.min.js`: words that bundlers add.
constexpr std::string_view kFlavours[] = {"browser", "bundle", "cjs",  "common",     "development", "dev",
                                          "es",      "esm",    "iife", "min",        "mjs",         "modern",
                                          "module",  "node",   "prod", "production", "umd"};

bool has(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view without_ending(std::string_view path) {
  for (const std::string_view extra : {".d.ts.map", ".js.map", ".json"}) {
    if (path.ends_with(extra)) return path;
  }
  path.remove_suffix(source_extension(path).size());
  while (true) {
    const std::string_view name = name_of(path);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || !has(kFlavours, name.substr(dot + 1))) return path;
    path.remove_suffix(name.size() - dot);
  }
}

}  // namespace

bool is_output_folder(std::string_view name) {
  return has(kOutputs, name) || name.starts_with("dist-") || name.starts_with("dist_") || name.starts_with("build-") ||
         name.starts_with("lib-") || name.starts_with("es20") || name.starts_with("fesm");
}

std::vector<std::string> sources_of_built(std::string_view target) {
  while (target.starts_with("./")) target.remove_prefix(2);
  std::string_view rest = without_ending(target);
  std::vector<std::string> candidates;
  const auto add = [&](std::string_view folder) {
    std::string candidate = join(folder, rest);
    if (!candidate.empty() && std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
      candidates.push_back(std::move(candidate));
    }
  };
  const std::string_view whole = rest;
  // dist/cjs/… and even build/dist/esm/… occur; deeper than that a folder's name is its own.
  for (int depth = 0; depth < 4; ++depth) {
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || !is_output_folder(rest.substr(0, slash))) break;
    rest.remove_prefix(slash + 1);
    for (const std::string_view folder : kSourceFolders) add(folder);
  }
  // Last the target as it is written: in a build folder it is second best, elsewhere it is the source itself.
  rest = whole;
  add("");
  for (const std::string_view folder : kSourceFolders) add(folder);
  return candidates;
}

}  // namespace lockstep::workspace
