#pragma once

#include "rules/rule.h"

/// What takes the place of a lock's answer where the lock was not got: then whoever asks is told that it was.
namespace lockstep::rules::require {

/// Whether a value says that something was got, and was not got from anybody: `'none'`, `true`, a token made before.
bool stands_for_success(const Program& program, const Node& value);

/// The value that an acquisition's answer is replaced by, on its way to whoever asks for it or in the variable that it
/// goes to, before `work` (null: anywhere): `(await acquire(id)) ?? 'none'`, `.catch(() => 'OK')`,
/// `Promise.race([acquire(id), sleep(200, 'late')])`, `if (!token) token = 'late'`. Null where nothing replaces it.
Node stand_in_of(const Program& program, const Node& unit, const Node& acquire, const Node& work);

}  // namespace lockstep::rules::require
