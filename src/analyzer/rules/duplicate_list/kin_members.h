#pragma once

#include "rules/rule.h"

#include <vector>

/// The members of an enum that share a word, gathered under a name in more than one module.
namespace lockstep::rules {

std::vector<Finding> find_kin_members_twice(const Program& program);

}  // namespace lockstep::rules
