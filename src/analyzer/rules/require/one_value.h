#pragma once

#include "rules/rule.h"

#include <cstddef>
#include <vector>

/// Whether two expressions of a function speak of one value: what they are made of leads back to a common parameter or
/// variable. Where that cannot be told they do not, since a statement that is only perhaps about the right thing proves
/// nothing.
namespace lockstep::rules::require {

/// Some of a call's arguments, as indices; none: all of them, and whatever else its chain is given.
using Arguments = std::vector<std::size_t>;

/// What of all that a call is given is asked about.
struct Given {
  Arguments counted;
  Node part;  ///< `a` of `remove([a, b])`; null: everything
};

class KeyColumns;

/// Of a comparison and the call that it should protect from a constant; both in one function. Where the constant is an
/// id, `columns` says which columns count: `request.callerId` says nothing of `request.id`.
bool are_about_one_value(const Node& comparison, const Node& call, const Given& given, const KeyColumns* columns);

/// The same of a call of a function that compares what it is handed, or a part of it, and that comparison.
bool is_checked_value(const Node& check, const Node& inner, const Node& call, const Given& given,
                      const KeyColumns* columns);

/// The parameters of its function that decide about what a call is given.
Arguments parameters_behind_call(const Node& call, const Given& given);

/// The calls of a chain, from its end: `delete(users).where(…)` and `delete(users)` for either of them.
std::vector<Node> chain_of(const Node& call);

/// Of two expressions of one file, by any variable that is behind both; true where one of them leads to none.
bool may_share_a_value(const Node& one, const Node& other);

/// The parameters of its function that an expression leads back to, as indices.
std::vector<std::size_t> parameters_behind(const Node& expression);

/// "userId", "USER_ID", "id".
bool is_id_word(std::string_view word);

}  // namespace lockstep::rules::require
