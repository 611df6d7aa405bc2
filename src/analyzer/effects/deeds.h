#pragma once

#include "effects/waits.h"

#include <cstdint>
#include <map>

namespace lockstep::effects {

/// What is done behind a look that shows when it is done twice.
enum class Shows : std::uint8_t {
  Nothing,
  Inside,   ///< in the program's own stores and queues
  Outside,  ///< on another machine, which does not know that it has been asked before
};

/// What calls do that shows when it is done twice: a new row, a number that the store counts on, a job, a request to
/// another machine. Lines of a log do not count. Not for several threads at once.
class Deeds {
 public:
  Deeds(const Program& program, const Vocabulary& vocabulary, Waits& waits);

  /// What whoever gets past a look does beside the write, in the unit behind the read: what shows most.
  Shows shows_twice(const Node& unit, const Node& read, const Node& write);
  /// The same of what a function of the program does that is called.
  Shows shows_within(const Node& call) { return shows(call, 0); }
  /// Whether another machine is asked between a read and a write with a key by which it knows a second time.
  bool is_told_once(const Node& unit, const Node& read, const Node& write);

 private:
  Shows shows(const Node& call, int depth);

  const Program& program_;
  const Vocabulary& vocabulary_;
  Waits& waits_;
  const program::ByName<CallModel>::InProgram calls_;
  std::map<NodeRef, Shows> functions_;
};

}  // namespace lockstep::effects
