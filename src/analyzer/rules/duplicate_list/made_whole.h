#pragma once

#include "rules/duplicate_list/relation.h"

namespace lockstep::rules {

/// Whether what `part` lacks of `whole` is added to it beside it: `const ALL = [...PART, 'raw']`.
bool is_made_whole_beside(const Candidate& part, const Candidate& whole);

/// Whether what only `door` has, the schema of a field, is dealt with in the function that the same call is handed:
/// `tool({ kind: z.enum(['a', 'b', 'all']) }, ({ kind }) => { if (kind === 'all') return …; … })`.
bool is_dealt_with_behind_the_door(const Candidate& door, const Candidate& other);

}  // namespace lockstep::rules
