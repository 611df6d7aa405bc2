#pragma once

#include "rules/query/pack_query.h"
#include "rules/rule.h"

#include <optional>
#include <string>

namespace lockstep::rules {

/// Why a query, or a part of what it names, is asked of no file: a folder that moved must not look like a pattern that
/// nobody uses. Nothing where each of its globs finds files.
std::optional<std::string> idleness(const Program& program, const PackQuery& query);

}  // namespace lockstep::rules
