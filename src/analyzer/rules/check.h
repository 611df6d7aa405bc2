#pragma once

#include "base/workers.h"
#include "config/config.h"
#include "findings/outcome.h"
#include "rules/packs.h"
#include "rules/rule.h"
#include "rules/selection.h"

#include <span>

namespace lockstep::rules {

/// Runs the selected rules over a linked program, side by side, and returns everything they say, in order, with
/// severities from the configuration, identities, and a notification for every trouble of the workspace and of
/// extraction. Findings whose places all lie outside of the reported paths are left out, and those whose primary place
/// lies in a file of a role where the rule does not report (`Rule::silent_in`). Places still lack lines (see `locate`).
/// Requirements of `packs`, which must outlive the outcome, are judged last and give it its verdicts.
findings::Outcome check(const Program& program, const config::Config& config, const Packs& packs,
                        const Selection& selection, const Workers& workers);

/// The same for chosen rules: what `check` does with all of them.
findings::Outcome check(const Program& program, const config::Config& config, const Packs& packs,
                        const Selection& selection, const Workers& workers, std::span<const Rule* const> rules);

/// What was not understood of a program's files; a part of what `check` returns.
std::vector<findings::Notification> notifications(const Program& program);

/// What is known about the rules that `check` runs: the `rules` of its outcome.
std::vector<RuleInfo> selected(const config::Config& config, const Packs& packs, const Selection& selection);

}  // namespace lockstep::rules
