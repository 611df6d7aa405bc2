#pragma once

#include "findings/coverage.h"
#include "program/program.h"

#include <cstddef>

/// How much of a program was understood: what `lockstep doctor` says. Looks at everything once more and with more words
/// than a scan needs; rules see none of it.
namespace lockstep::coverage {

/// Of the files that were asked about (`File::is_reported`); packages and configurations are those of the whole
/// program. Of each sort of gap the first `examples` are named. Places still lack lines (see `findings::locate`).
findings::Coverage examine(const program::Program& program, std::size_t examples = 3);

}  // namespace lockstep::coverage
