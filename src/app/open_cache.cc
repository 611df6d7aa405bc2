#include "app/open_cache.h"

#include <climits>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace lockstep::app {
namespace {

/// Absolute and without links, as far as it is there already.
std::string real_folder(const std::string& path) {
  std::error_code problem;
  const std::filesystem::path real =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, problem), problem);
  return problem ? std::string() : real.string();
}

bool lies_in(const std::string& path, const std::string& folder) {
  return folder == "/" || path == folder || path.starts_with(folder + "/");
}

/// All that whoever changes the program may change with it: the work tree of git that holds it, else the root.
std::string reach_of(const std::string& root) {
  for (std::filesystem::path folder = root; folder.has_relative_path(); folder = folder.parent_path()) {
    std::error_code problem;
    if (std::filesystem::exists(folder / ".git", problem)) return folder.string();
  }
  return root;
}

}  // namespace

Result<std::optional<cache::Cache>> open_cache(const Options& options, const workspace::Root& root, Stopwatch& watch) {
  using Opened = std::optional<cache::Cache>;
  if (options.no_cache) return Opened();
  std::string chosen = options.cache_folder.value_or("");
  if (chosen.empty()) {
    const char* variable = std::getenv("LOCKSTEP_CACHE_DIR");
    if (variable != nullptr) chosen = variable;
  }
  std::string folder = real_folder(chosen.empty() ? cache::usual_folder() : chosen);
  const std::string reach = reach_of(root.directory);
  if (folder.empty() || lies_in(folder, reach)) {
    // A home directory that is scanned itself has no other place for it.
    if (chosen.empty()) {
      watch.note(folder.empty()
                     ? "the cache has no place: there is no home directory (LOCKSTEP_CACHE_DIR names a folder)"
                     : "the cache has no place: it would lie in what is scanned (LOCKSTEP_CACHE_DIR names "
                       "another folder)");
      return Opened();
    }
    return Error{
        .what = "the cache must lie outside of " + reach + ", since whoever changes what is scanned could plant one",
        .where = chosen,
        .frame = {},
        .hint = "choose another folder, or scan without one (--no-cache)"};
  }
  return Opened(std::in_place, folder, root.directory);
}

cache::Cache* pointer_to(std::optional<cache::Cache>& cache) { return cache && cache->is_open() ? &*cache : nullptr; }

void close_cache(std::optional<cache::Cache>& cache, Stopwatch& watch) {
  if (!cache) return;
  cache->tidy();
  watch.lap("keep");
  if (!cache->note().empty()) watch.note("the cache " + cache->note());
}

}  // namespace lockstep::app
