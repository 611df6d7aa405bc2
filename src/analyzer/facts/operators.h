#pragma once

#include "facts/node.h"
#include "syntax/tree.h"

namespace lockstep::facts {

/// What an operator's token says.
Op binary_op(syntax::Kind token);
Op unary_op(syntax::Kind token);
Op assign_op(syntax::Kind token);

}  // namespace lockstep::facts
