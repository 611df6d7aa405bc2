#pragma once

#include "rules/rule.h"

#include <span>
#include <vector>

namespace lockstep::rules {

/// Every rule there is, by id. A plain array: rules that register themselves vanish when a linker drops their object.
std::span<const Rule* const> all_rules();

/// The rule of an id, or null.
const Rule* find_rule(std::string_view id);

/// What is known about all of them.
std::vector<RuleInfo> all_infos();

/// What is known about a rule, its page (built in from rules/<id>.md) included.
RuleInfo info_of(const Rule& rule);

}  // namespace lockstep::rules
