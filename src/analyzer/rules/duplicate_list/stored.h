#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/relation.h"
#include "rules/rule.h"

#include <vector>

/// What the database lets into a column, by the migrations taken together, beside the definition that the code has of
/// it.
namespace lockstep::rules {

std::vector<Finding> find_outgrown_columns(const Program& program, const std::vector<Candidate>& candidates,
                                           const Vocabulary& vocabulary, const Owners& owners);

}  // namespace lockstep::rules
