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

/// `callable` are the names that may lead to a function at all.
FileCalls calls_of(const Program& program, const ProgramTables& tables, const NameSet& callable, const File& file);

}  // namespace lockstep::program
