#pragma once

#include "adoption/suppress.h"
#include "config/config.h"
#include "findings/outcome.h"
#include "program/program.h"
#include "rules/selection.h"

#include <string>
#include <vector>

namespace lockstep::adoption {

/// How a run was set up, as far as suppressions must know it.
struct Run {
  const config::Config& config;
  const rules::Selection& selection;
  /// Every file of the program was looked at: nothing was excluded for this run only.
  bool is_whole = true;
  std::string today;  ///< "2026-11-26"
};

/// `suppress` for the comments of a program and what the rules said of it.
void suppress(findings::Outcome& outcome, const program::Program& program, const Run& run);

}  // namespace lockstep::adoption
