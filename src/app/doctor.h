#pragma once

#include "app/exit_code.h"
#include "app/options.h"

namespace lockstep::app {

/// `lockstep doctor`: what was understood of the program, and what was not.
Result<ExitCode> doctor(const Options& options);

}  // namespace lockstep::app
