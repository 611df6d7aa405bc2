#pragma once

#include "rules/rule.h"

/// Values that a library brings into a program: `extractInstruction(item)?.type`. No code of ours makes them.
namespace lockstep::rules::variants {

/// Whether what a String is compared with is what a function of a library answers, or a member of that. Methods are no
/// such functions, since a store's rows hold what we wrote, nor are hooks.
bool is_of_library_call(const Program& program, const Node& compared);

}  // namespace lockstep::rules::variants
