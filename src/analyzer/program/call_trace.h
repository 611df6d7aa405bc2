#pragma once

#include "program/program.h"

#include <cstdint>
#include <string_view>

namespace lockstep::program {

/// How a call was followed to what it runs, or why not. For people who want to know what the program model knows: rules
/// ask `Program::callees` and are quiet where it is empty.
enum class CallTrace : std::uint8_t {
  // To functions of the program
  ByName,          ///< a function of the same file
  ThroughImport,   ///< … of another file
  OwnMethod,       ///< `this.f()`, `super.f()`
  ThroughField,    ///< `this.service.f()`: by the field's type
  ThroughType,     ///< `x.f()`: by the declared type of `x`
  ThroughObject,   ///< `handlers.f()`: a constant object or namespace
  Implementation,  ///< several: whatever implements an interface or abstract method
  Constructor,
  Nothing,  ///< a constructor that nobody wrote: there is nothing to run
  // To code that is not the program's
  Library,
  Language,  ///< built-in functions and methods
  // Not followed
  HandedIn,       ///< a parameter, prop or field that holds whatever somebody gave
  Variable,       ///< a variable whose value is not evident
  NoBody,         ///< declared, with no implementation in the program
  NotFound,       ///< an import that leads nowhere, or a member that its type does not have
  UnknownObject,  ///< a method of something whose type is not evident
};

CallTrace trace_of(const Program& program, const Node& call);  ///< of a Call, New or Tagged

bool is_followed(CallTrace trace);  ///< to code of the program
bool is_lost(CallTrace trace);      ///< not followed

/// A stable word, `through-field`, and what it means for people, read after "was followed": "through a field, by its
/// type".
std::string_view to_string(CallTrace trace);
std::string_view meaning_of(CallTrace trace);

}  // namespace lockstep::program
