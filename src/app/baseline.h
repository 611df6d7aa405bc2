#pragma once

#include "adoption/baseline.h"
#include "app/exit_code.h"
#include "app/judge.h"
#include "app/options.h"

#include "base/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lockstep::app {

/// The baseline of a run: the one that it names, else the root's own (as it is staged, where that is asked about), else
/// none. One that is named and missing, or that cannot be understood, is an error: a scan that takes old findings for
/// new ones, or new ones for old, helps nobody.
Result<std::optional<adoption::Baseline>> load_baseline(const Options& options, const Judgement& judged);

/// Takes what the baseline knows off the outcome; returns what became of its entries.
adoption::Held hold_against(Judgement& judged, const adoption::Baseline& baseline, const Options& options);

/// `lockstep baseline`.
Result<ExitCode> write_baseline(const Options& options);

}  // namespace lockstep::app
