#pragma once

#include "effects/waits.h"

#include <map>

namespace lockstep::effects {

/// What calls do that shows when it is done twice: a new row, a number that the store counts on, a job, a request to
/// another machine. Lines of a log do not count. Not for several threads at once.
class Deeds {
 public:
  Deeds(const Program& program, const Vocabulary& vocabulary, Waits& waits);

  /// Whether whoever gets past a look does something else that shows, in the unit behind the read.
  bool shows_twice(const Node& unit, const Node& read, const Node& write);

 private:
  bool shows(const Node& call, int depth);

  const Program& program_;
  const Vocabulary& vocabulary_;
  Waits& waits_;
  const program::ByName<CallModel>::InProgram calls_;
  std::map<NodeRef, bool> functions_;
};

}  // namespace lockstep::effects
