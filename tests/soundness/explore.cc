#include "explore.h"

#include "machine.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace lockstep::soundness {
namespace {

/// All orders of the tasks of a state, each state once.
class Search {
 public:
  Search(Machine& machine, const Limits& limits, Truth& truth) : machine_(machine), limits_(limits), truth_(truth) {}

  void run(State start, bool in_turn) {
    std::vector<State> open;
    std::unordered_set<std::string> seen;
    open.push_back(std::move(start));
    // Branches in front of the next command make no state that could be seen again.
    constexpr std::size_t kStepsOfOneState = 100;
    std::size_t steps = 0;
    while (!open.empty()) {
      State state = std::move(open.back());
      open.pop_back();
      auto progress = Machine::Progress::On;
      for (; progress == Machine::Progress::On && !state.running.empty(); ++steps)
        progress = machine_.step(state, open);
      if (progress == Machine::Progress::Cut) truth_.is_cut = true;
      if (steps > limits_.states * kStepsOfOneState) {
        truth_.is_cut = true;
        break;
      }
      if (progress != Machine::Progress::On) continue;
      machine_.settle(state);
      if (!seen.insert(state.encoded()).second) continue;
      if (seen.size() > limits_.states) {
        truth_.is_cut = true;
        break;
      }
      ++truth_.states;
      branch(state, in_turn, open);
    }
  }

 private:
  void branch(const State& state, bool in_turn, std::vector<State>& open) {
    // One request after the other, and within one whoever began last: nobody comes in between.
    if (in_turn) {
      std::size_t chosen = state.tasks.size();
      for (std::size_t task = 0; task < state.tasks.size(); ++task) {
        if (!machine_.is_ready(state, task)) continue;
        if (chosen == state.tasks.size() || state.tasks[task].request <= state.tasks[chosen].request) chosen = task;
      }
      if (chosen != state.tasks.size()) turn(state, chosen, open);
      return;
    }
    for (std::size_t task = 0; task < state.tasks.size(); ++task) {
      if (machine_.is_ready(state, task)) {
        turn(state, task, open);
      } else {
        machine_.note_stuck(state, task);
      }
    }
  }

  static void turn(State state, std::size_t task, std::vector<State>& open) {
    state.tasks[task].may_act = true;
    state.running.push_back(static_cast<std::uint8_t>(task));
    open.push_back(std::move(state));
  }

  Machine& machine_;
  const Limits& limits_;
  Truth& truth_;
};

/// Every choice of entry points, with repeats.
std::vector<std::vector<std::uint8_t>> choices_of(const Program& program, std::size_t requests) {
  std::vector<std::vector<std::uint8_t>> choices{{}};
  for (std::size_t i = 0; i < requests; ++i) {
    std::vector<std::vector<std::uint8_t>> longer;
    for (const auto& choice : choices) {
      for (std::size_t entry = 0; entry < program.functions.size(); ++entry) {
        if (program.functions[entry].entry == Function::Entry::None) continue;
        longer.push_back(choice);
        longer.back().push_back(static_cast<std::uint8_t>(entry));
      }
    }
    choices = std::move(longer);
  }
  return choices;
}

void explore_column(const Program& program, Column column, const Limits& limits, Truth& truth) {
  Machine machine(program, column, truth);
  Search search(machine, limits, truth);
  std::set<Loss> in_turn;
  std::set<Loss> at_once;
  for (const auto& choice : choices_of(program, limits.requests)) {
    machine.note_losses_in(&in_turn);
    search.run(machine.start(choice), true);
    if (!std::is_sorted(choice.begin(), choice.end())) continue;  // the same requests in another order
    machine.note_losses_in(&at_once);
    search.run(machine.start(choice), false);
  }
  std::set<std::pair<Stack, Stack>> meant;
  for (const Loss& loss : in_turn) meant.emplace(loss.writer, loss.victim);
  for (const Loss& loss : at_once) {
    if (!meant.contains({loss.writer, loss.victim})) truth.losses.insert(loss);
  }
}

}  // namespace

Truth explore(const Program& program, const Limits& limits) {
  std::set<Column> columns;
  for (const Function& function : program.functions) {
    each(function.body, [&](const Statement& s) {
      using Kind = Statement::Kind;
      if (s.kind == Kind::Change || s.kind == Kind::Copy || s.kind == Kind::Update || s.kind == Kind::Increment)
        columns.insert(s.column);
    });
  }
  if (columns.empty()) columns.insert(Column::Steps);  // the locks alone may be worth a look
  Truth truth;
  for (const Column column : columns) explore_column(program, column, limits, truth);
  return truth;
}

}  // namespace lockstep::soundness
