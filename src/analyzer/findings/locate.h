#pragma once

#include "base/workers.h"
#include "findings/coverage.h"
#include "findings/outcome.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::findings {

/// The bytes of a file by its path relative to the root, or nothing when it cannot be read any more. Called from
/// several threads at once.
using ReadFile = std::function<std::optional<std::string>(std::string_view path)>;

/// Fills in line, column and source line of every place of the outcome, reading each file once. Facts keep no text, so
/// this is where source comes back, and only for files that are shown. A place in a file that is gone keeps line 1.
void locate(Outcome& outcome, const ReadFile& read, const Workers& workers);
void locate(Coverage& coverage, const ReadFile& read, const Workers& workers);

/// Makes all places count from a folder above the root, in which the root is `folder` (with a `/` at its end).
void count_from_above(Outcome& outcome, std::string_view folder);

}  // namespace lockstep::findings
