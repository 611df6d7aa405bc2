#pragma once

#include "effects/locks.h"

namespace lockstep::effects {

/// What becomes of the function that gives a lock back, in the unit that was handed it:
/// `const release = await locks.acquire(key)`.
struct HandleUse {
  bool is_called = false;  ///< the lock is given back
  bool is_tested = false;  ///< and what is done depends on whether there is one, beyond giving it back
  Node handed;             ///< the first place where it goes elsewhere: an argument, a result, a field
};

/// Nothing where the result of the acquisition has no name, or one that could be anything.
std::optional<HandleUse> use_of_handle(const Node& unit, const Node& acquire);

}  // namespace lockstep::effects
