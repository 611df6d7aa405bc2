#pragma once

#include "effects/effect.h"

#include <map>
#include <vector>

namespace lockstep::effects {

/// How long a call may keep its caller waiting.
enum class Wait : std::uint8_t {
  Brief,    ///< the store, or nothing but computing
  Unknown,  ///< somebody else's code
  Network,  ///< another machine: HTTP, a language model, mail
};

/// What calls wait for, through functions of the program. Not for several threads at once.
class Waits {
 public:
  Waits(const Program& program, const Vocabulary& vocabulary);
  Wait of(const Node& call, int depth = 0);

  /// The call to another machine that a call may wait for without any limit of time: neither it nor a call on the way
  /// to it is given a `signal` or `timeout`. Null when there is none.
  Node unlimited(const Node& call, int depth = 0);

  /// Whether such a call takes longer than a request does: a language model is asked, or one request after the other is
  /// sent.
  bool takes_long(const Node& call, int depth = 0);

  /// Whether a call does nothing but look up what is stored.
  bool only_reads(const Node& call, int depth = 0) const;

  /// Whether a call goes on at once: an async function of the program that waits for nothing.
  bool never_waits(const Node& call, int depth = 0);

  /// Whether a call changes what is stored, itself or through functions of the program.
  bool writes(const Node& call, int depth = 0);

 private:
  Wait of_function(const Node& function);
  const LockModel* network_model(const Node& call) const;
  bool is_network(const Node& call) const { return network_model(call) != nullptr; }

  const Program& program_;
  const Vocabulary& vocabulary_;
  const program::ByName<LockModel>::InProgram network_;
  const program::ByName<CallModel>::InProgram calls_;
  std::map<NodeRef, Wait> functions_;
  std::map<NodeRef, Node> unlimited_in_;  // by function
  std::map<NodeRef, bool> writes_in_;     // by function
  int depth_ = 0;
};

}  // namespace lockstep::effects
