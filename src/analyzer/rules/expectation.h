#pragma once

#include "rules/rule.h"

#include <string_view>

/// What the surroundings of an expression say about it before its value is looked at: TypeScript's "contextual type",
/// as far as declarations spell it out.
namespace lockstep::rules {

struct Expectation {
  program::Type type;  ///< of the expression; empty when unknown
  Node annotation;     ///< the written type that says so; null when it is known otherwise or not at all
};

/// The type that is asked of `expression` by an annotation, a cast, the parameter or the return type that receives it,
/// through object literals, arrays and conditionals on the way.
Expectation expectation_of(const Program& program, const Node& expression);

/// Whether the expected type lists this string itself: then the declaration answers for it, as a kind among kinds.
bool is_declared_value(const Program& program, const Expectation& expectation, std::string_view text);

/// The argument's number when `expression` is one of a Call or New; nothing for the callee and type arguments.
std::optional<std::size_t> argument_index(const Node& call, const Node& expression);

/// The name of a parameter, also one with a default value; empty when it is destructured.
std::string_view parameter_name(const Node& parameter);

}  // namespace lockstep::rules
