#pragma once

#include "effects/units.h"

#include <cstdint>
#include <optional>
#include <string_view>

/// Times that are spelled out: how long a lock lives, how long a call may take. In milliseconds.
namespace lockstep::effects {

enum class TimeUnit : std::uint8_t { Unknown, Milliseconds, Seconds };
/// The unit that the end of a name says: `lockTtlMs`, `TTL_SECONDS`, `ttlSec`.
TimeUnit unit_in(std::string_view name);

/// What an expression of numbers and constants comes to: `30 * SECOND`.
std::optional<double> number_of(const Program& program, const Node& expression);

/// How long something lives.
struct Life {
  /// Whether the number is given in another unit than it is taken in, by its name or since it is a round one in that:
  /// `'EX', LOCK_TTL_MS`, `'EX', 30_000`, `'PX', 30`.
  enum class Misread : std::uint8_t { No, TooLong, TooShort };
  std::optional<double> span;     ///< in milliseconds, where that is spelled out
  ParameterPath from;             ///< else the parameter that says so to the function at hand
  double worth = 1;               ///< what one of that parameter is worth
  Misread misread = Misread::No;  ///< `span` is then what was meant
  friend bool operator==(const Life&, const Life&) = default;
};
/// What an expression says about a life, in terms of the unit that it stands in.
Life life_in(const Program& program, const Node& unit, const Node& expression, double worth);
/// How long what a call of a store sets will live: `'EX', 30`, `{ px: 30_000 }`.
Life life_of(const Program& program, const Node& unit, const Node& call);
/// A life of a callee in terms of its caller.
Life handed_up(const Program& program, const Life& life, const Node& function, const Node& caller, const Node& call);

/// The expression of a time that a call of a store is given, and the unit in which it takes it.
struct GivenTime {
  Node number;
  TimeUnit unit = TimeUnit::Unknown;
};
GivenTime time_given(const Node& call);

/// The longest limit that a call, or one that it waits for, is given: `signal: AbortSignal.timeout(60_000)`,
/// `{ timeout: 60_000 }`. Zero where there is none.
double longest_limit(const Program& program, const Node& call, int depth = 0);

}  // namespace lockstep::effects
