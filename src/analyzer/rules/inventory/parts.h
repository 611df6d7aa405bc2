#pragma once

#include "findings/inventory.h"
#include "rules/rule.h"

#include <span>
#include <vector>

/// The larger parts of an inventory, one source each.
namespace lockstep::rules {

/// Domains with their copies, producers and handlers, and channels.
void add_domains(const Program& program, const Shared& shared, std::span<const Finding> found,
                 findings::Inventory& inventory);
/// Locks with their holders and what is changed under them.
std::vector<findings::KnownLock> known_locks(const Program& program, const Shared& shared);
/// Migrations by the folder that a team keeps them in, in order of path.
std::vector<findings::KnownMigrations> known_migrations(const Program& program);

}  // namespace lockstep::rules
