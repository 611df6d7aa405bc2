#pragma once

#include "effects/flow.h"
#include "effects/paths.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::effects {

/// What the program itself believes to need care. To look at a state and then set it, or to move the rows behind
/// another one, is often good enough; where another place is more careful about the same thing, it is not.
class Beliefs {
 public:
  explicit Beliefs(const Paths& paths) : paths_(paths) {}

  /// Takes down the writes of a unit that leave the comparing to the store.
  void note(const Flow& flow);
  /// What shows that a change needs care: a write elsewhere that compares this very column, or the lock that the unit
  /// takes only after the read. Null: nothing does, and then a look at the old value says nothing about the new one.
  Node weigh(const Node& unit, const Source& read, const Write& write, Mutation& change) const;

 private:
  const Paths& paths_;
  std::map<std::pair<std::string, std::string>, Node> compared_;  // by entity and column
};

}  // namespace lockstep::effects
