#pragma once

#include "rules/require/comparisons.h"

namespace lockstep::rules::require {

/// What has to happen in its function before a place is come to: branches that leave, conditions around it, checks that
/// are called and throw. Where the constant is protected, only what leaves the place to values that differ from it.
class Guards {
 public:
  explicit Guards(const Comparisons& comparisons) : comparisons_(comparisons) {}

  /// The comparison that a place lies behind; null when there is none in its function.
  Node before(const Node& place) const;

 private:
  Node around(const Node& at, const Node& below) const;
  Node behind(const Node& statement) const;
  Node behind_try(const Node& statement) const;
  Node in_arguments(const Node& call) const;
  Node checked_by(const Node& check) const;
  Node taken_out_by(const Node& statement) const;
  Node behind_switch(const Node& statement, const Node& below) const;
  Node checked_by_callee(const Node& statement) const;
  Node thrown_by(const Node& function) const;
  Node throws_when_equal(const Node& branch) const;
  bool stops(const Node& statement) const;

  const Comparisons& comparisons_;
};

/// Whether nothing behind a statement is come to through it: it leaves its block, ends the process, or calls what
/// always throws.
bool stops(const Program& program, const Node& statement, int depth = 0);

}  // namespace lockstep::rules::require
