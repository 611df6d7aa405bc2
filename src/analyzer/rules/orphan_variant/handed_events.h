#pragma once

#include "rules/rule.h"

namespace lockstep::rules::variants {

/// Whether an event that is made (`new Event('open')`) is only handed to functions that dispatch nothing, such as a
/// callback of the caller's: `const event = new Event('open'); onOpen(event);`
bool is_kept_from_buses(const Node& made);

}  // namespace lockstep::rules::variants
