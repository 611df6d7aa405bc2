#pragma once

#include "base/result.h"

#include <functional>
#include <optional>
#include <string>

namespace lockstep::config {

/// What stands in for files beside the configuration, such as git's index does for a staged commit. Asked with a path
/// as the configuration names it; nothing where it knows no such file, which is then read where it lies.
using Overlay = std::function<std::optional<std::string>(const std::string& path)>;

/// A file of the user's, of which we expect a page or two. `shown_as` is how messages call it.
Result<std::string> read_text(const std::string& file, const std::string& shown_as);

}  // namespace lockstep::config
