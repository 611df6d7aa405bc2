#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/rule.h"

#include <vector>

namespace lockstep::rules {

/// A table of constants all of whose texts stand in several tables of one module that it could import.
std::vector<Finding> find_tables_in_parts(const Program& program, const Owners& owners);

}  // namespace lockstep::rules
