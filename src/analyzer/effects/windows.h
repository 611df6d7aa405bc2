#pragma once

#include "effects/effect.h"

#include <vector>

/// What lies between a read and the write that goes back to it, on one and the same run.
namespace lockstep::effects {

/// The awaits of a unit that lie between a read and a write, loops over streams (`for await`) among them. What stands
/// on a branch that is never taken together with the read or the write is left out.
std::vector<Node> awaits_between(const Node& unit, const Node& read, const Node& write);

}  // namespace lockstep::effects
