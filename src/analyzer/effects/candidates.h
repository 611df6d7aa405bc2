#pragma once

#include "effects/flow.h"
#include "effects/paths.h"

#include <optional>
#include <string>

namespace lockstep::effects {

/// A write of one column that goes back to what was read, on a way that no lock guards: a lost update, unless something
/// excuses it (excuses.h).
struct Candidate {
  Node unit;
  const Source* read = nullptr;
  const Write* write = nullptr;
  Mutation cause;
  std::string column;
  std::optional<Path> path = {};  ///< on which nothing guards it
  Node evidence = {};             ///< that somebody knows better (beliefs.h)
};

/// Whether code runs in earnest, and more than once: no test, script or migration.
bool is_product_code(const program::File& file);

}  // namespace lockstep::effects
