#pragma once

#include <compare>
#include <cstdint>

namespace lockstep {

/// A stretch of a file, in byte offsets from its first byte (a byte order mark counts); `end` is exclusive.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend constexpr auto operator<=>(const Span&, const Span&) = default;
};

/// Where editors and SARIF consumers say a byte is: both count from 1, the column in UTF-16 code units.
/// (LSP counts from 0; SARIF 2.1.0 §3.30 and `columnKind: utf16CodeUnits` are what we follow.)
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend constexpr auto operator<=>(const Position&, const Position&) = default;
};

}  // namespace lockstep
