#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/relation.h"

#include <vector>

namespace lockstep::rules {

/// What to say about lists that belong together: one finding for each copy, against the best list that it is related
/// to.
std::vector<Finding> report_copies(const std::vector<Candidate>& candidates, const std::vector<Relation>& relations,
                                   const Owners& owners, const Weights& weights);

}  // namespace lockstep::rules
