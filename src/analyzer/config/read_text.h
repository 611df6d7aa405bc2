#pragma once

#include "base/result.h"

#include <string>

namespace lockstep::config {

/// A file of the user's, of which we expect a page or two. `shown_as` is how messages call it.
Result<std::string> read_text(const std::string& file, const std::string& shown_as);

}  // namespace lockstep::config
