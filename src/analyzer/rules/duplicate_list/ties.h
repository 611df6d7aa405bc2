#pragma once

#include "rules/duplicate_list/value_list.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

/// What the program itself says of two lists: that the values of the one become values of the other. No name and no
/// weight has to say so, since somebody wrote the place at which they do.
namespace lockstep::rules {

class Ties {
 public:
  explicit Ties(const Program& program);

  /// Whether what `from` holds is taken for what `to` holds.
  bool lead(const ValueList& from, const ValueList& to) const;
  /// Whether what `from` lets in is taken for what `to` holds, and nobody looks in between.
  bool let_in(const ValueList& from, const ValueList& to) const;
  /// Whether a list is at either end of a tie.
  bool hold(const ValueList& list) const;

 private:
  /// What a list is known by: what spells it, or the declaration that holds it.
  using Tie = std::pair<NodeRef, NodeRef>;

  void collect_assertions(const Program& program);  // `message.sender as unknown as Bubble`
  void collect_tools(const Program& program);       // ties_tools.cc
  void collect_messages(const Program& program);    // ties_messages.cc
  void collect_lookups(const Program& program);     // `LABELS[order.state]`
  void collect_selects(const Program& program);     // `<select value={rule.test}>`
  void collect_doors(const Program& program);       // `@IsIn(['a', 'b']) kind: Kind` (ties_fields.cc)
  void collect_choices(const Program& program);     // `OPERATORS.find((one) => one.id === condition.operator)`

  void add(NodeRef from, NodeRef to);
  void add_door(NodeRef from, NodeRef to);
  static bool has(const std::set<Tie>& ties, const ValueList& from, const ValueList& to);

  std::set<Tie> ties_;
  std::set<Tie> doors_;
  std::map<NodeRef, std::vector<NodeRef>> offered_;  // menus, by the declaration of the field that takes what is chosen
  std::set<NodeRef> ends_;
};

/// The declaration that holds all values of a type, or the union that is the type; a null reference where there are
/// several or none.
NodeRef holder_of_values(const Program& program, const Node& type);

}  // namespace lockstep::rules
