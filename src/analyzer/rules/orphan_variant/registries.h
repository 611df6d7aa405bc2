#pragma once

#include "rules/orphan_variant/dispatchers.h"
#include "rules/orphan_variant/domains.h"
#include "rules/rule.h"

#include <vector>

/// Registries of what to do: `HANDLERS[node.type]?.(node)`, `executors.get(node.type)`,
/// `handlers.find((one) => one.type === node.type)` decide by the value of a discriminant as a switch does.
namespace lockstep::rules::variants {

/// The registries that a file looks handlers up in, where no type asks for an entry a value and nothing happens without
/// one, as dispatchers whose default is what happens then.
std::vector<Dispatcher> registries_in(const Program& program, const Shared& shared, const File& file, Domains& domains);

}  // namespace lockstep::rules::variants
