#include "findings/finding.h"

namespace lockstep::findings {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Off:
      return "off";
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "off";
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const Severity severity : {Severity::Off, Severity::Note, Severity::Warning, Severity::Error}) {
    if (text == to_string(severity)) return severity;
  }
  return std::nullopt;
}

std::string rule_and_kind(const Finding& finding) {
  return finding.kind.empty() ? finding.rule : finding.rule + "/" + finding.kind;
}

std::string_view to_string(Notification::Level level) {
  switch (level) {
    case Notification::Level::Note:
      return "note";
    case Notification::Level::Warning:
      return "warning";
    case Notification::Level::Error:
      return "error";
  }
  return "note";
}

}  // namespace lockstep::findings
