#pragma once

#include "app/exit_code.h"
#include "app/options.h"

namespace lockstep::app {

/// `lockstep init [PATH]`: writes a `lockstep.jsonc` for the repository at hand, which changes nothing yet and says in
/// comments what was found: packages, libraries that decide what is a write, locks, entry points. Never overwrites one.
Result<ExitCode> init(const Options& options);

}  // namespace lockstep::app
