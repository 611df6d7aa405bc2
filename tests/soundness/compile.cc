#include "compile.h"

#include <utility>

namespace lockstep::soundness {
namespace {

using Op = Instruction::Op;
using Kind = Statement::Kind;
using Taking = Statement::Taking;
using Giving = Statement::Giving;
using Calling = Statement::Calling;

/// One function. A scope is what a jump out of it has to do first: forget a handler, give a lock back.
class Compiler {
 public:
  explicit Compiler(const Function& function) : function_(function) {}

  std::vector<Instruction> run() {
    block(function_.body);
    emit({.op = Op::Return});
    return std::move(code_);
  }

 private:
  struct Scope {
    enum class Kind : std::uint8_t { Handler, Lock, Closure } kind = Kind::Handler;
    std::uint8_t lock = 0;
    const Statement* statement = nullptr;
    std::vector<std::size_t>* exits = nullptr;  ///< Closure: jumps to its end
  };

  std::size_t emit(Instruction instruction) {
    code_.push_back(instruction);
    return code_.size() - 1;
  }
  void land(std::size_t jump) { code_[jump].target = static_cast<std::uint16_t>(code_.size()); }

  void block(const Block& block) {
    for (const Statement& statement : block) one(statement);
  }

  void one(const Statement& s) {
    switch (s.kind) {
      case Kind::Load:
      case Kind::Reload:
        emit({.op = Op::Read, .statement = &s});
        return;
      case Kind::Change:
        emit({.op = Op::Change, .statement = &s});
        return;
      case Kind::Copy:
        emit({.op = Op::Copy, .statement = &s});
        return;
      case Kind::Save:
        emit({.op = Op::Write, .statement = &s});
        return;
      case Kind::Update:
        emit({.op = Op::Store, .statement = &s});
        return;
      case Kind::Increment:
        emit({.op = Op::Increment, .statement = &s});
        return;
      case Kind::Call:
        call(s);
        return;
      case Kind::Together:
        for (const Statement& each : s.body) emit({.op = Op::Spawn, .joins = true, .statement = &each});
        emit({.op = Op::Join, .statement = &s});
        return;
      case Kind::Lock:
        lock(s);
        return;
      case Kind::GiveBack:
        give_back();
        return;
      case Kind::If: {
        const std::size_t choice = emit({.op = Op::Choose, .statement = &s});
        block(s.body);
        const std::size_t end = emit({.op = Op::Jump});
        land(choice);
        block(s.otherwise);
        land(end);
        return;
      }
      case Kind::Loop: {
        block(s.body);
        const std::size_t end = emit({.op = Op::Choose, .statement = &s});
        block(s.body);
        land(end);
        return;
      }
      case Kind::Try: {
        const std::size_t handler = emit({.op = Op::Handle});
        scopes_.push_back({.kind = Scope::Kind::Handler});
        block(s.body);
        scopes_.pop_back();
        // Whatever stands in there may throw, too, if only at its end.
        const std::size_t fine = emit({.op = Op::Choose, .statement = &s});
        emit({.op = Op::Throw, .statement = &s});
        land(fine);
        emit({.op = Op::Unhandle});
        const std::size_t end = emit({.op = Op::Jump});
        land(handler);
        block(s.otherwise);
        land(end);
        return;
      }
      case Kind::Wait: {
        emit({.op = Op::Wait, .statement = &s});
        if (s.waiting != Statement::Waiting::Network) return;
        const std::size_t fine = emit({.op = Op::Choose, .statement = &s});
        emit({.op = Op::Throw, .statement = &s});
        land(fine);
        return;
      }
      case Kind::Throw:
        emit({.op = Op::Throw, .statement = &s});
        return;
      case Kind::Return:
        leave(s);
        return;
    }
  }

  void call(const Statement& s) {
    switch (s.calling) {
      case Calling::Awaited:
        emit({.op = Op::Call, .statement = &s});
        return;
      case Calling::Forgotten:
      case Calling::Dropped:
        emit({.op = Op::Spawn, .statement = &s});
        return;
      case Calling::Returned: {
        // `finally` does not wait for what is returned, but whoever awaits this function, or the closure, does.
        emit({.op = Op::Spawn, .joins = true, .statement = &s});
        std::vector<std::size_t>* exits = unwind();
        emit({.op = Op::Join, .statement = &s});
        if (exits != nullptr) {
          exits->push_back(emit({.op = Op::Jump}));
        } else {
          emit({.op = Op::Return, .statement = &s});
        }
        return;
      }
    }
  }

  void leave(const Statement& s) {
    if (std::vector<std::size_t>* exits = unwind()) {
      exits->push_back(emit({.op = Op::Jump}));
    } else {
      emit({.op = Op::Return, .statement = &s});
    }
  }

  /// What happens on the way out of all scopes, up to the closure that the code stands in, whose exits it hands out.
  std::vector<std::size_t>* unwind() {
    for (std::size_t i = scopes_.size(); i-- > 0;) {
      const Scope& scope = scopes_[i];
      switch (scope.kind) {
        case Scope::Kind::Handler:
          emit({.op = Op::Unhandle});
          break;
        case Scope::Kind::Lock:
          emit({.op = Op::Release, .lock = scope.lock, .statement = scope.statement});
          break;
        case Scope::Kind::Closure:
          return scope.exits;
      }
    }
    return nullptr;
  }

  void lock(const Statement& s) {
    const bool is_closure = s.taking == Taking::Guard || s.taking == Taking::Mutex;
    const bool is_final = is_closure || s.giving == Giving::Finally;
    const auto variable = static_cast<std::uint8_t>(open_.size());
    const bool waits = s.taking == Taking::Retry || s.taking == Taking::Mutex;
    const std::size_t acquire = emit({.op = Op::Acquire, .lock = variable, .waits = waits, .statement = &s});
    const std::size_t got = emit({.op = Op::Jump});
    land(acquire);
    std::vector<std::size_t> exits;
    switch (s.taking) {
      case Taking::OrReturn:
        leave(s);
        break;
      case Taking::OrThrow:
      case Taking::Guard:
        emit({.op = Op::Throw, .statement = &s});
        break;
      case Taking::IfGot:
        exits.push_back(emit({.op = Op::Jump}));
        break;
      case Taking::Retry:
      case Taking::Mutex:
      case Taking::Unchecked:
        break;
    }
    land(got);

    open_.push_back({variable, &s});
    std::vector<std::size_t> ends;
    std::size_t handler = 0;
    if (is_final) {
      handler = emit({.op = Op::Handle});
      scopes_.push_back({.kind = Scope::Kind::Lock, .lock = variable, .statement = &s});
      scopes_.push_back({.kind = Scope::Kind::Handler});
    }
    if (is_closure) scopes_.push_back({.kind = Scope::Kind::Closure, .exits = &ends});
    block(s.body);
    for (const std::size_t end : ends) land(end);
    if (is_closure) scopes_.pop_back();
    if (is_final) {
      scopes_.pop_back();
      scopes_.pop_back();
      emit({.op = Op::Unhandle});
    }
    emit({.op = Op::Release, .lock = variable, .statement = &s});
    if (is_final) {
      const std::size_t end = emit({.op = Op::Jump});
      land(handler);
      emit({.op = Op::Release, .lock = variable, .statement = &s});
      emit({.op = Op::Throw, .statement = &s});
      land(end);
    }
    open_.pop_back();
    for (const std::size_t exit : exits) land(exit);
  }

  void give_back() {
    if (!open_.empty()) emit({.op = Op::Release, .lock = open_.back().first, .statement = open_.back().second});
  }

  const Function& function_;
  std::vector<Instruction> code_;
  std::vector<Scope> scopes_;
  std::vector<std::pair<std::uint8_t, const Statement*>> open_;  // locks around
};

Live used_by(const Instruction& instruction, const Program& program, const Function& function) {
  const auto bit = [](std::uint8_t variable) { return static_cast<std::uint8_t>(1U << variable); };
  const Statement* s = instruction.statement;
  switch (instruction.op) {
    case Op::Change:
    case Op::Copy:
    case Op::Write:
      return {.rows = bit(s->row)};
    case Op::Store:
      if (s->from == Statement::From::Request) return {};
      if (s->from == Statement::From::Copy) return {.copies = bit(s->copy)};
      return {.rows = bit(s->row)};
    case Op::Call:
    case Op::Spawn:
      return program.functions[s->callee].takes_row ? Live{.rows = bit(s->row)} : Live{};
    case Op::Return:
      return function.returns_row ? Live{.rows = bit(function.returned)} : Live{};
    default:
      return {};
  }
}

/// What is assigned anew and so was not needed before.
Live made_by(const Instruction& instruction, const Program& program) {
  const Statement* s = instruction.statement;
  if (instruction.op == Op::Read || (instruction.op == Op::Call && program.functions[s->callee].returns_row))
    return {.rows = static_cast<std::uint8_t>(1U << s->row)};
  if (instruction.op == Op::Copy) return {.copies = static_cast<std::uint8_t>(1U << s->copy)};
  return {};
}

std::vector<Live> liveness(const std::vector<Instruction>& code, const Program& program, const Function& function) {
  std::vector<Live> live(code.size() + 1);
  // A handler may be reached from wherever it is in force, which is behind the place that names it.
  Live handled;
  const auto add = [](Live& to, const Live& more) {
    to.rows |= more.rows;
    to.copies |= more.copies;
  };
  for (bool changes = true; changes;) {
    changes = false;
    for (std::size_t i = code.size(); i-- > 0;) {
      const Instruction& instruction = code[i];
      Live now = handled;
      const bool ends = instruction.op == Op::Jump || instruction.op == Op::Throw || instruction.op == Op::Return;
      if (!ends) add(now, live[i + 1]);
      const bool jumps = instruction.op == Op::Jump || instruction.op == Op::Choose || instruction.op == Op::Acquire ||
                         instruction.op == Op::Handle;
      if (jumps) add(now, live[instruction.target]);
      if (instruction.op == Op::Handle) add(handled, live[instruction.target]);
      const Live made = made_by(instruction, program);
      now.rows &= static_cast<std::uint8_t>(~made.rows);
      now.copies &= static_cast<std::uint8_t>(~made.copies);
      add(now, used_by(instruction, program, function));
      if (now.rows != live[i].rows || now.copies != live[i].copies) changes = true;
      live[i] = now;
    }
  }
  return live;
}

}  // namespace

Code compile(const Program& program) {
  Code code;
  for (const Function& function : program.functions) {
    code.functions.push_back(Compiler(function).run());
    code.live.push_back(liveness(code.functions.back(), program, function));
  }
  return code;
}

}  // namespace lockstep::soundness
