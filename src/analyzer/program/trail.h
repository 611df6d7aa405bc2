#pragma once

#include "program/program.h"

#include <string>
#include <vector>

namespace lockstep::program {

/// One step on the way of a name through the program: an import, a re-export, at last the declaration.
struct Hop {
  const File* file = nullptr;
  Span span;
  std::string text;  ///< "`Status` is imported from '@shop/types' (workspace package)"
};

/// How a name was followed from where it is used to where it is declared, for people: the imports and barrels on the
/// way. Of a Member or Call the way of the name that it begins with. Empty for a name that is declared in its own file.
std::vector<Hop> trail_of(const Program& program, const Node& use);

}  // namespace lockstep::program
