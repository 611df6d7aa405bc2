#pragma once

#include "findings/outcome.h"

namespace lockstep::app {

/// What a shell gets from us. `CouldNotRun` wins over `Incomplete`, and that over `Findings`: who knows only a part
/// must not be told that the whole is clean.
enum class ExitCode : int { Clean = 0, Findings = 1, CouldNotRun = 2, Incomplete = 3 };

/// `fail_on` `Off` stands for "never".
ExitCode exit_code(const findings::Outcome& outcome, findings::Severity fail_on);

}  // namespace lockstep::app
