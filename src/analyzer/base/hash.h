#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace lockstep {

/// A hash of short texts, eight bytes at a time: names are hashed by the million, and for keys of a few letters a loop
/// over bytes would take most of the time. The value is for tables in memory only: it depends on the machine.
inline std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  const auto mix = [](std::uint64_t state) {
    state *= kOdd;
    return state ^ (state >> 32);
  };
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t state = left;
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    state = mix(state ^ word);
  }
  if (left >= 4) {  // two halves that overlap hold all of the rest
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, at, 4);
    std::memcpy(&last, at + left - 4, 4);
    state = mix(state ^ (std::uint64_t{first} << 32 | last));
  } else if (left > 0) {
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])}; };
    state = mix(state ^ (byte(0) << 16 | byte(left / 2) << 8 | byte(left - 1)));
  }
  return mix(state);
}

}  // namespace lockstep
