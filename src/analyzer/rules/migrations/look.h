#pragma once

#include "rules/migrations/script.h"

/// Whether an insert of a migration happens only where a look before it found nothing. A condition alone is no look:
/// `if (process.env.SEED)` and `if (rows.length > 0)` let the second run in as they did the first.
namespace lockstep::rules::migrations {

enum class Look : std::uint8_t {
  None,     ///< no condition, or surely one that lets a second run in
  Unknown,  ///< a condition that may be a look
  Missing,  ///< it happens only where nothing was found
};

Look look_before(const Program& program, const Deed& deed, const Script& script);

}  // namespace lockstep::rules::migrations
