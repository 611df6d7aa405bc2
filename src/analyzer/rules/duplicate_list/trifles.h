#pragma once

#include "rules/duplicate_list/groups.h"

#include <vector>

/// Copies that are real and yet not worth a finding of their own. Each may still be a place of another's: whoever mends
/// a list that matters wants to see all of it.
namespace lockstep::rules {

bool is_trifle(const Copy& copy, const std::vector<Candidate>& candidates, const Owners& owners);

}  // namespace lockstep::rules
