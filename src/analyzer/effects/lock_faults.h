#pragma once

#include "effects/hazards.h"
#include "effects/lock_pairs.h"
#include "effects/run_limits.h"

#include <vector>

namespace lockstep::effects {

/// What is wrong on the stretch on which a lock is held: ways out that do not give it back, another key that is given
/// back, waits that outlive it, work that goes on when it has been given back.
void find_faults_of_regions(const Program& program, const Locks& locks, const LockPairs& pairs, Waits& waits,
                            const RunLimits& limits, const program::Liveness& liveness, std::vector<LockFault>& faults);

}  // namespace lockstep::effects
