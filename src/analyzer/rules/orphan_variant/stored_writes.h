#pragma once

#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/stored_schema.h"

#include <vector>

namespace lockstep::rules::variants {

/// Members of an enum that no write of the program can give to any column, where every write of these columns is known
/// by what it writes. What `findings` say already is left out.
void find_unwritten_members(const Gathered& gathered, const StoredSchema& schema, std::vector<Finding>& findings);

}  // namespace lockstep::rules::variants
