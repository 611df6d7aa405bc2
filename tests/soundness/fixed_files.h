#pragma once

#include "program.h"

#include <map>
#include <string>

namespace lockstep::soundness {

/// What is the same in all programs of a style: the row's entity or schema, and the locks.
std::map<std::string, std::string> fixed_files(Program::Style style);

}  // namespace lockstep::soundness
