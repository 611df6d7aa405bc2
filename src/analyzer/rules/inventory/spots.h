#pragma once

#include "findings/inventory.h"
#include "rules/rule.h"

#include <cstddef>
#include <vector>

namespace lockstep::rules {

/// A place under the name of the function that it lies in; of the file where it lies in none.
findings::Spot spot_of(const Program& program, const Node& place);

/// Adds a spot unless the same function of the same file is there already. Where it is, as an index.
std::size_t add_spot(findings::Spot spot, std::vector<findings::Spot>& spots);

}  // namespace lockstep::rules
