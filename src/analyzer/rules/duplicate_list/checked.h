#pragma once

#include "rules/duplicate_list/value_list.h"

#include <vector>

/// What the compiler already keeps in step. A list whose values it checks against a type is a use of that type and no
/// copy of it; whether it also notices a *missing* value decides if a full listing may still fall behind.
namespace lockstep::rules {

struct Checked {
  bool is_checked = false;        ///< a value that the type lacks is a compile error
  bool is_complete = false;       ///< so is a missing value: `Record<Status, …>`, `satisfies Record<…>`
  std::vector<NodeRef> by;        ///< the declarations that hold the type's values, where they are known
  std::string_view type;          ///< the name of the type, as it is written
  std::vector<NodeRef> keyed_by;  ///< of a table's values: the declarations that hold what its keys may be
  std::size_t values = 0;         ///< how many values the type has, where they are known; else 0
};

Checked checked_by_compiler(const Program& program, const ValueList& list);

}  // namespace lockstep::rules
