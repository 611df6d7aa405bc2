#pragma once

#include "findings/coverage.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::coverage {

/// What one sort of thing is called; the numbers come as they are met.
struct Sort {
  std::string_view id;
  std::string_view one;   ///< after the number 1
  std::string_view many;  ///< after other numbers
  bool is_gap = false;
  std::string_view advice = {};
};

/// Counts things by sort, in the order in which they come, and keeps the first few of each.
class Tallies {
 public:
  /// Of each sort the first `examples` are kept.
  explicit Tallies(std::size_t examples) : examples_(examples) {}

  void add(const Sort& sort, findings::Place place, std::string text = {}) {
    findings::Tally& tally = of(sort);
    ++tally.count;
    if (tally.examples.size() < examples_) {
      tally.examples.push_back({.place = std::move(place), .text = std::move(text)});
    }
  }
  /// Several at once, of which none can be shown.
  void add(const Sort& sort, std::size_t count) {
    if (count > 0) of(sort).count += count;
  }

  /// Gaps first, each kind by falling count.
  std::vector<findings::Tally> take();

 private:
  findings::Tally& of(const Sort& sort);

  std::size_t examples_;
  std::vector<findings::Tally> tallies_;
  std::vector<const Sort*> sorts_;
};

/// `counted(2, "file", "files")`, with the number as people write it: "12,345 files".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

}  // namespace lockstep::coverage
