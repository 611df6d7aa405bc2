#pragma once

#include "rules/orphan_variant/dispatchers.h"
#include "rules/orphan_variant/domains.h"
#include "rules/rule.h"

#include <vector>

/// Tables of what to do: `HANDLERS[node.type]?.(node)` decides by the value of a discriminant as a switch does.
namespace lockstep::rules::variants {

/// The tables that a file looks handlers up in, where no type asks for an entry a value, as dispatchers whose default
/// is what happens without an entry.
std::vector<Dispatcher> registries_in(const Program& program, const File& file, Domains& domains);

}  // namespace lockstep::rules::variants
