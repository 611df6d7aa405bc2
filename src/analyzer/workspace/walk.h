#pragma once

#include "workspace/root.h"
#include "workspace/workspace.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::workspace {

/// Everything in a root that is neither ignored nor excluded.
struct Listing {
  struct Source {
    std::string path;
    std::uint64_t size;
  };
  std::vector<Source> sources;      ///< sorted by path
  std::vector<std::string> others;  ///< all other regular files, sorted
  /// Links within the root and where they lead in the end, sorted. They are not followed, since whatever they lead to
  /// is met in its own place; but imports may go through them.
  std::vector<std::pair<std::string, std::string>> links;
  std::size_t components = 0;  ///< `.vue` and `.svelte` files
  std::vector<Trouble> troubles;
};

Listing walk(const Root& root, const Selection& selection);

/// The top of the git work tree that a directory lies in; empty when there is none.
std::string git_top_of(const std::string& directory);

}  // namespace lockstep::workspace
