#pragma once

#include "compile.h"
#include "explore.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// The machine that runs compiled programs: its state, and what one command does to it. Which task runs when is decided
/// elsewhere (explore.cc).
namespace lockstep::soundness {

inline constexpr std::size_t kRequests = 3;
inline constexpr std::size_t kUpdates = 16;  // of one request; a program that makes more is cut
inline constexpr std::size_t kVariables = 4;

/// A set of updates: one bit each.
using Updates = std::uint64_t;
/// Who has a lock: its task and the how manieth it took; zero is nobody.
using Token = std::uint16_t;
/// A `Stack`, interned.
using StackId = std::uint16_t;

/// What is known of a read when its value is written back.
struct Provenance {
  std::array<Token, kRealKeys> held{};
  std::uint8_t unknown_waits = 0;
  bool waits_for_network = false;
};

struct Object {
  std::uint8_t request = 0;
  std::array<Updates, kColumns> columns{};
  std::uint8_t meant = 0;  ///< bits of columns that were changed in memory
  Provenance read;
};

struct Copied {
  Updates value = 0;
  Provenance read;
};

struct Frame {
  std::uint8_t function = 0;
  std::uint16_t at = 0;
  StackId stack = 0;
  std::uint8_t result = 0;                      ///< the caller's variable for the row that is returned
  std::array<std::uint8_t, kVariables> rows{};  ///< objects, counted from 1
  std::array<Copied, kVariables> copies{};
  std::array<Token, kVariables> tokens{};
  std::vector<std::uint16_t> handlers{};
};

struct Task {
  std::uint8_t request = 0;
  std::int8_t parent = -1;  ///< waits for it, or will
  std::uint8_t children = 0;
  std::uint8_t taken = 0;  ///< locks so far
  bool is_joining = false;
  bool has_failed_child = false;
  bool may_act = false;         ///< its turn: it may send one command
  bool is_eager = false;        ///< was called without `await` and has not waited for anything yet
  std::vector<Frame> frames{};  ///< none: done
};

struct Held {
  Token token = 0;
  StackId site = 0;
};

/// Which write brought an update into the row.
struct Origin {
  StackId site = 0;
  std::uint8_t locks = 0;  ///< bits of keys: held from its read to its write
  bool is_atomic = false;
  bool is_plain = false;
};

struct State {
  std::array<Updates, kColumns> row{};
  std::array<Held, kRealKeys> locks{};
  std::array<std::uint8_t, kRequests> updates{};  ///< made so far, by request
  std::array<Origin, kRequests * kUpdates> origins{};
  std::vector<Object> objects;
  std::vector<Task> tasks;
  std::vector<std::uint8_t> running;  ///< tasks to go on with before anybody else; the last one first

  std::string encoded() const;
};

class Machine {
 public:
  Machine(const Program& program, Truth& truth);

  State start(const std::vector<std::uint8_t>& entries) const;
  /// Whether a task could send its next command now.
  bool is_ready(const State& state, std::size_t task) const;
  /// Notes it when a task waits for a lock that it has itself.
  void note_stuck(const State& state, std::size_t task);
  enum class Progress : std::uint8_t {
    On,
    Done,  ///< a function would call itself a second time: the input was not that long
    Cut,   ///< at a limit
  };
  /// Does one step of the task that runs. `forked` gets the other outcome where there are two.
  Progress step(State& state, std::vector<State>& forked);

  /// Losses are noted here.
  void note_losses_in(std::set<Loss>* losses) { losses_ = losses; }

 private:
  using Op = Instruction::Op;

  const Instruction& next(const Task& task) const {
    const Frame& frame = task.frames.back();
    return code_.functions[frame.function][frame.at];
  }
  StackId interned(StackId stack, std::uint16_t statement);
  Stack spelled(StackId stack) const;

  /// Whether a lock with this token is held by the task or by one that certainly waits for it.
  bool belongs(const State& state, Token token, std::size_t task) const;
  Progress act(State& state, std::size_t task, const Instruction& instruction);
  void acquire(State& state, std::size_t task, const Instruction& instruction);
  void release(State& state, std::size_t task, const Instruction& instruction);
  Provenance provenance(const State& state, std::size_t task) const;
  /// Locks that are held since that read.
  std::uint8_t locks_since(const State& state, std::size_t task, const Provenance& read) const;
  /// A new update of this task's request; zero at the limit.
  Updates new_update(State& state, std::size_t task);
  void put(State& state, std::size_t task, Column column, Updates value, const Origin& origin, const Provenance& read,
           bool is_taken_along);
  void set(State& state, Column column, Updates value, const Origin& origin);
  Progress push_frame(State& state, std::size_t task, const Frame& caller, const Statement& call);
  void finish(State& state, std::size_t task, bool threw);
  void raise(State& state, std::size_t task);

  const Program& program_;
  Code code_;
  Truth& truth_;
  std::set<Loss>* losses_ = nullptr;
  std::vector<std::pair<StackId, std::uint16_t>> stacks_;
  std::map<std::pair<StackId, std::uint16_t>, StackId> stack_ids_;
};

}  // namespace lockstep::soundness
