#pragma once

#include "workspace/store.h"
#include "workspace/workspace.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::workspace {

/// Everything in a root that is neither ignored nor excluded.
struct Listing {
  std::vector<ListedFile> sources;  ///< sorted by path
  std::vector<ListedFile> others;   ///< all other regular files, sorted by path
  /// Links within the root and where they lead in the end, sorted. They are not followed, since whatever they lead to
  /// is met in its own place; but imports may go through them.
  std::vector<std::pair<std::string, std::string>> links;
  std::vector<std::string> repositories;  ///< folders that are git work trees of their own, left out; sorted
  std::size_t components = 0;             ///< `.vue` and `.svelte` files
  bool is_narrowed = false;               ///< whether `include` or `exclude` left out anything
  std::vector<Trouble> troubles;
};

/// Folders are listed on the workers, one level of the tree after the other.
Listing walk(const Store& store, const Selection& selection, const Workers& workers);

}  // namespace lockstep::workspace
