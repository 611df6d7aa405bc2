#pragma once

#include "effects/locks.h"
#include "program/entry_points.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::effects {

/// A way from the outside world down to a unit.
struct Path {
  std::optional<program::EntryPoint> entry;  ///< none: alive, but who calls it is not known
  Node start;                                ///< the function that it begins with
  std::vector<Node> calls;                   ///< from the start down, each in the function that the one before leads to
};

/// Locks that may be held at a write, on whatever way leads there.
struct Held {
  struct Lock {
    Node unit;
    Region region;
  };
  std::vector<Lock> regions;
  bool is_certain = true;  ///< all of them are locks whose keys are known
};

/// Ways from entry points on which no lock is held. A function's lock context is what all its callers share, so one way
/// without a lock is enough to say that none is certainly held.
class Paths {
 public:
  Paths(const Program& program, const Locks& locks, const std::vector<program::EntryPoint>& entries,
        const program::Liveness& liveness);

  /// The shortest way to `unit` on which nothing guards both nodes (a read and the write that depends on it).
  std::optional<Path> unguarded(const Node& unit, const Node& read, const Node& write) const;
  /// Whether a lock of the unit itself guards both.
  const Region* guard(const Node& unit, const Node& read, const Node& write) const;
  /// Every lock that may be held where a read and a write stand.
  Held held(const Node& unit, const Node& read, const Node& write) const;
  const program::EntryPoint* entry(const Node& function) const;
  /// The functions that run when an event of this name is sent within the process.
  std::vector<Node> listeners(std::string_view event) const;
  /// The closure between a node and its unit that the outside world runs, if any.
  const program::EntryPoint* entry_around(const Node& unit, const Node& node) const;

 private:
  bool guards_call(const Node& caller, const Node& call) const;

  const Program& program_;
  const Locks& locks_;
  const program::Liveness& liveness_;
  std::map<NodeRef, const program::EntryPoint*> entries_;
  std::map<std::string, std::vector<Node>, std::less<>> listeners_;  // by event
};

}  // namespace lockstep::effects
