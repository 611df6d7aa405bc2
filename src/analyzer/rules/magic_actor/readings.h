#pragma once

#include "rules/magic_actor/vocabulary.h"
#include "rules/rule.h"

/// Comparisons with a made-up identity that attribute nothing to it, since they deal with what stands in the store
/// already; and names that are no more than names.
namespace lockstep::rules::actors {

/// `actorId === 'admin-api' ? 'Admin API' : null`: whoever it was is given a name that people can read.
bool gives_a_name(const Node& test);

/// `if (row.createdBy === 'migration') row.userId = SYSTEM_USER_ID`: what was made up once is given a constant.
bool is_mended(const Node& test, const Vocabulary& vocabulary);

/// `{ createdBy: 'admin', createdByUserId: id }`: the id stands beside it, so that this is a name for people to read.
/// `at`: what gives the value, a Property or an Assign to a member.
bool is_beside_its_id(const Node& at);

}  // namespace lockstep::rules::actors
