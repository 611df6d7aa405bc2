#pragma once

#include "app/exit_code.h"
#include "app/options.h"

#include "base/result.h"

namespace lockstep::app {

/// `lockstep suppressions`.
Result<ExitCode> list_suppressions(const Options& options);

}  // namespace lockstep::app
