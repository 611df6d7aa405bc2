#pragma once

#include "rules/duplicate_list/relation.h"

#include <vector>

/// Things that are made alike and kept side by side: plugins, connectors, tools, each in a folder of its own with the
/// same files. What such a file holds is about its own thing, and it differs from folder to folder because things do.
namespace lockstep::rules {

/// Whether two lists that differ stand at the same place of two such things: `apps/drive/scopes.ts` and
/// `apps/sheets/scopes.ts`. Where others import the lists, it takes a third thing with such a list to call it a family;
/// and two lists that share nearly all of their rare values are one list, wherever they stand.
bool are_of_one_family(const Candidate& a, const Candidate& b, const Relation& relation,
                       const std::vector<Candidate>& all);

}  // namespace lockstep::rules
