#pragma once

#include "app/exit_code.h"
#include "app/options.h"

#include "base/result.h"

namespace lockstep::app {

/// `lockstep explain`: a rule's page, or one finding in full.
Result<ExitCode> explain(const Options& options);

/// `lockstep rules`.
Result<ExitCode> list_rules(const Options& options);

}  // namespace lockstep::app
