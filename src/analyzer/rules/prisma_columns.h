#pragma once

#include "program/program.h"

#include <string>
#include <string_view>

namespace lockstep::rules {

/// The type of a column as `schema.prisma` declares it: "Json?", "String[]". Empty where no schema has the column.
std::string prisma_type(const program::Program& program, std::string_view model, std::string_view column);

}  // namespace lockstep::rules
