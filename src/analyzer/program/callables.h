#pragma once

#include "base/workers.h"
#include "program/names.h"

namespace lockstep::program {

class Program;

/// Names that may lead to a function of the program: of functions and methods, of what holds one, of aliases and
/// exports of these. A call or a mention by any other name (`items.map`, `response.status`) leads to none, which is
/// known without resolving it.
NameSet callable_names(const Program& program, const Workers& workers);

}  // namespace lockstep::program
