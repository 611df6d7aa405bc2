#include "report/accepted.h"

namespace lockstep::report {

using findings::Accepted;

std::string count_accepted(const findings::Outcome& outcome) {
  std::string text;
  if (const std::size_t count = outcome.count(Accepted::By::Comment)) text = std::to_string(count) + " suppressed";
  if (const std::size_t count = outcome.count(Accepted::By::Baseline)) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " in the baseline";
  }
  return text;
}

std::string acceptance(const Accepted& accepted) {
  if (accepted.by == Accepted::By::Baseline) return "in the baseline";
  std::string text = "suppressed";
  if (!accepted.until.empty()) text += " until " + accepted.until;
  return text + ": " + accepted.reason;
}

}  // namespace lockstep::report
