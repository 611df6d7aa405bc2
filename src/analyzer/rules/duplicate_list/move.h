#pragma once

#include "rules/duplicate_list/owner.h"

#include <string>
#include <string_view>

/// What an advice is about, for the files that word it.
namespace lockstep::rules {

struct Owners::Move {
  const ValueList& copy;
  const ValueList& owner;
  bool has_name;      ///< the owner can be called by name
  bool needs_values;  ///< the copy is more than a type
  bool is_type_only;  ///< the owner has no values to offer
  bool is_wider;      ///< the finding has places in further files
  bool is_at_hand;    ///< the copy's file imports the owner already
  std::string name;   ///< of the owner, for messages
};

inline std::string in_ticks(std::string_view text) { return "`" + std::string(text) + "`"; }

/// Gone when the program runs.
inline bool is_erased(const ValueList& list) { return list.shape == Shape::Union || list.shape == Shape::Variants; }

/// Stands in a function that the copy does not stand in.
inline bool is_local_elsewhere(const ValueList& owner, const ValueList& copy) {
  const Node function = owner.holder_node ? owner.holder_node.enclosing_function() : Node{};
  return function && !(copy.node && function.contains(copy.node));
}

}  // namespace lockstep::rules
