#pragma once

#include "app/exit_code.h"
#include "app/options.h"
#include "rules/packs.h"

#include "base/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lockstep::app {

/// A requirement or query of a pack in use, by what a user calls it.
struct PackSubject {
  std::string rule;  ///< "require" or "query"
  std::string kind;  ///< its id
};

/// "require/ID", "query/ID", or the ID alone; nothing when no pack brings it.
std::optional<PackSubject> find_in_packs(const rules::Packs& packs, const std::string& subject);

/// All that the packs bring, as users call it.
std::vector<std::string> subjects_of(const rules::Packs& packs);

/// `lockstep explain require/ID`: what the pack wants and why, and how it stands in this program.
Result<ExitCode> explain_of_pack(const PackSubject& subject, const Options& options);

}  // namespace lockstep::app
