#pragma once

#include "rules/rule.h"

#include <vector>

/// What turns any text into one of the values of a type, by all of its words but one: `case 'web': case 'chat': return
/// 'web'`.
namespace lockstep::rules {

std::vector<Finding> find_forgetful_readers(const Program& program);

}  // namespace lockstep::rules
