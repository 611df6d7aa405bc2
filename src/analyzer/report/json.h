#pragma once

#include "base/result.h"
#include "findings/coverage.h"
#include "findings/outcome.h"

#include <iosfwd>
#include <string_view>

namespace lockstep::report {

/// Our own format, with everything that findings carry (docs/json-format.md). Its version rises when a reader of the
/// old one could no longer read it; fields may be added at any time.
constexpr int kJsonVersion = 1;

void write_json(const findings::Outcome& outcome, std::ostream& out);

/// What `lockstep doctor --format json` prints (docs/json-format.md).
void write_json(const findings::Coverage& coverage, std::ostream& out);

/// What `lockstep suppressions --format json` prints.
void write_suppressions_json(const findings::Outcome& outcome, std::ostream& out);

/// Reads such a report back: findings, notifications and totals. `rules` stays empty, since it describes our own
/// binary.
Result<findings::Outcome> read_json(std::string_view text);

}  // namespace lockstep::report
