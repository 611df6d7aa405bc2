#pragma once

#include "effects/paths.h"

#include <optional>
#include <string_view>

namespace lockstep::effects {

/// A way to a unit whose locks are each for one thing only (`lock:conversation:{id}`), and the first of them.
struct NarrowlyLocked {
  Path path;
  Node lock;
};

/// Whether a key is the same for everybody, or for everybody on one day: what is stored there belongs to no single
/// thing.
bool is_for_everybody(std::string_view key);

/// The shortest way to `unit` on which every lock is for one thing only, so that whoever works on another thing comes
/// to the same value at once; none where some lock may keep all others out.
std::optional<NarrowlyLocked> narrowly_locked(const Program& program, const Locks& locks, const Paths& paths,
                                              const program::Liveness& liveness, const Node& unit, const Node& write);

}  // namespace lockstep::effects
