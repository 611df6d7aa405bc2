#pragma once

#include "rules/rule.h"

#include <cstddef>
#include <vector>

/// Whether two expressions of a function speak of one value: what they are made of leads back to a common parameter or
/// variable. Where that cannot be told they do not, since a statement that is only perhaps about the right thing proves
/// nothing.
namespace lockstep::rules::require {

/// Of a comparison and the call that it should protect from a constant; both in one function. Where the constant is an
/// id, `request.callerId` says nothing of `request.id`.
bool are_about_one_value(const Node& comparison, const Node& call, bool is_of_id);

/// Of two expressions of one file, by any variable that is behind both; true where one of them leads to none.
bool may_share_a_value(const Node& one, const Node& other);

/// The parameters of its function that an expression leads back to, as indices.
std::vector<std::size_t> parameters_behind(const Node& expression);

/// "userId", "USER_ID", "id".
bool is_id_word(std::string_view word);

}  // namespace lockstep::rules::require
