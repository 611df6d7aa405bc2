#pragma once

#include "program/resolver.h"

#include <utility>
#include <vector>

namespace lockstep::program {

/// The calls and the mentions of functions in one file, in source order.
struct FileCalls {
  std::vector<std::pair<NodeRef, NodeRef>> edges;       // Call or New → Function
  std::vector<std::pair<NodeRef, NodeRef>> references;  // a use that is no call → Function
};

/// `declared` are the names of all declarations of the program: a member of another name leads nowhere in it.
FileCalls calls_of(const Program& program, const Resolver& resolver, const NameSet& declared, const File& file);

}  // namespace lockstep::program
