#pragma once

#include "app/exit_code.h"
#include "app/options.h"

namespace lockstep::app {

/// `lockstep audit`: a scan as a document that people read from the top.
Result<ExitCode> audit(const Options& options);

}  // namespace lockstep::app
