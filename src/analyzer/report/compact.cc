#include "report/compact.h"

#include "report/printable.h"

#include <ostream>

namespace lockstep::report {

void write_compact(const findings::Outcome& outcome, std::ostream& out) {
  for (const findings::Finding& finding : outcome.findings) {
    const auto& start = finding.where.start;
    out << printable(finding.where.path) << ':' << start.line << ':' << start.column << ": "
        << to_string(finding.severity) << ' ' << printable(rule_and_kind(finding)) << ": " << printable(finding.message)
        << " [" << printable(finding.identity) << "]\n";
  }
}

}  // namespace lockstep::report
