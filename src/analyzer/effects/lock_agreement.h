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
  /// One fault for each writer that shares no lock with the first writer of its column.
  void report(std::vector<LockFault>& faults) const;

 private:
  struct Writer {
    Node unit;
    Node write;
    Held held;
    std::vector<std::string> locks;  ///< what its locks have in common with others of their kind
  };

  const Paths& paths_;
  std::map<std::pair<std::string, std::string>, std::vector<Writer>> writers_;
};

}  // namespace lockstep::effects
