#pragma once

#include "effects/vocabulary.h"

#include <string_view>

/// Calls on the results of calls, as query builders are spoken to: `selectFrom(x).where(y).execute()`.
namespace lockstep::effects {

/// The receiver of a method call, looked at through `await` and casts; null for any other call.
Node receiver_of(const Node& call);

/// "accounts" of `this.accounts`, and of the call `this.accounts()`.
std::string_view last_word(const Node& expression);

/// The call of a chain that has this name: down from `call`, which is the last.
Node chained(const Node& call, std::string_view name);

/// The call with this name that follows in the chain: `where` behind `set(…)`.
Node following(const Node& call, std::string_view name);

/// What a chain begins with, by name: "db" of `db.selectFrom(x).where(y)`.
std::string_view root_word(const Node& call);

/// The call that a chain begins with, `knex('accounts')` or `this.db(TABLE)`, when it may name a table.
Node root_call(const Node& call);

}  // namespace lockstep::effects
