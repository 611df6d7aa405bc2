#include "coverage/tallies.h"

#include <algorithm>
#include <utility>

namespace lockstep::coverage {

findings::Tally& Tallies::of(const Sort& sort) {
  for (std::size_t i = 0; i < sorts_.size(); ++i) {
    if (sorts_[i]->id == sort.id) return tallies_[i];
  }
  sorts_.push_back(&sort);
  return tallies_.emplace_back(
      findings::Tally{.id = std::string(sort.id), .is_gap = sort.is_gap, .advice = std::string(sort.advice)});
}

std::vector<findings::Tally> Tallies::take() {
  for (std::size_t i = 0; i < sorts_.size(); ++i) {
    tallies_[i].text = tallies_[i].count == 1 ? sorts_[i]->one : sorts_[i]->many;
  }
  std::stable_sort(tallies_.begin(), tallies_.end(), [](const findings::Tally& a, const findings::Tally& b) {
    if (a.is_gap != b.is_gap) return a.is_gap;
    return a.count > b.count;
  });
  sorts_.clear();
  return std::exchange(tallies_, {});
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits + " " + std::string(count == 1 ? one : many);
}

}  // namespace lockstep::coverage
