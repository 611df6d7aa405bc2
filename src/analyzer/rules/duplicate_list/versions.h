#pragma once

#include <string_view>

namespace lockstep::rules {

/// Whether two files belong to two versions of one thing that are kept beside each other: `schema/v/7.ts` and
/// `schema/v/12/auth.ts`, `api/v1/users.ts` and `api/v2/users.ts`. An old version is frozen, so it may lack what the
/// next one has.
bool are_versions(std::string_view path, std::string_view other);

}  // namespace lockstep::rules
