#pragma once

#include "effects/vocabulary.h"

#include <cstdint>
#include <optional>
#include <string_view>

/// Times that are spelled out: how long a lock lives, how long a call may take. In milliseconds.
namespace lockstep::effects {

enum class TimeUnit : std::uint8_t { Unknown, Milliseconds, Seconds };
/// The unit that the end of a name says: `lockTtlMs`, `TTL_SECONDS`, `ttlSec`.
TimeUnit unit_in(std::string_view name);

/// What an expression of numbers and constants comes to: `30 * SECOND`.
std::optional<double> number_of(const Program& program, const Node& expression, int depth = 0);

/// How long what a call of a store sets will live: `'EX', 30`, `{ px: 30_000 }`.
std::optional<double> life_of(const Program& program, const Node& call);

/// The longest limit that a call, or one that it waits for, is given: `signal: AbortSignal.timeout(60_000)`,
/// `{ timeout: 60_000 }`. Zero where there is none.
double longest_limit(const Program& program, const Node& call, int depth = 0);

}  // namespace lockstep::effects
