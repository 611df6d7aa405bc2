#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/weights.h"

#include <vector>

/// A constant was declared for a purpose, and is used for it, and somebody spells its value all the same: the day the
/// constant changes, that place keeps the old value.
namespace lockstep::rules {

/// Literals handed to the very parameter to which other places hand the exported constant of that value, and literals
/// compared with what the file compares with members of an enum elsewhere.
std::vector<Finding> find_bypassed(const Program& program, const Vocabulary& vocabulary, const Owners& owners);

}  // namespace lockstep::rules
