#pragma once

#include "app/options.h"
#include "findings/outcome.h"

namespace lockstep::app {

/// In GitHub Actions (`--format github` on the standard output, and GITHUB_STEP_SUMMARY names a file) adds the findings
/// as Markdown to the summary of the step, where there is room for more than for annotations.
Status add_step_summary(const findings::Outcome& outcome, const Options& options);

}  // namespace lockstep::app
