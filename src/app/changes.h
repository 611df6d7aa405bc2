#pragma once

#include "app/judge.h"
#include "app/options.h"
#include "app/stopwatch.h"

#include "base/result.h"
#include "base/workers.h"

namespace lockstep::app {

/// What a change brought (`--since`, `--staged`): the whole program is judged, and so is the program as it was before.
/// Findings stay that were not there before, wherever they lie: a deletion in one file may orphan something in another.
/// So do those with a place on a line that the change touched.
Result<Judgement> judge_changes(const Options& options, const Workers& workers, Stopwatch& watch);

}  // namespace lockstep::app
