#pragma once

#include <string_view>

namespace lockstep::facts {

/// Whether a file says of itself that a tool wrote it, in a comment near its top, or is minified.
bool is_generated(std::string_view source);

}  // namespace lockstep::facts
