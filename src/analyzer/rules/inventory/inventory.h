#pragma once

#include "findings/inventory.h"
#include "rules/rule.h"

#include <span>

namespace lockstep::rules {

/// What was understood of a program, for an audit: domains with their owners and copies, actors, channels, locks, entry
/// points, packages. Asks what the rules ask, once more, and keeps what they pass over in silence; so it is made only
/// when somebody wants to see it. `found` are the findings of the rules, which know the copies. The coverage is left
/// empty (room `coverage`), and places still lack lines (`locate`).
findings::Inventory take_inventory(const Program& program, const Shared& shared, std::span<const Finding> found);

}  // namespace lockstep::rules
