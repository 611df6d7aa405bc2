#pragma once

#include "rules/require/key_columns.h"
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
  /// The constant itself, under whatever name a file imports it, and copies: `const system = SYSTEM_USER_ID`,
  /// `Ids.system` of `const Ids = { system: SYSTEM_USER_ID } as const`, `Actors.SYSTEM` of a static field.
  bool is_meant(const Node& node, int depth = 0) const;
  /// `[SYSTEM_USER_ID, …]`, `new Set([…])`, also by the name of such a list.
  bool is_among(const Node& list, int depth = 0) const;

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
  /// About a null call: about anything. Of what the call is given only that counts which `given` names.
  Comparisons(const Program& program, const Constant& constant, bool protects, const Node& call, Given given = {})
      : program_(program),
        constant_(constant),
        protects_(protects),
        call_(call),
        given_(std::move(given)),
        columns_(constant.name(), call) {}

  const Program& program() const { return program_; }
  const Constant& constant() const { return constant_; }
  bool protects() const { return protects_; }
  const Node& call() const { return call_; }
  /// The same constant, compared with anything: within a function that is called to compare.
  Comparisons inside() const;
  /// Where the constant is an id: the columns that tell a row by it. Else null.
  const KeyColumns* columns() const { return is_id_word(constant_.name()) ? &columns_ : nullptr; }
  bool is_too_deep() const { return level_ > kMostFunctions; }

  /// The comparison that decides when an expression turns out true (or false): `id !== X && isOld`, but not
  /// `id !== X || force`, which is true without it. Null when there is none.
  Node decides(const Node& expression, bool outcome, int depth = 0) const;
  /// Some comparison with the constant in an expression.
  Node in(const Node& expression) const;
  /// Whether a comparison, or a call of what compares its arguments, speaks of what the call is given.
  bool is_about_call(const Node& comparison) const;
  /// The same of a call of a function, and a comparison in that function.
  bool is_about_call(const Node& check, const Node& inner) const;
  /// The comparison that a mention of the constant is the one side of: `id === X`, `X.equals(id)`, `[X].includes(id)`;
  /// null where it is none, as in `id === `${X}!`` and `log(X)`.
  Node comparison_at(const Node& constant, const Node& within) const;

 private:
  static constexpr int kMostFunctions = 4;  // that compare by calling each other
  Node decided_by_call(const Node& call, bool outcome, int depth) const;
  Node decided_by_closure(const Node& call, bool outcome, int depth) const;
  Node decided_by_getter(const Node& member, bool outcome, int depth) const;
  Node decided_by_list(const Node& call, const Node& closure, bool is_some) const;
  Node decided_by_helper(const Node& call, bool outcome, int depth) const;
  Node decided_by_body(const Node& function, bool outcome, int depth) const;
  Node decided_by_flag(const Node& name, bool outcome, int depth) const;
  Node decided_by_ways(const Node& conditional, bool outcome, int depth) const;
  Node decided_by_comparison(const Node& expression, bool outcome) const;
  bool compares_id(const Node& comparison) const;

  const Program& program_;
  const Constant& constant_;
  bool protects_ = false;
  Node call_;
  Given given_;
  KeyColumns columns_;
  int level_ = 0;
};

}  // namespace lockstep::rules::require
