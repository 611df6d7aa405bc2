#pragma once

#include "program.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

/// What can really happen: every order in which two requests for the same row may be served, statement by statement.
///
/// The row's columns are sets of updates. Who builds a new value from an old one adds an update of his own; an update
/// that a write takes away although it was made from a value that did not have it is lost. Tasks alternate where
/// JavaScript lets them: at commands to the store and to the locks. All else is local to a task, so that running it on
/// without a break leaves out no outcome.
namespace lockstep::soundness {

/// A statement, and the calls that led to it from an entry point: ids of statements, outermost first.
using Stack = std::vector<std::uint16_t>;

/// The write at the end of `writer` takes away what the one at the end of `victim` had written.
struct Loss {
  Stack writer;
  Stack victim;
  Column column = Column::Steps;
  std::uint8_t writer_locks = 0;  ///< bits of keys: held from its read to its write
  std::uint8_t victim_locks = 0;
  bool victim_is_atomic = false;   ///< an operator of the store, with no read before
  bool victim_is_plain = false;    ///< a value that does not depend on the old one
  bool is_taken_along = false;     ///< the writer did not mean this column: it saved the whole row
  bool is_within_one = false;      ///< both belong to one request
  std::uint8_t unknown_waits = 0;  ///< of the writer, between its read and its write; two stand for more
  bool waits_for_network = false;  ///< the same
  friend auto operator<=>(const Loss&, const Loss&) = default;
};

/// Who took the lock at the end of `outer` tries to take it at the end of `inner`.
struct Deadlock {
  Stack outer;
  Stack inner;
  Key key = Key::Visit;
  friend auto operator<=>(const Deadlock&, const Deadlock&) = default;
};

struct Limits {
  std::size_t states = 4'000;  ///< of one choice of entry points
  std::size_t requests = 2;    ///< at once
};

struct Truth {
  std::set<Loss> losses;  ///< but those that happen to requests served one after the other, too
  std::set<Deadlock> deadlocks;
  std::size_t states = 0;
  bool is_cut = false;  ///< a limit was reached: there may be more
};

Truth explore(const Program& program, const Limits& limits = {});

}  // namespace lockstep::soundness
