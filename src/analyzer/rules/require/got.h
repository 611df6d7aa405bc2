#pragma once

#include "rules/rule.h"

#include <optional>
#include <string_view>
#include <vector>

namespace lockstep::rules::require {

/// What a function knows about a lock that it asked for with one call: whether a place is reached only by whoever got
/// it. "Yes" needs a condition that says so on every way there; a condition that asks something and cannot be read
/// gives "Unknown".
class Got {
 public:
  enum class Answer : std::uint8_t { No, Unknown, Yes };

  Got(const Program& program, const Node& unit, const Node& opener);

  Answer at(const Node& work) const;
  /// The same, and whether a condition says so: "No" where nobody asks, or where it says that the lock was not got.
  Answer at(const Node& work, bool& is_sure) const;
  /// Where the body of the function, or a block of it, ends.
  Answer at_end(const Node& block) const;
  /// Of all ways on which the function hands back something, or just ends.
  Answer at_every_return() const;

 private:
  std::optional<bool> implies(const Node& condition, bool outcome, int depth = 0) const;
  std::optional<bool> implied_by_flag(const Node& name, bool outcome, int depth) const;
  Answer of_condition(const Node& condition, bool outcome, bool& is_sure) const;
  Answer around(const Node& at, const Node& below, bool& is_sure) const;
  Answer behind(const Node& statement, bool& is_sure) const;
  Answer behind_loop(const Node& loop, bool& is_sure) const;
  bool is_asked(const Node& condition) const;

  const Program& program_;
  Node unit_;
  Node opener_;
  std::vector<std::string_view> names_;  // of what the call said
  bool says_success_ = true;             // false: `const busy = !(await acquire())`
  bool may_be_skipped_ = false;          // `let got = true; if (isSlow) got = await acquire();`
  mutable int depth_ = 0;
};

}  // namespace lockstep::rules::require
