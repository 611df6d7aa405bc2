#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// A small service that changes one row of a database from several entry points, with and without locks: the world in
/// which the analyzer's verdicts are compared with what can really happen.
///
/// The same program is printed as TypeScript for the analyzer (print.h) and run by an interpreter of ours (explore.h),
/// which knows nothing of facts, regions or paths. Whatever both agree upon they found out on their own.
namespace lockstep::soundness {

/// Of the row that everybody shares. All but the status are built from their own old value.
enum class Column : std::uint8_t { Steps, Meta, Count, Status };
inline constexpr std::size_t kColumns = 4;

/// Two locks of the row in Redis, one in the memory of the process, and one that only looks like a lock.
enum class Key : std::uint8_t { Visit, Audit, Mutex, Fake };
inline constexpr std::size_t kRealKeys = 3;

enum class Form : std::uint8_t { One, Two, Three };  ///< spellings that mean the same

struct Statement {
  enum class Kind : std::uint8_t {
    Load,       ///< reads the row into variable `row`
    Reload,     ///< reads it again into a variable that there is
    Change,     ///< of `column` of the row in memory: appended to; the status is merely set
    Copy,       ///< `const next = [...row.steps, x]`: a changed copy of one column in `copy`
    Save,       ///< the whole row goes back
    Update,     ///< one column goes back, from where `from` says
    Increment,  ///< atomic
    Call,       ///< of `callee`
    Together,   ///< `Promise.all` over the calls in `body`
    Lock,       ///< `body` under a lock
    GiveBack,   ///< of the lock around, ahead of its time
    If,         ///< `body`, or `otherwise`; either may happen
    Loop,       ///< `body` once or twice
    Try,        ///< `body`, and `otherwise` when it throws
    Wait,       ///< for `waiting`
    Throw,
    Return,
  };
  enum class From : std::uint8_t { Row, Inline, Copy, Request };
  enum class Calling : std::uint8_t {
    Awaited,
    Forgotten,  ///< `void f()`
    Dropped,    ///< `f()`, with nobody waiting
    Returned,   ///< `return f()` without `await`
  };
  enum class Taking : std::uint8_t {
    OrReturn,   ///< `if (!token) return`
    OrThrow,    ///< `if (!token) throw`
    IfGot,      ///< `if (token) {…}`
    Retry,      ///< in a loop until it succeeds
    Unchecked,  ///< goes on in any case
    Guard,      ///< a function of ours that takes a closure
    Mutex,      ///< a library's; for `Key::Mutex`, and only for that
  };
  enum class Giving : std::uint8_t { Finally, Straight };
  enum class Waiting : std::uint8_t {
    Unknown,
    Network,  ///< may throw
  };

  Kind kind = Kind::Wait;
  std::uint16_t id = 0;  ///< unique in the program; made by `number`
  Form form = Form::One;
  std::uint8_t row = 0;   ///< variable of the function; a function that is handed a row has it in 0
  std::uint8_t copy = 0;  ///< variable of the function
  Column column = Column::Steps;
  From from = From::Row;
  std::uint8_t callee = 0;
  Calling calling = Calling::Awaited;
  Key key = Key::Visit;
  Taking taking = Taking::OrReturn;
  Giving giving = Giving::Finally;
  bool is_direct = false;  ///< Lock: the commands of Redis right here instead of a service that sends them
  bool is_safe = true;     ///< Lock: compares the owner before it deletes
  Waiting waiting = Waiting::Unknown;
  std::vector<Statement> body{};
  std::vector<Statement> otherwise{};
};
using Block = std::vector<Statement>;

struct Function {
  enum class Entry : std::uint8_t { None, Event, Http, Queue };
  std::string name;
  std::uint8_t home = 0;  ///< the class or module that it lies in
  Entry entry = Entry::None;
  bool takes_row = false;
  bool returns_row = false;  ///< that of variable `returned`
  std::uint8_t returned = 0;
  std::uint8_t rows = 0;    ///< variables
  std::uint8_t copies = 0;  ///< variables
  Block body{};
};

struct Program {
  enum class Style : std::uint8_t {
    Nest,       ///< classes with injected services, TypeORM
    Functions,  ///< modules of functions, Prisma, Express
  };
  Style style = Style::Nest;
  std::uint8_t homes = 1;
  std::vector<Function> functions;
};

/// Gives each statement its id, in the order in which they are printed.
void number(Program& program);

/// Every statement of a block, the nested ones too, in order.
template <class Visit>
void each(const Block& block, const Visit& visit) {
  for (const Statement& statement : block) {
    visit(statement);
    each(statement.body, visit);
    each(statement.otherwise, visit);
  }
}

}  // namespace lockstep::soundness
