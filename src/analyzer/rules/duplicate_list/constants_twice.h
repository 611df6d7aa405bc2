#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/weights.h"

#include <vector>

/// Constants that a package exports, declared again under the same names in one that builds on it: whoever changes the
/// text, or adds a key to the table of tables, has to know of both.
namespace lockstep::rules {

/// One finding a file and the file that it could import from.
std::vector<Finding> find_constants_twice(const Program& program, const Vocabulary& vocabulary, const Owners& owners);

}  // namespace lockstep::rules
