#pragma once

#include "effects/paths.h"
#include "rules/rule.h"

#include <vector>

namespace lockstep::rules::require {

/// The calls of a unit, on the stretch on which it holds a lock, by which it comes to another unit: `advance(id)` of
/// `answer`, where `advance` writes. In order of position.
std::vector<Node> calls_leading_to(const Program& program, const effects::Held::Lock& lock, const Node& unit);

}  // namespace lockstep::rules::require
