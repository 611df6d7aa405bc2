#pragma once

#include "rules/orphan_variant/dispatchers.h"
#include "rules/rule.h"

#include <vector>

/// Values that are handled by whoever says so: `@Tool('send_form') class …`, `class … { readonly type = 'delay' }`.
namespace lockstep::rules::variants {

/// For each decorator of the program's own, and each interface or base class, the values for which some class or method
/// is there, as a registry. What looks them up need not be understood. In order of path and position.
std::vector<Dispatcher> implementors_of(const Program& program, const Shared& shared);

}  // namespace lockstep::rules::variants
