#pragma once

#include <string_view>

/// What the spelling of a token stands for.
namespace lockstep::facts {

/// The value of a string literal, quotes included in `spelled`; of a name without quotes the name itself. Where nothing
/// is escaped the result points into `spelled`; otherwise it lives until the next call on the same thread.
std::string_view cooked(std::string_view spelled);

/// The value of a stretch of a template literal.
std::string_view cooked_fragment(std::string_view spelled);

/// The value of a string in JSX, where entities take the place of escapes.
std::string_view cooked_jsx(std::string_view spelled);

/// Whether an export statement reads `export type …`.
bool says_type_behind_export(std::string_view statement);

}  // namespace lockstep::facts
