#include "app/exit_code.h"

#include <algorithm>

namespace lockstep::app {

ExitCode exit_code(const findings::Outcome& outcome, findings::Severity fail_on) {
  if (outcome.is_incomplete()) return ExitCode::Incomplete;
  const bool fails = fail_on != findings::Severity::Off &&
                     std::any_of(outcome.findings.begin(), outcome.findings.end(),
                                 [&](const findings::Finding& finding) { return finding.severity >= fail_on; });
  return fails ? ExitCode::Findings : ExitCode::Clean;
}

}  // namespace lockstep::app
