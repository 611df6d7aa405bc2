#pragma once

#include "effects/vocabulary.h"

#include <cstddef>
#include <string>
#include <vector>

/// Statements that are written with the names of tables and columns put in as values are.
namespace lockstep::effects {

/// The text of a statement in which holes that stand for tables and columns are filled with their names: of
/// `update ${orders} set ${orders.state} = ${state}` only the last one is a value.
struct Spelled {
  std::string text;
  std::vector<std::size_t> values;  ///< which of the template's holes are left
};
Spelled spelled(const Program& program, const Node& text);

}  // namespace lockstep::effects
