#pragma once

#include "program/program.h"

namespace lockstep::effects {

using program::Node;
using program::Program;

/// Whether an awaited value certainly does not throw what its caller would see: a function of the program that catches
/// all that it waits for, `work().catch(() => null)`, a pause.
bool never_rejects(const Program& program, const Node& awaited, int depth = 0);

}  // namespace lockstep::effects
