#pragma once

#include "json/reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::config {

/// The globs under a key, one of which may stand alone. A glob that can match nothing is rejected where it stands: it
/// would silently leave out all that it was meant for.
std::vector<std::string> read_globs(json::Reader& reader, std::string_view key);

/// Rejects globs that were read from under a key as something else, names of packages say, if one is broken.
void check_globs(json::Reader& reader, std::string_view key);

}  // namespace lockstep::config
