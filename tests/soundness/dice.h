#pragma once

#include <cstdint>
#include <initializer_list>

namespace lockstep::soundness {

/// Numbers that follow from a seed alone; those of the standard library's distributions differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U + 0x1234567) {}

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(next() % limit); }
  bool chance(std::uint32_t percent) { return below(100) < percent; }
  /// The index of one of these weights.
  std::uint32_t weighted(std::initializer_list<std::uint32_t> weights) {
    std::uint32_t sum = 0;
    for (const std::uint32_t weight : weights) sum += weight;
    std::uint32_t rest = below(sum);
    std::uint32_t index = 0;
    for (const std::uint32_t weight : weights) {
      if (rest < weight) return index;
      rest -= weight;
      ++index;
    }
    return 0;
  }

 private:
  std::uint64_t next() {  // SplitMix64
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31;
  }

  std::uint64_t state_;
};

}  // namespace lockstep::soundness
