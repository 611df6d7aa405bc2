#pragma once

#include "findings/inventory.h"
#include "report/json_value.h"

#include <cstddef>
#include <string>
#include <vector>

/// Drawings as numbers for the templates: where each box, line and word goes. The templates hold the SVG.
namespace lockstep::report {

/// The way from an entry point to a write, and where another request gets in between; null where the steps do not tell
/// of a read and a write, or of a lock that is taken twice.
JsonValue path_picture(const findings::Finding& finding);

/// Values in the middle, who makes them to the left, who handles them to the right.
struct Sides {
  struct Value {
    std::string text;
    std::vector<std::size_t> left;  ///< indices into `left`
    std::vector<std::size_t> right;
  };
  std::vector<std::string> left;
  std::vector<std::string> right;
  std::vector<Value> values;
};
/// What does not fit is counted and not drawn.
JsonValue sides_picture(const Sides& sides);

}  // namespace lockstep::report
