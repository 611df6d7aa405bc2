#pragma once

#include "rules/duplicate_list/value_list.h"

#include <string>
#include <string_view>
#include <vector>

/// What the program calls a list, and what its names have in common with those of another.
namespace lockstep::rules {

/// Fills in `holder`, `holder_node`, `name`, `is_exported`, `head` and `surroundings` from where the list stands.
void name_list(const Program& program, ValueList& list);

/// The words of an identifier, in lower case and singular: "SENSITIVE_HEADER_KEYS" gives sensitive, header, key.
std::vector<std::string> words_of(std::string_view identifier);

/// "runAction", "first_party": a value of several words that somebody put together.
bool is_put_together(std::string_view value);

}  // namespace lockstep::rules
