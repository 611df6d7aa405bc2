#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/weights.h"

#include <string_view>
#include <vector>

/// A constant was declared for a purpose, and is used for it, and somebody spells its value all the same: the day the
/// constant changes, that place keeps the old value.
namespace lockstep::rules {

/// Literals handed to the very parameter to which other places hand the exported constant of that value, and literals
/// compared with what the file compares with members of an enum elsewhere.
std::vector<Finding> find_bypassed(const Program& program, const Vocabulary& vocabulary, const Owners& owners);

/// The cases of a switch over any string that are all members of one exported table, which others use by name
/// (cases.cc).
std::vector<Finding> find_bypassed_cases(const Program& program, const Vocabulary& vocabulary, const Owners& owners);

/// Chosen by somebody, not found in a dictionary: of two words or more, or with a separator.
bool is_distinctive(std::string_view text, const Vocabulary& vocabulary);

}  // namespace lockstep::rules
