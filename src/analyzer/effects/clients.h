#pragma once

#include "effects/units.h"

/// Objects that a class or a module makes once and then speaks through: clients of other machines, their options.
namespace lockstep::effects {

/// What a variable, or a field of the own class, was given where it was made: `this.client = new OpenAI(…)` in a
/// constructor. Null where that is not known, or is not one thing.
Node given_to(const Program& program, const Node& name);

/// The expression of the limit that a client was made with, through which a call speaks: `timeout` of
/// `new OpenAI({ timeout: 60_000 })` for `client.chat.completions.create(…)`. Null where there is none.
Node limit_of_client(const Program& program, const Node& call);

}  // namespace lockstep::effects
