#include "report/gitlab.h"

#include "report/json_value.h"
#include "report/markdown.h"
#include "report/printable.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Outcome;
using findings::Place;
using findings::Severity;

constexpr std::size_t kMostOtherPlaces = 100;

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "major";
    case Severity::Warning:
      return "minor";
    case Severity::Note:
    case Severity::Off:
      return "info";
  }
  return "info";
}

JsonValue location(const Place& place) {
  return {{"path", place.path}, {"lines", {{"begin", place.start.line}, {"end", place.start.line}}}};
}

JsonValue issue(const Finding& finding, const Outcome& outcome) {
  JsonValue json;
  json["type"] = "issue";
  json["check_name"] = rule_and_kind(finding);
  json["description"] = printable(finding.message);
  json["content"]["body"] = markdown_details(finding, outcome);
  json["categories"] = {"Bug Risk"};
  json["location"] = location(finding.where);
  if (!finding.related.empty()) {
    json["other_locations"] = JsonValue::array();
    for (std::size_t i = 0; i < std::min(finding.related.size(), kMostOtherPlaces); ++i) {
      json["other_locations"].push_back(location(finding.related[i].place));
    }
  }
  json["severity"] = severity_of(finding.severity);
  json["fingerprint"] = finding.identity;
  return json;
}

}  // namespace

void write_gitlab(const Outcome& outcome, std::ostream& out) {
  out << '[';
  bool is_first = true;
  for (const Finding& finding : outcome.findings) {
    out << (is_first ? "\n" : ",\n")
        << issue(finding, outcome).dump(-1, ' ', true, JsonValue::error_handler_t::replace);
    is_first = false;
  }
  out << (is_first ? "]\n" : "\n]\n");
}

}  // namespace lockstep::report
