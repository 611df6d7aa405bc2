#include "report/sarif.h"

#include "base/about.h"
#include "report/json_value.h"
#include "report/pen.h"
#include "report/printable.h"
#include "report/sarif_results.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace lockstep::report {
namespace {

using findings::Notification;
using findings::Outcome;
using findings::Severity;

constexpr std::size_t kLongestDescription = 1024;

std::string sentence(std::string_view text) {
  std::string shown = printable(text).substr(0, kLongestDescription - 1);
  if (!shown.ends_with('.')) shown += '.';
  return shown;
}

std::string_view problem_severity(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
    case Severity::Off:
      return "recommendation";
  }
  return "recommendation";
}

JsonValue descriptor(const findings::RuleInfo& rule) {
  const std::string help_uri = std::string(home_page()) + "/blob/main/rules/" + std::string(rule.id) + ".md";
  JsonValue tags = JsonValue::array({"lockstep"});
  for (const std::string_view tag : rule.tags) tags.push_back(tag);
  JsonValue kinds = JsonValue::array();
  for (const auto& kind : rule.kinds) kinds.push_back(kind.id);
  const std::string page(rule.page.empty() ? rule.advice : rule.page);
  JsonValue json;
  json["id"] = rule.id;
  json["name"] = rule.name;
  json["shortDescription"]["text"] = sentence(rule.title);
  json["fullDescription"]["text"] = sentence(std::string(rule.title) + ". " + std::string(rule.advice));
  json["help"] = {{"text", page}, {"markdown", page}};
  json["helpUri"] = help_uri;
  json["defaultConfiguration"]["level"] = rule.severity == Severity::Off ? "none" : to_string(rule.severity);
  json["properties"] = {{"tags", tags},
                        {"precision", rule.precision},
                        {"problem.severity", problem_severity(rule.severity)},
                        {"kinds", kinds}};
  return json;
}

JsonValue notification_json(const Notification& notification) {
  JsonValue json;
  json["descriptor"]["id"] = printable(notification.id);
  json["level"] = to_string(notification.level);
  json["message"]["text"] = sentence(notification.message);
  if (notification.place && !notification.place->path.empty()) {
    json["locations"] = JsonValue::array({{{"physicalLocation", physical_location(*notification.place)}}});
  }
  return json;
}

void write_value(const JsonValue& json, std::ostream& out) {
  out << json.dump(-1, ' ', true, JsonValue::error_handler_t::replace);
}

/// Which results are written where there are more than GitHub takes: the worst ones, in the order of the report.
std::vector<SarifGroup> choose(std::vector<SarifGroup> groups) {
  if (groups.size() <= kMostSarifResults) return groups;
  std::size_t room = kMostSarifResults;
  std::vector<bool> is_chosen(groups.size(), false);
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
    for (std::size_t i = 0; i < groups.size() && room > 0; ++i) {
      if (groups[i].leader->severity != severity) continue;
      is_chosen[i] = true;
      --room;
    }
  }
  std::vector<SarifGroup> chosen;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (is_chosen[i]) chosen.push_back(std::move(groups[i]));
  }
  return chosen;
}

JsonValue driver_json(const Outcome& outcome) {
  JsonValue driver;
  driver["name"] = "lockstep";
  driver["fullName"] = "lockstep " + std::string(version());
  driver["semanticVersion"] = version();
  driver["informationUri"] = home_page();
  driver["rules"] = JsonValue::array();
  for (const auto& rule : outcome.rules) driver["rules"].push_back(descriptor(rule));
  return driver;
}

}  // namespace

void write_sarif(const Outcome& outcome, bool with_accepted, std::ostream& out) {
  std::vector<SarifGroup> groups = group_by_line(outcome.findings);
  const std::size_t all = groups.size();
  groups = choose(std::move(groups));

  JsonValue notifications = JsonValue::array();
  for (const Notification& notification : outcome.notifications)
    notifications.push_back(notification_json(notification));
  if (groups.size() < all) {
    notifications.push_back(notification_json(
        {.level = Notification::Level::Warning,
         .id = "results-cut",
         .message =
             "Only the " + std::to_string(groups.size()) + " most severe of " + std::to_string(all) +
             " results are in this file, because GitHub rejects files with more; the JSON report has them all"}));
  }

  if (groups.size() > kShownSarifResults) {
    notifications.push_back(
        notification_json({.level = Notification::Level::Note,
                           .id = "results-beyond-display",
                           .message = "GitHub shows the " + std::to_string(kShownSarifResults) +
                                      " most severe of these " + std::to_string(groups.size()) + " results"}));
  }

  out << R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":)";
  write_value(driver_json(outcome), out);
  out << R"(},"automationDetails":)";
  // What stands before the last slash is the category; behind it might be the number of a run.
  write_value(JsonValue{{"id", outcome.category + "/"}}, out);
  out << R"(,"columnKind":"utf16CodeUnits","originalUriBaseIds":)"
      << R"({"SRCROOT":{"description":{"text":"The folder from which paths count."}}},"invocations":)";
  write_value(JsonValue::array({{{"executionSuccessful", !outcome.is_incomplete()},
                                 {"toolExecutionNotifications", std::move(notifications)}}}),
              out);
  out << ",\"results\":[";
  for (std::size_t i = 0; i < groups.size(); ++i) {
    out << (i == 0 ? "\n" : ",\n");
    write_value(result_json(groups[i], outcome), out);
  }
  std::size_t written = groups.size();
  for (const findings::Accepted& accepted : outcome.accepted) {
    if (!with_accepted || written == kMostSarifResults) break;
    out << (written++ == 0 ? "\n" : ",\n");
    write_value(accepted_result_json(accepted, outcome), out);
  }
  out << "\n]}]}\n";
}

}  // namespace lockstep::report
