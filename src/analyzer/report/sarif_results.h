#pragma once

#include "findings/outcome.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace lockstep::report {

/// The findings that become one SARIF result. GitHub tells alerts apart by rule and line hash only: of two results of
/// one rule on one line it would show a single one. So we merge them: the worst leads, the others speak in its message.
struct SarifGroup {
  const findings::Finding* leader;
  std::vector<const findings::Finding*> others;
};

/// `findings` must have been ordered; the groups keep that order.
std::vector<SarifGroup> group_by_line(const std::vector<findings::Finding>& findings);

nlohmann::ordered_json result_json(const SarifGroup& group, const findings::Outcome& outcome);

/// The result of a finding that is not on the list, with its `suppressions`.
nlohmann::ordered_json accepted_result_json(const findings::Accepted& accepted, const findings::Outcome& outcome);

nlohmann::ordered_json physical_location(const findings::Place& place);

}  // namespace lockstep::report
