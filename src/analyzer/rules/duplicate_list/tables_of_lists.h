#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/rule.h"

#include <vector>

/// Tables of lists that are written in two modules: what each role may do, what may follow each state.
namespace lockstep::rules {

std::vector<Finding> find_tables_of_lists(const Program& program, const Owners& owners);

}  // namespace lockstep::rules
