#pragma once

#include "rules/rule.h"

namespace lockstep::rules::require {

/// Whether a comparison and a call may be about one value: what both are made of leads back to a common parameter or
/// variable of the function. True where that cannot be told.
bool may_be_about_one_value(const Program& program, const Node& comparison, const Node& call);

}  // namespace lockstep::rules::require
