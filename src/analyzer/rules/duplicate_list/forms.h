#pragma once

#include "rules/rule.h"

#include <vector>

/// Fields of forms that offer what the form's own schema refuses.
namespace lockstep::rules {

std::vector<Finding> find_refused_choices(const Program& program);

}  // namespace lockstep::rules
