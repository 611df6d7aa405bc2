#pragma once

#include "findings/finding.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::findings {

/// A finding that its team has looked at and lives with: it is counted, and neither shown unasked nor failing a build.
struct Accepted {
  enum class By : std::uint8_t { Comment, Baseline };
  Finding finding;
  By by = By::Comment;
  std::string reason;  ///< as the comment gives it; empty for the baseline
  std::string until;   ///< "2027-01-31", the last day of the comment; empty: for good
  Place comment;       ///< empty for the baseline
};

/// Since when a comment is there. Only `lockstep suppressions` asks, and not every clone can tell.
struct SuppressionAge {
  std::string commit;
  std::string date;
  int days = 0;
};

/// A comment that suppresses findings, as it is written, and what has become of it.
struct Suppression {
  enum class State : std::uint8_t {
    Used,       ///< it hides something
    Unused,     ///< nothing is left that it could hide
    Expired,    ///< its last day is over, so it hides nothing
    Broken,     ///< it cannot be understood, so it hides nothing
    Unchecked,  ///< its rule was not asked, or not about everything
  };
  Place place;
  std::string form;                ///< "line", "next-line", "block", "file"
  std::vector<std::string> rules;  ///< "duplicate-list", "lock-discipline/leaked"
  std::string reason;              ///< of a broken one: the whole text
  std::string until;               ///< "2027-01-31", the last day on which it holds; empty: for good
  State state = State::Used;
  std::size_t findings = 0;  ///< how many it hides
  std::optional<SuppressionAge> age;
};

/// The baseline against which an outcome was held.
struct BaselineUse {
  std::string path;                ///< as reports call it
  std::size_t entries = 0;         ///< how many findings it knows
  std::vector<std::string> fixed;  ///< "duplicate-list/drifted 24bb4a3bcb76": entries that nothing is left for
};

std::string_view to_string(Accepted::By by);
std::string_view to_string(Suppression::State state);

}  // namespace lockstep::findings
