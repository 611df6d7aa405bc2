#pragma once

#include "effects/hazards.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::effects {

/// Whether those who read, change and write back one column hold one lock. Two who lock under keys of different kinds
/// (`visit:{…}` and `audit:{…}`, or a mutex of their own each) keep nobody out.
class LockAgreement {
 public:
  explicit LockAgreement(const Paths& paths) : paths_(paths) {}

  /// A writer that is guarded on every way to it. `thing` and `column` say what it writes.
  void note(const std::string& thing, const std::string& column, const Node& unit, const Node& read, const Node& write);
  /// A write that some of its ways guard, each by a lock of its own, and others do not: what is locked by the name of
  /// the thing itself is the lock to take, and who takes another one on his way there keeps nobody out.
  void note_ways(const std::string& subject, const Held& held);
  /// One fault for each writer that shares no lock with the first writer of its column.
  void report(std::vector<LockFault>& faults) const;

 private:
  struct Writer {
    Node unit;
    Node write;
    Held held;
    std::vector<std::string> locks;  ///< what its locks have in common with others of their kind
  };

  /// Whether some way to where a lock is taken leads through the stretch on which another one is held.
  bool is_taken_under(const Held::Lock& lock, const Held::Lock& other) const;

  const Paths& paths_;
  std::vector<LockFault> on_ways_;
  std::map<std::pair<std::string, std::string>, std::vector<Writer>> writers_;
};

}  // namespace lockstep::effects
