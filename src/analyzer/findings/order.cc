#include "findings/order.h"

#include <algorithm>
#include <tuple>

namespace lockstep::findings {
namespace {

auto key_of(const Finding& finding) {
  return std::tie(finding.where.path, finding.where.span, finding.rule, finding.kind, finding.message, finding.subject);
}

bool comes_before(const Notification& a, const Notification& b) {
  static const Place nowhere;
  const Place& first = a.place ? *a.place : nowhere;
  const Place& second = b.place ? *b.place : nowhere;
  return std::tie(first, a.id, a.message) < std::tie(second, b.id, b.message);
}

}  // namespace

void order(Outcome& outcome) {
  std::stable_sort(outcome.findings.begin(), outcome.findings.end(),
                   [](const Finding& a, const Finding& b) { return key_of(a) < key_of(b); });
  std::stable_sort(outcome.accepted.begin(), outcome.accepted.end(),
                   [](const Accepted& a, const Accepted& b) { return key_of(a.finding) < key_of(b.finding); });
  std::stable_sort(outcome.notifications.begin(), outcome.notifications.end(), comes_before);
}

}  // namespace lockstep::findings
