#pragma once

#include "effects/flow.h"
#include "effects/paths.h"
#include "effects/waits.h"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::effects {

/// Something read, changed and written back, while another may do the same.
struct LostUpdate {
  Node unit;  ///< in which the read and the write meet
  Source read;
  Write write;
  Node place;                        ///< the write to report
  Mutation cause;                    ///< the first change that depends on what was read
  std::vector<Node> also;            ///< further writes of the same column in the same unit
  std::string column;                ///< "metadata"; empty: the whole value
  Path path;                         ///< on which nothing guards it
  std::vector<Node> awaits;          ///< between the read and the write
  std::vector<Node> locked_writers;  ///< writes of the same column under a lock
  Node evidence;                     ///< Checked, Shifted, Late: what shows that somebody knows better (beliefs.h)
  Node late_lock;                    ///< Merged: the lock that is taken for the write, when it has been read; or null
  Node locked_way;                   ///< where another way to this very write takes a lock; null: none does
  bool is_harmless_twice = false;    ///< Checked: what follows shows only in the program's own stores, if anywhere
  bool is_last_word = false;         ///< one function saves what one person filled in: the later save is meant to win
  bool is_rare = false;              ///< one function alone changes the column, when a person asks for it

  /// Whether the evidence is a lock of the unit itself, which is taken only behind the read.
  bool is_locked_late() const { return evidence && unit.contains(evidence) && evidence != write.flush; }
};

/// A whole entity written long after it was read.
struct StaleSave {
  Node unit;
  Source read;
  Write write;
  Node place;   ///< the write to report
  Node undone;  ///< a call in between that writes other columns of the row, which the save takes back; mostly null
  Path path;
  std::vector<Node> awaits;  ///< in the window
  Node network;              ///< the one among them that waits for another machine, if one certainly does
};

/// A lock that its holder tries to take again.
struct Reacquisition {
  Region region;  ///< that holds it
  Node unit;
  std::vector<Node> calls;  ///< from the region down
  Node acquire;             ///< the second acquisition
};

/// What is wrong with a lock where it is taken or given back.
struct LockFault {
  enum class Kind : std::uint8_t {
    NoExpiry,        ///< whoever dies with it blocks everybody for ever
    Unchecked,       ///< goes on whether it got the lock or not
    Leaked,          ///< an exception skips the release
    RowReleased,     ///< empties a column that may be somebody else's lock by now
    LivesTooLong,    ///< is given milliseconds where seconds are taken
    LivesTooShort,   ///< is given seconds where milliseconds are taken
    ForeignRelease,  ///< deletes a lock that may be somebody else's by now
    KeyMismatch,     ///< gives back another key than it took
    LeftBehind,      ///< a way out returns without giving it back
    Kept,            ///< no way out gives it back
    EndsEarly,       ///< given back before what it protects has ended: nobody awaits that
    Fresh,           ///< the key is another one each time
    TooShort,        ///< waits, with a limit, for longer than the lock lives
    Disagree,        ///< another writer of the same column locks something else
    Outlived,        ///< waits for another machine without a limit, and the lock expires meanwhile
    Dropped,         ///< a message or job is thrown away because somebody else holds the lock
  } kind = Kind::NoExpiry;
  Node unit;
  Node place;
  Node other;  ///< the other half of the story; may be null
  std::string key;
  std::optional<double> life = {};  ///< for how many milliseconds the lock lives, where that is spelled out
  bool is_unlikely = false;         ///< ForeignRelease: nothing under the lock could take as long as that
  Node release = {};                ///< Leaked, LeftBehind: the call that gives it back on the other ways; may be null
};

/// Something read, changed and written back that a lock keeps others from meanwhile, on every way that leads there.
struct GuardedUpdate {
  Node unit;
  Source read;
  Write write;
  Node place;          ///< what to show
  std::string column;  ///< empty: the whole value
  Strength strength = Strength::Plain;
};

struct Hazards {
  std::vector<LostUpdate> lost_updates;
  std::vector<StaleSave> stale_saves;
  std::vector<Reacquisition> reacquisitions;
  std::vector<LockFault> lock_faults;
  std::vector<GuardedUpdate> guarded;  ///< no hazard: where it was seen to
};

/// Everything that rules about writes and locks report, found in one go, in order of path and position.
Hazards find_hazards(const Program& program, const std::vector<program::EntryPoint>& entries,
                     const program::Liveness& liveness);

/// The same, found by whichever of several threads asks first.
class HazardsOnDemand {
 public:
  const Hazards& of(const Program& program, const std::vector<program::EntryPoint>& entries,
                    const program::Liveness& liveness) const;

 private:
  mutable std::once_flag once_;
  mutable Hazards hazards_;
};

/// Self-deadlocks: from inside of a region that holds a lock, a way to an acquisition of the same lock.
std::vector<Reacquisition> find_reacquisitions(const Program& program, const Locks& locks, const Paths& paths,
                                               Flows& flows, const program::Liveness& liveness);

/// Locks that are taken and given back in the wrong way.
std::vector<LockFault> find_lock_faults(const Program& program, const Locks& locks, const Paths& paths, Waits& waits,
                                        const program::Liveness& liveness);

}  // namespace lockstep::effects
