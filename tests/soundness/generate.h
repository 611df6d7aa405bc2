#pragma once

#include "program.h"

#include <cstdint>

namespace lockstep::soundness {

/// The program of a seed: the same on every machine. Some seeds make careful programs whose locks are mostly right,
/// others sloppy ones.
Program generate(std::uint64_t seed);

}  // namespace lockstep::soundness
