#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lockstep::app {

/// Which lines of a text are not as they were in an earlier one.
class LineChanges {
 public:
  LineChanges(std::string_view before, std::string_view after);

  /// Whether any of these lines (counted from 1, both ends included) is new, or lines between them are gone.
  bool touch(std::uint32_t first, std::uint32_t last) const;
  /// How many of all lines, of both texts, are in both: 0 to 1.
  double similarity() const;

 private:
  void compare(std::size_t before_begin, std::size_t before_end, std::size_t after_begin, std::size_t after_end);

  std::vector<std::uint64_t> before_;  // hashes of lines
  std::vector<std::uint64_t> after_;
  std::vector<char> is_new_;         // by line of the later text
  std::vector<char> is_cut_before_;  // by line of the later text, and behind the last one: lines are gone there
};

}  // namespace lockstep::app
