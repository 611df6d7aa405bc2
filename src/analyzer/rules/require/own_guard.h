#pragma once

#include "rules/require/comparisons.h"

namespace lockstep::rules::require {

/// The comparison that a call lies behind within its function, or by which what it is given keeps the constant out;
/// null when there is none. About what stands in `inner`, a closure that the call is given, it is asked on its own.
Node own_guard(const Comparisons& comparisons, const Node& call, const Node& inner = {});

}  // namespace lockstep::rules::require
