#pragma once

#include "rules/require/one_value.h"
#include "rules/rule.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

/// What compares a value with a certain constant, and how such a comparison turns out.
namespace lockstep::rules::require {

/// The constant that a demand names: `SYSTEM_USER_ID`, of a package when one is given.
class Constant {
 public:
  Constant(const Program& program, std::string name, std::string_view package);

  const std::string& name() const { return name_; }
  /// Whether it is there at all; nothing is ever compared with one that is not.
  bool is_known() const { return is_known_; }
  /// The constant itself, under whatever name a file imports it, and `const system = SYSTEM_USER_ID`.
  bool is_meant(const Node& node, int depth = 0) const;
  /// `[SYSTEM_USER_ID, …]`, `new Set([…])`, also by the name of such a list.
  bool is_among(const Node& list) const;

 private:
  bool is_imported(std::string_view package) const;

  const Program& program_;
  std::string name_;
  std::set<NodeRef> declarations_;
  bool is_known_ = false;
};

/// Comparisons that say something of what a call is given. Where the constant is *protected* only those count that
/// decide: where an expression turns out as asked, what the call is given must differ from the constant. Else any
/// comparison will do that the outcome hangs on.
class Comparisons {
 public:
  /// About a null call: about anything. Of the call's arguments only those count that `counted` names.
  Comparisons(const Program& program, const Constant& constant, bool protects, const Node& call, Arguments counted = {})
      : program_(program), constant_(constant), protects_(protects), call_(call), counted_(std::move(counted)) {}

  /// The comparison that decides when an expression turns out true (or false): `id !== X && isOld`, but not
  /// `id !== X || force`, which is true without it. Null when there is none.
  Node decides(const Node& expression, bool outcome, int depth = 0) const;
  /// Some comparison with the constant in an expression.
  Node in(const Node& expression) const;
  /// Whether a comparison, or a call of what compares its arguments, speaks of what the call is given.
  bool is_about_call(const Node& comparison) const;
  /// The same of a call of a function, and a comparison in that function.
  bool is_about_call(const Node& check, const Node& inner) const;

 private:
  Node decided_by_call(const Node& call, bool outcome, int depth) const;
  Node decided_by_closure(const Node& call, bool outcome, int depth) const;
  Node decided_by_helper(const Node& call, bool outcome, int depth) const;
  Node decided_by_comparison(const Node& expression, bool outcome) const;
  Node comparison_around(const Node& constant, const Node& within) const;

  const Program& program_;
  const Constant& constant_;
  bool protects_ = false;
  Node call_;
  Arguments counted_;
};

}  // namespace lockstep::rules::require
