#pragma once

#include "rules/rule.h"

#include <vector>

/// Names that stand for one value after another: `for (const [event, handle] of Object.entries(handlers))`.
namespace lockstep::rules::variants {

struct Rounds {
  /// What the name stands for, one a round: expressions, Properties for their keys, EnumMembers for what they hold.
  std::vector<Node> values;
  bool is_loop = false;  ///< the name belongs to no loop: nothing is said of it
  bool complete = true;  ///< false when some round could not be read
};

/// Of a name, or of a member of one (`job.name`): what it stands for in the rounds of its loop. Understood are `for
/// of`, `for in` and callbacks of `forEach` and its like over lists, tables, their keys, values and entries, and maps
/// that are written out; also where a function is handed the list by all who call it.
Rounds rounds_of(const Program& program, const Node& use);

/// The keys of a table, as the rounds of a loop over them would bring them up.
Rounds keys_of(const Program& program, const Node& table);

}  // namespace lockstep::rules::variants
