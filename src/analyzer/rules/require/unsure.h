#pragma once

#include "rules/require/comparisons.h"

#include <optional>
#include <string>

/// Where something that mentions the constant may keep a call from what it protects, in a way that we cannot follow.
/// Such a call is no proof of a violation, and none of the opposite.
namespace lockstep::rules::require {

struct Unsure {
  Node place;       ///< the mention
  std::string why;  ///< "what is asked before it is not followed"
};

/// Of what stands before a call in its function. A comparison that is understood and decides the wrong thing, or about
/// something else, makes nobody unsure.
std::optional<Unsure> unsure_before(const Comparisons& comparisons, const Node& call);

/// Of what runs before a function that the outside calls: middleware, guards, pipes and other decorators.
std::optional<Unsure> unsure_at_entry(const Comparisons& comparisons, const Node& function);

}  // namespace lockstep::rules::require
