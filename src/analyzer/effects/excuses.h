#pragma once

#include "effects/beliefs.h"
#include "effects/candidates.h"
#include "effects/deeds.h"
#include "effects/locks.h"
#include "effects/unique_columns.h"
#include "effects/unmentioned.h"

#include <optional>
#include <vector>

namespace lockstep::effects {

/// What a maintainer would answer to a write that goes by what was read before: it does no harm twice, the row was
/// claimed, a unique index sees to it, nothing comes in between. Where nothing of the kind is known, there is no
/// excuse. Not for several threads at once.
class Excuses {
 public:
  Excuses(const Program& program, Flows& flows, const Locks& locks, Waits& waits, const Beliefs& beliefs)
      : program_(program),
        flows_(flows),
        locks_(locks),
        waits_(waits),
        beliefs_(beliefs),
        deeds_(program, flows.vocabulary(), waits),
        unmentioned_(program) {}

  /// `others_lock`: other writers of the column take a lock, and so believe that it is needed. `awaits` lie between the
  /// read and the write.
  bool has(const Candidate& candidate, bool others_lock, const std::vector<Node>& awaits);

  /// Of a state that is looked at and then set: what else shows that it was done twice.
  Shows done_twice(const Candidate& candidate);
  /// Whether one function, that somebody's request runs, merges what was filled in into what was stored, and nobody
  /// else writes that column. Two such saves at once are rare, and the later one is mostly meant to win.
  bool is_last_word(const Candidate& candidate) const;
  /// Whether only one function writes the column, when a person asks for it, and neither counts nor keeps a list there.
  bool is_rare(const Candidate& candidate) const;

 private:
  bool excuses_state(const Candidate& candidate, bool others_lock);
  bool excuses_other_column(const Candidate& candidate, const std::vector<Node>& awaits);
  bool excuses_file(const Candidate& candidate, const std::vector<Node>& awaits) const;
  /// Whether a value that was made up on the spot is put where nothing was found, and handed to whoever asked.
  bool hands_out_its_own(const Candidate& candidate);
  bool is_made_up(const Node& call, int depth = 0);
  /// Whether the unit has made the row its own before it writes: an update that compares, whose count is looked at.
  bool is_claimed_before(const Candidate& candidate);
  /// Whether the transaction has written a row before it counts: whoever writes that row first as well waits for its
  /// end.
  bool is_behind_a_write(const Candidate& candidate);
  bool waits_for_network(const std::vector<Node>& awaits);
  /// Whether the store lets in a second row like the one that was looked for; false where its tables are not known.
  bool may_be_there_twice(const Source& looked_for);
  /// Whether who inserts asks, when it fails, whether a unique index has refused it.
  bool expects_refusal(const Node& insert) const;
  /// The same of the insert, and of whoever calls on the way to it.
  bool expects_refusal_on_way(const Candidate& candidate) const;
  const UniqueColumns& unique_columns();

  const Program& program_;
  Flows& flows_;
  const Locks& locks_;
  Waits& waits_;
  const Beliefs& beliefs_;
  Deeds deeds_;
  Unmentioned unmentioned_;
  std::optional<UniqueColumns> unique_columns_;  ///< made when somebody first asks
};

}  // namespace lockstep::effects
