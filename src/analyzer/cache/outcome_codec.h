#pragma once

#include "findings/outcome.h"

#include <optional>
#include <string>
#include <string_view>

namespace lockstep::cache {

/// An outcome as bytes. Of its rules nothing is kept, since what is known about a rule is part of the
/// program; nor is an inventory.
std::string encode(const findings::Outcome& outcome);
std::optional<findings::Outcome> decode_outcome(std::string_view bytes);

}  // namespace lockstep::cache
