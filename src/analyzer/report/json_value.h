#pragma once

#include <nlohmann/json_fwd.hpp>

namespace lockstep::report {

/// JSON that is written with its keys in the order in which they came.
using JsonValue = nlohmann::ordered_json;

}  // namespace lockstep::report
