#pragma once

#include "effects/vocabulary.h"

#include <string_view>
#include <vector>

/// Small questions about one call that takes a lock or gives it back, answered by what stands around it.
namespace lockstep::effects {

/// The statement of a node: what stands directly in a block, a case or a function.
Node statement_of(const Node& node);

/// The block of `finally` around a node, or the closure that is handed to a promise's `.finally(…)`; null elsewhere.
Node finally_of(const Node& node, const Node& unit);

/// Whether a node stands in a `catch` block of its unit.
bool in_catch(const Node& node, const Node& unit);

/// The name that a call's result goes to, perhaps behind a comparison: `const got = (await set(…)) === 'OK'`.
Node bound_to(const Node& call);

/// The statement that a call makes up alone, its value thrown away.
bool is_ignored(const Node& call);

/// The loop that a call is tried in until it succeeds; null when it is tried once.
Node retry_loop(const Node& call, const Node& unit);

/// What a branch or a loop asks before it goes on: `!token` of `while (!token) …`; null where it asks nothing.
Node condition_of(const Node& deciding);

/// Whether a call stands in a loop that goes on for as long as a variable says so.
bool is_repeated_on(const Node& call, std::string_view variable, const Node& unit);

/// Whether `condition` holds where the call inside of it succeeded: `if (acquired) …` and not `if (!acquired) return`.
bool tests_for_success(const Node& condition, const Node& call);

/// Whether its caller goes on only when a call has ended. What is neither awaited, returned nor kept goes on alone.
bool is_waited_for(const Node& call);

/// What a call that did not get the lock answers: `null`, `false`, `0`.
bool says_failure(const Node& value);

/// Whether a node below `ancestor` may be passed by.
bool is_conditional(const Node& ancestor, const Node& below);

/// The expression that an Await, a Return or a loop over a stream (`for await`) waits for; null of any other node.
Node waited_for(const Node& wait);

/// The same below `.then(…)`, `.catch(…)` and `.finally(…)`: `fetch(url)` of `await fetch(url).catch(() => null)`.
Node promise_waited_for(const Node& wait);

/// Whether a node stands in a loop of its function, or of one around it.
bool is_repeated(const Node& node, const Node& unit);

/// `return f()`: hands out a promise that is still open when `finally` runs.
bool is_returned_unawaited(const Node& call);

/// Names that an acquisition's result goes by: `token`, `[value, release]`, the `lock` of `this.lock`.
std::vector<std::string_view> names_of(const Node& pattern);

/// Whether an expression mentions one of these names.
bool mentions(const Node& expression, const std::vector<std::string_view>& names);

/// Whether a node stands in a closure that its unit does not wait for: `items.forEach(async …)`, a timer's.
bool runs_alone(const Node& node, const Node& unit);

/// Whether a unit sees to it that its lock lives on while it works.
bool extends_lock(const Node& unit);

/// The call by which a unit does so; null where there is none.
Node extension_in(const Node& unit);

/// The branches of a unit, and what follows `if (got) return`, for whoever did not get the lock whose acquisition's
/// result has these names.
std::vector<Node> failures_of(const Node& unit, const Node& acquire, const std::vector<std::string_view>& names);

/// Whether a unit looks at the value under a key, which it deletes.
bool looks_before_it_deletes(const Program& program, const Node& unit, std::string_view key);

}  // namespace lockstep::effects
