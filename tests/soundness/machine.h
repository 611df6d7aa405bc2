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
///
/// Nothing that a program does depends on what stands in the row, so the columns are looked at one by one: what has
/// nothing to do with the one in view is skipped, which leaves far fewer orders to try.
namespace lockstep::soundness {

inline constexpr std::size_t kRequests = 3;
inline constexpr std::size_t kUpdates = 16;  // of one request at a time; a program that has more is cut
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
  Updates value = 0;
  bool is_meant = false;  ///< was changed in memory
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
  bool is_old = false;  ///< had been lost before and came back with an old value: nobody's loss
};

struct State {
  Updates row = 0;
  std::array<Held, kRealKeys> locks{};
  std::array<Origin, kRequests * kUpdates> origins{};
  std::vector<Object> objects;
  std::vector<Task> tasks;
  std::vector<std::uint8_t> running;  ///< tasks to go on with before anybody else; the last one first

  std::string encoded() const;
};

class Machine {
 public:
  Machine(const Program& program, Column in_view, Truth& truth);

  /// Forgets what can make no difference any more: values that nobody uses, updates that everybody knows, locks that
  /// are no longer held. States that differ in nothing else become equal.
  void settle(State& state) const;

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

  /// Losses are noted there.
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
  static Updates new_update(const State& state, std::size_t task);
  void put(State& state, std::size_t task, Updates value, const Origin& origin, const Provenance& read,
           bool is_taken_along);
  static void set(State& state, std::size_t task, Updates value, const Origin& origin, bool is_taken_along = false);
  /// Whether an instruction has to do with the column in view. Commands to locks always have, for they decide who runs.
  bool is_in_view(const Frame& frame, const Instruction& instruction) const;
  void find_rows_in_view();
  Progress push_frame(State& state, std::size_t task, const Frame& caller, const Statement& call);
  /// The task that runs has gone as far as it can.
  static void let_others_run(State& state);
  void finish(State& state, std::size_t task, bool threw);
  void raise(State& state, std::size_t task);

  const Program& program_;
  Column in_view_;
  Code code_;
  std::vector<std::array<bool, kVariables>> rows_in_view_;  ///< by function and variable
  std::vector<int> recursive_in_;  ///< by id of a statement: the function that calls itself there, or -1
  Truth& truth_;
  std::set<Loss>* losses_ = nullptr;
  std::vector<std::pair<StackId, std::uint16_t>> stacks_;
  std::map<std::pair<StackId, std::uint16_t>, StackId> stack_ids_;
};

}  // namespace lockstep::soundness
