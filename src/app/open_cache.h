#pragma once

#include "app/options.h"
#include "app/stopwatch.h"
#include "cache/cache.h"
#include "workspace/workspace.h"

#include "base/result.h"

#include <optional>

namespace lockstep::app {

/// The cache of a program, unless somebody said that there shall be none. An error when it would lie among the files
/// that are scanned: whoever may change those could plant one. Where the usual folder is none, `watch` is told why.
Result<std::optional<cache::Cache>> open_cache(const Options& options, const workspace::Root& root, Stopwatch& watch);

/// The same for whom it is all one why there is none.
cache::Cache* pointer_to(std::optional<cache::Cache>& cache);

/// Tidies up, and tells those who want to know what is the matter with it.
void close_cache(std::optional<cache::Cache>& cache, Stopwatch& watch);

}  // namespace lockstep::app
