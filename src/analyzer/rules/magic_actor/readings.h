#pragma once

#include "rules/magic_actor/vocabulary.h"
#include "rules/rule.h"

/// Comparisons with a made-up identity that attribute nothing to it: they deal with what stands in the store already.
namespace lockstep::rules::actors {

/// `actorId === 'admin-api' ? 'Admin API' : null`: whoever it was is given a name that people can read.
bool gives_a_name(const Node& test);

/// `if (row.createdBy === 'migration') row.userId = SYSTEM_USER_ID`: what was made up once is given a constant.
bool is_mended(const Node& test, const Vocabulary& vocabulary);

}  // namespace lockstep::rules::actors
