#pragma once

#include "rules/orphan_variant/orphans.h"

namespace lockstep::rules::variants {

/// A value of a type that the program writes, and for which none of the classes is that serve the others, each under
/// its own.
void find_unserved(const Gathered& gathered, std::vector<Finding>& findings);

}  // namespace lockstep::rules::variants
