#pragma once

#include "findings/outcome.h"

#include <string>

namespace lockstep::tests {

/// A whole scan of a folder as `lockstep scan` does it, with all rules and the configuration that lies in it, if any:
/// places have their lines. `shuffled` extracts files in another order than that of their paths, which must change
/// nothing.
findings::Outcome scan(const std::string& folder, unsigned threads, bool shuffled = false);

}  // namespace lockstep::tests
