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
    while (!open.empty()) {
      State state = std::move(open.back());
      open.pop_back();
      auto progress = Machine::Progress::On;
      while (progress == Machine::Progress::On && !state.running.empty()) progress = machine_.step(state, open);
      if (progress == Machine::Progress::Cut) truth_.is_cut = true;
      if (progress != Machine::Progress::On) continue;
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

}  // namespace

Truth explore(const Program& program, const Limits& limits) {
  Truth truth;
  Machine machine(program, truth);
  Search search(machine, limits, truth);

  std::vector<std::uint8_t> entries;
  for (std::size_t i = 0; i < program.functions.size(); ++i) {
    if (program.functions[i].entry != Function::Entry::None) entries.push_back(static_cast<std::uint8_t>(i));
  }
  // Every choice of entry points, with repeats; in all orders where the requests are served in turn.
  std::vector<std::vector<std::uint8_t>> choices{{}};
  for (std::size_t i = 0; i < limits.requests; ++i) {
    std::vector<std::vector<std::uint8_t>> longer;
    for (const auto& choice : choices) {
      for (const std::uint8_t entry : entries) {
        longer.push_back(choice);
        longer.back().push_back(entry);
      }
    }
    choices = std::move(longer);
  }
  std::set<Loss> in_turn;
  std::set<Loss> at_once;
  for (const auto& choice : choices) {
    machine.note_losses_in(&in_turn);
    search.run(machine.start(choice), true);
    if (!std::is_sorted(choice.begin(), choice.end())) continue;
    machine.note_losses_in(&at_once);
    search.run(machine.start(choice), false);
  }
  std::set<std::pair<Stack, Stack>> wanted;
  for (const Loss& loss : in_turn) wanted.emplace(loss.writer, loss.victim);
  for (const Loss& loss : at_once) {
    if (!wanted.contains({loss.writer, loss.victim})) truth.losses.insert(loss);
  }
  return truth;
}

}  // namespace lockstep::soundness
