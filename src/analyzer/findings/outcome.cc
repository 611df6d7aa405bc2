#include "findings/outcome.h"

#include <algorithm>

namespace lockstep::findings {

std::size_t Outcome::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                [&](const Finding& finding) { return finding.severity == severity; }));
}

std::size_t Outcome::count(Accepted::By by) const {
  return static_cast<std::size_t>(
      std::count_if(accepted.begin(), accepted.end(), [&](const Accepted& each) { return each.by == by; }));
}

bool Outcome::is_incomplete() const {
  return std::any_of(notifications.begin(), notifications.end(),
                     [](const Notification& notification) { return notification.incomplete; });
}

std::string_view Outcome::advice_for(const Finding& finding) const {
  if (!finding.advice.empty()) return finding.advice;
  for (const RuleInfo& rule : rules) {
    if (rule.id == finding.rule) return rule.advice;
  }
  return {};
}

}  // namespace lockstep::findings
