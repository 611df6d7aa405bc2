#include "machine.h"

#include <algorithm>

namespace lockstep::soundness {
namespace {

using Kind = Statement::Kind;
using From = Statement::From;

std::size_t index(Key key) { return static_cast<std::size_t>(key); }

}  // namespace

Machine::Machine(const Program& program, Column in_view, Truth& truth)
    : program_(program), in_view_(in_view), code_(compile(program)), truth_(truth), stacks_(1) {
  find_rows_in_view();
  for (std::size_t i = 0; i < program_.functions.size(); ++i) {
    each(program_.functions[i].body, [&](const Statement& s) {
      recursive_in_.push_back(s.kind == Kind::Call && s.callee == i ? static_cast<int>(i) : -1);
    });
  }
}

void Machine::find_rows_in_view() {
  rows_in_view_.resize(program_.functions.size());
  // Callees come behind their callers, except for functions that call themselves.
  for (std::size_t i = program_.functions.size(); i-- > 0;) {
    const Function& function = program_.functions[i];
    auto& rows = rows_in_view_[i];
    if (function.returns_row) rows[function.returned] = true;
    each(function.body, [&](const Statement& s) {
      const bool is_used = s.kind == Kind::Save ||
                           ((s.kind == Kind::Change || s.kind == Kind::Copy || s.kind == Kind::Update) &&
                            s.column == in_view_ && s.from != From::Request) ||
                           (s.kind == Kind::Call && program_.functions[s.callee].takes_row &&
                            (s.callee <= i || rows_in_view_[s.callee][0]));
      if (is_used) rows[s.row] = true;
    });
  }
}

bool Machine::is_in_view(const Frame& frame, const Instruction& instruction) const {
  switch (instruction.op) {
    case Op::Read:
      return rows_in_view_[frame.function][instruction.statement->row];
    case Op::Change:
    case Op::Copy:
    case Op::Store:
    case Op::Increment:
      return instruction.statement->column == in_view_;
    default:
      return true;
  }
}

State Machine::start(const std::vector<std::uint8_t>& entries) const {
  State state;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Task task{.request = static_cast<std::uint8_t>(i)};
    task.frames.push_back({.function = entries[i]});
    state.tasks.push_back(std::move(task));
  }
  return state;
}

StackId Machine::interned(StackId stack, std::uint16_t statement) {
  const auto [entry, is_new] = stack_ids_.try_emplace({stack, statement}, static_cast<StackId>(stacks_.size()));
  if (is_new) stacks_.emplace_back(stack, statement);
  return entry->second;
}

Stack Machine::spelled(StackId stack) const {
  Stack spelled;
  for (; stack != 0; stack = stacks_[stack].first) spelled.push_back(stacks_[stack].second);
  std::reverse(spelled.begin(), spelled.end());
  return spelled;
}

bool Machine::belongs(const State& state, Token token, std::size_t task) const {
  if (token == 0) return false;
  const std::size_t holder = (token >> 8) - 1U;
  for (std::size_t at = task;;) {
    if (at == holder) return true;
    const Task& of = state.tasks[at];
    if (of.parent < 0) return false;
    // Somebody who does not wait yet gives the lock back whatever this task does.
    if (!state.tasks[static_cast<std::size_t>(of.parent)].is_joining && !of.is_eager) return false;
    at = static_cast<std::size_t>(of.parent);
  }
}

bool Machine::is_ready(const State& state, std::size_t task) const {
  const Task& of = state.tasks[task];
  if (of.frames.empty() || of.is_joining) return false;
  const Instruction& instruction = next(of);
  if (instruction.op != Op::Acquire || !instruction.waits || instruction.statement->key == Key::Fake) return true;
  return state.locks[index(instruction.statement->key)].token == 0;
}

void Machine::note_stuck(const State& state, std::size_t task) {
  const Task& of = state.tasks[task];
  if (of.frames.empty() || of.is_joining) return;
  const Instruction& instruction = next(of);
  if (instruction.op != Op::Acquire || instruction.statement->key == Key::Fake) return;
  const Held& held = state.locks[index(instruction.statement->key)];
  if (!belongs(state, held.token, task)) return;
  truth_.deadlocks.insert({.outer = spelled(held.site),
                           .inner = spelled(interned(of.frames.back().stack, instruction.statement->id)),
                           .key = instruction.statement->key});
}

Provenance Machine::provenance(const State& state, std::size_t task) const {
  Provenance read;
  for (std::size_t key = 0; key < kRealKeys; ++key) {
    if (belongs(state, state.locks[key].token, task)) read.held[key] = state.locks[key].token;
  }
  return read;
}

std::uint8_t Machine::locks_since(const State& state, std::size_t task, const Provenance& read) const {
  std::uint8_t locks = 0;
  for (std::size_t key = 0; key < kRealKeys; ++key) {
    const Token token = state.locks[key].token;
    if (token != 0 && token == read.held[key] && belongs(state, token, task))
      locks |= static_cast<std::uint8_t>(1U << key);
  }
  return locks;
}

Updates Machine::new_update(const State& state, std::size_t task) {
  Updates taken = state.row;
  for (const Object& object : state.objects) taken |= object.value;
  for (const Task& other : state.tasks) {
    for (const Frame& frame : other.frames) {
      for (const Copied& copied : frame.copies) taken |= copied.value;
    }
  }
  const std::size_t first = state.tasks[task].request * kUpdates;
  for (std::size_t i = first; i < first + kUpdates; ++i) {
    if ((taken >> i & 1) == 0) return Updates{1} << i;
  }
  return 0;
}

void Machine::set(State& state, std::size_t task, Updates value, const Origin& origin, bool is_taken_along) {
  const Updates fresh = value & ~state.row;
  state.row = value;
  for (std::size_t i = 0; i < state.origins.size(); ++i) {
    if ((fresh >> i & 1) == 0) continue;
    state.origins[i] = origin;
    state.origins[i].is_old = is_taken_along || i / kUpdates != state.tasks[task].request;
  }
}

void Machine::put(State& state, std::size_t task, Updates value, const Origin& origin, const Provenance& read,
                  bool is_taken_along) {
  Updates lost = state.row & ~value;
  if (in_view_ == Column::Status && !is_taken_along) lost = 0;
  for (std::size_t i = 0; i < state.origins.size(); ++i) {
    if ((lost >> i & 1) == 0) continue;
    const Origin& victim = state.origins[i];
    if (victim.is_old) continue;
    losses_->insert({.writer = spelled(origin.site),
                     .victim = spelled(victim.site),
                     .column = in_view_,
                     .writer_locks = origin.locks,
                     .victim_locks = victim.locks,
                     .victim_is_atomic = victim.is_atomic,
                     .victim_is_plain = victim.is_plain,
                     .is_taken_along = is_taken_along,
                     .is_within_one = i / kUpdates == state.tasks[task].request,
                     .unknown_waits = read.unknown_waits,
                     .waits_for_network = read.waits_for_network});
  }
  set(state, task, value, origin, is_taken_along);
}

void Machine::acquire(State& state, std::size_t task, const Instruction& instruction) {
  Task& of = state.tasks[task];
  Frame& frame = of.frames.back();
  const Key key = instruction.statement->key;
  if (key == Key::Fake) {
    ++frame.at;
    return;
  }
  note_stuck(state, task);
  Held& held = state.locks[index(key)];
  if (held.token != 0) {
    frame.at = instruction.target;
    return;
  }
  held.token = static_cast<Token>((task + 1) << 8 | ++of.taken);
  held.site = interned(frame.stack, instruction.statement->id);
  frame.tokens[instruction.lock] = held.token;
  ++frame.at;
}

void Machine::release(State& state, std::size_t task, const Instruction& instruction) {
  Frame& frame = state.tasks[task].frames.back();
  const Key key = instruction.statement->key;
  ++frame.at;
  if (key == Key::Fake) return;
  Held& held = state.locks[index(key)];
  if (!instruction.statement->is_safe || held.token == frame.tokens[instruction.lock]) held = {};
  frame.tokens[instruction.lock] = 0;
}

Machine::Progress Machine::act(State& state, std::size_t task, const Instruction& instruction) {
  Frame& frame = state.tasks[task].frames.back();
  const Statement& s = *instruction.statement;
  const auto site = [&](const Provenance& read) {
    return Origin{.site = interned(frame.stack, s.id), .locks = locks_since(state, task, read)};
  };
  switch (instruction.op) {
    case Op::Read:
      state.objects.push_back({.value = state.row, .read = provenance(state, task)});
      frame.rows[s.row] = static_cast<std::uint8_t>(state.objects.size());
      break;
    case Op::Write: {
      const Object object = state.objects[frame.rows[s.row] - 1U];
      Origin origin = site(object.read);
      origin.is_plain = in_view_ == Column::Status;
      put(state, task, object.value, origin, object.read, !object.is_meant);
      state.objects[frame.rows[s.row] - 1U].is_meant = false;
      break;
    }
    case Op::Store: {
      if (s.from == From::Request) {
        const Updates update = new_update(state, task);
        if (update == 0) return Progress::Cut;
        Origin origin = site(provenance(state, task));
        origin.is_plain = true;
        set(state, task, update, origin);
        break;
      }
      if (s.from == From::Copy) {
        const Copied& copied = frame.copies[s.copy];
        put(state, task, copied.value, site(copied.read), copied.read, false);
        break;
      }
      const Object object = state.objects[frame.rows[s.row] - 1U];
      Updates value = object.value;
      if (s.from == From::Inline) {
        const Updates update = new_update(state, task);
        if (update == 0) return Progress::Cut;
        value |= update;
      }
      Origin origin = site(object.read);
      origin.is_plain = s.column == Column::Status;
      put(state, task, value, origin, object.read, false);
      break;
    }
    case Op::Increment: {
      const Updates update = new_update(state, task);
      if (update == 0) return Progress::Cut;
      Origin origin = site(provenance(state, task));
      origin.is_atomic = true;
      set(state, task, state.row | update, origin);
      break;
    }
    case Op::Acquire:
      acquire(state, task, instruction);
      return Progress::On;
    case Op::Release:
      release(state, task, instruction);
      return Progress::On;
    default:
      break;
  }
  ++state.tasks[task].frames.back().at;
  return Progress::On;
}

Machine::Progress Machine::push_frame(State& state, std::size_t task, const Frame& caller, const Statement& call) {
  const bool is_recursive = caller.function == call.callee;
  for (StackId at = caller.stack; is_recursive && at != 0; at = stacks_[at].first) {
    if (recursive_in_[stacks_[at].second] == call.callee) return Progress::Done;
  }
  Frame frame{.function = call.callee, .stack = interned(caller.stack, call.id), .result = call.row};
  if (program_.functions[call.callee].takes_row) frame.rows[0] = caller.rows[call.row];
  state.tasks[task].frames.push_back(std::move(frame));
  return Progress::On;
}

void Machine::finish(State& state, std::size_t task, bool threw) {
  Task& of = state.tasks[task];
  std::erase(state.running, static_cast<std::uint8_t>(task));
  of.may_act = false;
  if (of.parent < 0) return;
  Task& parent = state.tasks[static_cast<std::size_t>(of.parent)];
  of.parent = -1;
  --parent.children;
  if (threw) parent.has_failed_child = true;
  if (!parent.is_joining || (parent.children != 0 && !parent.has_failed_child)) return;
  parent.is_joining = false;
  const auto index = static_cast<std::size_t>(&parent - state.tasks.data());
  state.running.push_back(static_cast<std::uint8_t>(index));  // goes on behind its Join, which looks at the outcome
}

void Machine::raise(State& state, std::size_t task) {
  Task& of = state.tasks[task];
  while (!of.frames.empty() && of.frames.back().handlers.empty()) of.frames.pop_back();
  if (of.frames.empty()) {
    finish(state, task, true);
    return;
  }
  Frame& frame = of.frames.back();
  frame.at = frame.handlers.back();
  frame.handlers.pop_back();
}

void Machine::let_others_run(State& state) {
  Task& task = state.tasks[state.running.back()];
  task.may_act = task.is_eager = false;
  state.running.pop_back();
}

Machine::Progress Machine::step(State& state, std::vector<State>& forked) {
  const std::size_t task = state.running.back();
  Task& of = state.tasks[task];
  Frame& frame = of.frames.back();
  const Instruction& instruction = next(of);
  if (!is_in_view(frame, instruction)) {
    ++frame.at;
    const bool is_sent = instruction.op != Op::Change && instruction.op != Op::Copy;
    if (is_sent && of.is_eager) let_others_run(state);
    return Progress::On;
  }
  switch (instruction.op) {
    case Op::Read:
    case Op::Write:
    case Op::Store:
    case Op::Increment:
    case Op::Acquire:
    case Op::Release: {
      if (!of.may_act || !is_ready(state, task)) {
        if (of.may_act) note_stuck(state, task);
        let_others_run(state);
        return Progress::On;
      }
      const Progress progress = act(state, task, instruction);
      state.tasks[task].may_act = state.tasks[task].is_eager = false;
      return progress;
    }
    case Op::Change: {
      Object& object = state.objects[frame.rows[instruction.statement->row] - 1U];
      const Updates update = new_update(state, task);
      if (update == 0) return Progress::Cut;
      object.value = in_view_ == Column::Status ? update : object.value | update;
      object.is_meant = true;
      break;
    }
    case Op::Copy: {
      const Object& object = state.objects[frame.rows[instruction.statement->row] - 1U];
      const Updates update = new_update(state, task);
      if (update == 0) return Progress::Cut;
      frame.copies[instruction.statement->copy] = {.value = object.value | update, .read = object.read};
      break;
    }
    case Op::Wait: {
      const auto longer = [&](Provenance& read) {
        if (instruction.statement->waiting == Statement::Waiting::Network) {
          read.waits_for_network = true;
        } else if (read.unknown_waits < 2) {
          ++read.unknown_waits;
        }
      };
      for (Frame& any : of.frames) {
        for (const std::uint8_t row : any.rows) {
          if (row != 0) longer(state.objects[row - 1U].read);
        }
        for (Copied& copied : any.copies) longer(copied.read);
      }
      ++frame.at;
      // Whoever was called without `await` goes on from here.
      if (of.is_eager) let_others_run(state);
      return Progress::On;
    }
    case Op::Choose: {
      State other = state;
      other.tasks[task].frames.back().at = instruction.target;
      forked.push_back(std::move(other));
      break;
    }
    case Op::Jump:
      frame.at = instruction.target;
      return Progress::On;
    case Op::Handle:
      frame.handlers.push_back(instruction.target);
      break;
    case Op::Unhandle:
      frame.handlers.pop_back();
      break;
    case Op::Throw:
      raise(state, task);
      return Progress::On;
    case Op::Call: {
      const Frame caller = frame;
      ++frame.at;
      return push_frame(state, task, caller, *instruction.statement);
    }
    case Op::Spawn: {
      constexpr std::size_t kMostTasks = 12;
      if (state.tasks.size() >= kMostTasks) return Progress::Cut;
      const Frame caller = frame;
      ++frame.at;
      Task child{.request = of.request};
      if (instruction.joins) {
        child.parent = static_cast<std::int8_t>(task);
        ++of.children;
      }
      child.may_act = child.is_eager = true;  // an async function runs at once, up to its first wait
      state.tasks.push_back(std::move(child));
      state.running.push_back(static_cast<std::uint8_t>(state.tasks.size() - 1));
      return push_frame(state, state.tasks.size() - 1, caller, *instruction.statement);
    }
    case Op::Join: {
      if (of.has_failed_child) {
        of.has_failed_child = false;
        for (Task& other : state.tasks) {
          if (other.parent == static_cast<std::int8_t>(task)) other.parent = -1;
        }
        of.children = 0;
        raise(state, task);
        return Progress::On;
      }
      if (of.children != 0) {
        of.is_joining = true;
        of.may_act = false;
        std::erase(state.running, static_cast<std::uint8_t>(task));
        return Progress::On;
      }
      break;
    }
    case Op::Return: {
      const Function& function = program_.functions[frame.function];
      const std::uint8_t row = function.returns_row ? frame.rows[function.returned] : std::uint8_t{0};
      const std::uint8_t result = frame.result;
      of.frames.pop_back();
      if (of.frames.empty()) {
        finish(state, task, false);
      } else if (function.returns_row) {
        of.frames.back().rows[result] = row;
      }
      return Progress::On;
    }
  }
  ++state.tasks[task].frames.back().at;
  return Progress::On;
}

}  // namespace lockstep::soundness
