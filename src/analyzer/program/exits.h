#pragma once

#include "program/node.h"

/// Statements behind which nothing is run, as far as one can see without knowing values.
namespace lockstep::program {

/// `return`, `throw`, and of a loop or switch `break` and `continue`.
bool is_exit(const Node& statement);

/// Whether what follows a statement in its block is never come to through it: an exit, a block that ends in one, an
/// `if` both of whose branches do. Null: no.
bool leaves_block(const Node& statement);
/// The same of what follows in the whole function: `return` and `throw` only.
bool leaves_function(const Node& statement);

}  // namespace lockstep::program
