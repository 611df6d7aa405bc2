#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/weights.h"

namespace lockstep::rules {

/// Says why two lists were matched, why one of them is the copy, and how sure we are.
void give_reasons(Finding& finding, const Candidate& copy, const Candidate& original, const Relation& relation,
                  const Weights& weights, const Owners& owners);

}  // namespace lockstep::rules
