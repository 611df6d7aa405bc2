#pragma once

#include "effects/hazards.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::effects {

/// The columns and values that the condition of an update asks for, those included that functions of the program put
/// there: `where(holdsLease(id, token))`.
void add_words_asked(const Program& program, const Node& condition, std::set<std::string>& words, int depth = 0);

/// Locks that are columns of rows: `lockedAt` is set to now by whoever gets the row, and emptied when the work is done.
/// Such a lock ends by itself, since others take it over when it has become old. Whoever then empties it without
/// asking whose it is, unlocks what somebody else has locked; whoever throws in between leaves it locked until then.
class RowLocks {
 public:
  void note(const Node& unit, const Flow& flow);
  void report(const Program& program, const program::Liveness& liveness, std::vector<LockFault>& faults) const;

 private:
  struct Site {
    Node unit;
    Stamp stamp;
  };
  /// Who calls what takes the lock, works, and calls what gives it back, which an exception skips.
  void report_leaks(const Program& program, const program::Liveness& liveness, const std::vector<Site>& sites,
                    std::vector<LockFault>& faults) const;

  /// Whether a lock is taken away on purpose by somebody who never had it, so that whoever holds it notices: the token
  /// goes, too, by which the holder is known, and which he asks for whenever he writes.
  bool is_revocation(const Program& program, const Site& release, const std::vector<Site>& sites) const;

  using Column = std::pair<std::string, std::string>;  // of an entity

  std::map<Column, std::vector<Site>> sites_;
  std::set<Column> leases_;
};

}  // namespace lockstep::effects
