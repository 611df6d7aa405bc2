#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::app {

/// How long each step took, for `--stats`. Times never go into a report.
class Stopwatch {
 public:
  /// Ends a step, which began where the last one ended.
  void lap(std::string_view step);
  void count(std::string_view what, std::size_t number);
  void note(std::string text);  ///< something that only those want to know who ask for times

  double seconds() const;  ///< since the beginning
  void print(std::ostream& out) const;

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = begin_;
  std::vector<std::pair<std::string, Clock::duration>> laps_;
  std::vector<std::pair<std::string, std::size_t>> counts_;
  std::vector<std::string> notes_;
};

}  // namespace lockstep::app
