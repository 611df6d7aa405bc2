#pragma once

#include "effects/hazards.h"
#include "effects/lock_pairs.h"
#include "effects/run_limits.h"

#include <vector>

namespace lockstep::effects {

/// What is wrong on the stretch on which a lock is held: ways out that do not give it back, another key that is given
/// back, work that goes on when it has been given back (lock_ends.cc).
void find_faults_of_regions(const Program& program, const Locks& locks, const LockPairs& pairs, Waits& waits,
                            const program::Liveness& liveness, std::vector<LockFault>& faults);

/// Locks that expire while their holder still waits for another machine (lock_lives.cc).
void find_outlived(const Program& program, const Locks& locks, const LockPairs& pairs, const Paths& paths, Waits& waits,
                   const RunLimits& limits, const program::Liveness& liveness, std::vector<LockFault>& faults);

/// Work that is started under a lock and goes on when it has been given back, since nobody waits for it
/// (loose_work.cc).
void find_loose_work(const Program& program, const Locks& locks, const LockPairs& pairs, Waits& waits,
                     const program::Liveness& liveness, std::vector<LockFault>& faults);

}  // namespace lockstep::effects
