#pragma once

#include "app/exit_code.h"
#include "app/options.h"

namespace lockstep::app {

/// `lockstep test RULES`: every folder below the pack's "tests" is a small program with expectations in comments, as in
/// our own fixtures. A folder with a `lockstep.jsonc` of its own is scanned with that (to bind options), any other with
/// the pack and its defaults. Only what the packs say is compared; exit code 1 when something is not as expected.
Result<ExitCode> test_pack(const Options& options);

}  // namespace lockstep::app
