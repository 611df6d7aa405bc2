#pragma once

#include "facts/file_facts.h"

namespace lockstep::facts {

/// How often a file uses each of its names, as opposed to declaring them: `FileFacts::uses`. A string counts, since a
/// function may be looked up by it.
std::vector<std::uint8_t> uses_of_names(const FileFacts& facts);

}  // namespace lockstep::facts
