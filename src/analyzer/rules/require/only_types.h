#pragma once

#include "rules/rule.h"

#include <string_view>

namespace lockstep::rules::require {

/// Whether a name leaves a package as a type alone, whatever it is at home: `export type { ToolName } from "./tools"`.
/// One public file that hands out the value is enough for it to leave.
bool leaves_as_type_only(const Program& program, std::string_view package, std::string_view name);

}  // namespace lockstep::rules::require
