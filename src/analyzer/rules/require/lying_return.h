#pragma once

#include "rules/require/scene.h"

namespace lockstep::rules::require {

/// Where a function hands out what says that the lock was got, on a way on which the store has said that it was not:
/// `if (reply !== 'OK') return token;`, a `return token` of who has waited long enough. Null where it tells the truth.
Node lying_return(const Scene& scene, const Node& function, int depth = 0);

}  // namespace lockstep::rules::require
