#pragma once

#include "effects/flow.h"

#include <vector>

namespace lockstep::effects {

/// Units with calls that may read or write, and from there the callers of what hands rows in or out.
std::vector<NodeRef> units_to_look_at(const Program& program, Flows& flows);

}  // namespace lockstep::effects
