#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/relation.h"
#include "rules/rule.h"

#include <vector>

/// What the database lets into a column, by the migrations taken together, beside the definition that the code has of
/// it.
namespace lockstep::rules {

/// Whether code may write the values of a list into a column: an exported type or table of constants.
bool defines_column(const ValueList& list);

/// `definitions`: lists that may define a column, with their values and the words of their names.
std::vector<Finding> find_outgrown_columns(const Program& program, const std::vector<Candidate>& definitions,
                                           const Vocabulary& vocabulary, const Owners& owners);

}  // namespace lockstep::rules
