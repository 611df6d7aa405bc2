#pragma once

#include "program/names.h"

#include <span>
#include <utility>
#include <vector>

namespace lockstep::program {

/// What one file says about names: those of functions, and those that stand for what another name leads to.
struct Naming {
  std::vector<Name> functions;
  std::vector<std::pair<Name, Name>> aliases;  // a name, and the one behind it
};
Naming naming_of(const File& file);

/// Names that may lead to a function of the program: of functions and methods, of what holds one, of aliases and
/// exports of these. A call or a mention by any other name (`items.map`, `response.status`) leads to none, which is
/// known without resolving it.
NameSet callable_names(const Names& names, std::span<const Naming> files);

}  // namespace lockstep::program
