#include "findings/outcome.h"

#include <algorithm>

namespace lockstep::findings {

std::size_t Outcome::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                [&](const Finding& finding) { return finding.severity == severity; }));
}

bool Outcome::is_incomplete() const {
  return std::any_of(notifications.begin(), notifications.end(),
                     [](const Notification& notification) { return notification.incomplete; });
}

}  // namespace lockstep::findings
