#pragma once

#include "program.h"

#include <cstdint>
#include <vector>

/// A program as a machine runs it: `finally`, early returns and closures become jumps.
namespace lockstep::soundness {

struct Instruction {
  enum class Op : std::uint8_t {
    Read,    ///< the row into variable `row`
    Change,  ///< `column` of variable `row`
    Copy,    ///< of `column` of variable `row`, changed, into variable `copy`
    Write,   ///< the whole of `row`
    Store,   ///< `column`, from where the statement says
    Increment,
    Acquire,  ///< jumps to `target` when somebody else has the lock, unless it waits
    Release,
    Wait,
    Choose,  ///< goes on, or jumps to `target`
    Jump,
    Handle,  ///< exceptions from here on jump to `target`
    Unhandle,
    Throw,
    Call,    ///< in this task
    Spawn,   ///< as a task of its own that nobody waits for, unless `joins`
    Join,    ///< waits for all that were spawned to be joined
    Return,  ///< with variable `row` if the function returns one
  };
  Op op = Op::Return;
  std::uint16_t target = 0;
  std::uint8_t lock = 0;  ///< variable that holds a lock's token
  bool waits = false;     ///< Acquire: until it is free
  bool joins = false;     ///< Spawn: a Join follows
  const Statement* statement = nullptr;
};

/// Bits of variables whose values are used later on.
struct Live {
  std::uint8_t rows = 0;
  std::uint8_t copies = 0;
};

struct Code {
  std::vector<std::vector<Instruction>> functions;
  std::vector<std::vector<Live>> live;  ///< before each instruction
};

/// The program must outlive its code.
Code compile(const Program& program);

}  // namespace lockstep::soundness
