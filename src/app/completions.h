#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace lockstep::app {

/// A script that teaches `shell` (bash, zsh or fish) our verbs, options, formats and rules.
Result<std::string> completion_script(std::string_view shell);

}  // namespace lockstep::app
