#include "report/json.h"

#include "base/about.h"
#include "report/json_parts.h"

#include <nlohmann/json.hpp>

#include <ostream>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Notification;
using findings::Outcome;
using findings::Place;
using findings::Severity;

JsonValue position_json(const Position& position) { return {{"line", position.line}, {"column", position.column}}; }

JsonValue place_json(const Place& place) {
  JsonValue json;
  json["path"] = place.path;
  json["start"] = position_json(place.start);
  json["end"] = position_json(place.end);
  json["bytes"] = {place.span.begin, place.span.end};
  json["source"] = place.line;
  if (place.line_column != 1) json["sourceColumn"] = place.line_column;
  return json;
}

JsonValue matrix_json(const findings::Matrix& matrix) {
  JsonValue rows = JsonValue::array();
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    JsonValue cells = JsonValue::array();
    for (std::size_t column = 0; column < matrix.columns.size(); ++column) {
      cells.push_back(static_cast<bool>(matrix.cells[row * matrix.columns.size() + column]));
    }
    rows.push_back(
        {{"label", matrix.rows[row].label}, {"place", place_json(matrix.rows[row].place)}, {"cells", cells}});
  }
  return {{"columns", matrix.columns}, {"rows", std::move(rows)}};
}

JsonValue finding_json(const Finding& finding, const Outcome& outcome) {
  JsonValue json;
  json["id"] = finding.identity;
  json["rule"] = finding.rule;
  json["kind"] = finding.kind;
  json["severity"] = to_string(finding.severity);
  json["message"] = finding.message;
  json["advice"] = outcome.advice_for(finding);
  json["subject"] = finding.subject;
  json["place"] = place_json(finding.where);
  json["lineHash"] = finding.where.line_hash;
  json["related"] = JsonValue::array();
  for (const auto& related : finding.related) {
    json["related"].push_back({{"place", place_json(related.place)}, {"text", related.text}});
  }
  json["steps"] = JsonValue::array();
  for (const auto& step : finding.steps) {
    json["steps"].push_back({{"place", place_json(step.place)}, {"text", step.text}, {"depth", step.depth}});
  }
  json["matrix"] = finding.matrix ? matrix_json(*finding.matrix) : JsonValue(nullptr);
  json["edits"] = JsonValue::array();
  for (const auto& edit : finding.edits) {
    json["edits"].push_back({{"place", place_json(edit.place)}, {"replacement", edit.replacement}});
  }
  json["reasons"] = JsonValue::array();
  for (const auto& reason : finding.reasons) {
    json["reasons"].push_back(
        {{"text", reason.text}, {"place", reason.place ? place_json(*reason.place) : JsonValue(nullptr)}});
  }
  return json;
}

JsonValue accepted_json(const findings::Accepted& accepted, const Outcome& outcome) {
  JsonValue json = finding_json(accepted.finding, outcome);
  json["acceptance"] = {{"by", to_string(accepted.by)},
                        {"reason", accepted.reason},
                        {"until", accepted.until.empty() ? JsonValue(nullptr) : JsonValue(accepted.until)},
                        {"place", accepted.comment.path.empty() ? JsonValue(nullptr) : place_json(accepted.comment)}};
  return json;
}

JsonValue baseline_json(const Outcome& outcome) {
  if (!outcome.baseline) return nullptr;
  return {{"path", outcome.baseline->path}, {"entries", outcome.baseline->entries}, {"fixed", outcome.baseline->fixed}};
}

JsonValue suppression_json(const findings::Suppression& suppression) {
  JsonValue json;
  json["place"] = place_json(suppression.place);
  json["form"] = suppression.form;
  json["rules"] = suppression.rules;
  json["reason"] = suppression.reason;
  json["until"] = suppression.until.empty() ? JsonValue(nullptr) : JsonValue(suppression.until);
  json["state"] = to_string(suppression.state);
  json["findings"] = suppression.findings;
  json["since"] = nullptr;
  if (suppression.age) json["since"] = {{"commit", suppression.age->commit}, {"date", suppression.age->date}};
  return json;
}

JsonValue rule_json(const findings::RuleInfo& rule) {
  JsonValue json;
  json["id"] = rule.id;
  json["name"] = rule.name;
  json["title"] = rule.title;
  json["advice"] = rule.advice;
  json["severity"] = to_string(rule.severity);
  json["kinds"] = JsonValue::array();
  for (const auto& kind : rule.kinds) {
    json["kinds"].push_back({{"id", kind.id}, {"severity", to_string(kind.severity)}, {"meaning", kind.meaning}});
  }
  return json;
}

JsonValue verdict_json(const findings::Verdict& verdict) {
  JsonValue json;
  json["id"] = verdict.id;
  json["pack"] = verdict.pack;
  json["area"] = verdict.area;
  json["title"] = verdict.title;
  json["reason"] = verdict.reason;
  json["advice"] = verdict.advice;
  json["priority"] = to_string(verdict.priority);
  json["severity"] = to_string(verdict.severity);
  json["standing"] = to_string(verdict.standing);
  json["summary"] = verdict.summary;
  json["evidence"] = JsonValue::array();
  for (const auto& evidence : verdict.evidence) {
    const bool has_place = !evidence.place.path.empty();
    json["evidence"].push_back(
        {{"place", has_place ? place_json(evidence.place) : JsonValue(nullptr)}, {"text", evidence.text}});
  }
  json["findings"] = verdict.findings;
  return json;
}

JsonValue notification_json(const Notification& notification) {
  JsonValue json;
  json["level"] = to_string(notification.level);
  json["id"] = notification.id;
  json["message"] = notification.message;
  json["place"] = notification.place ? place_json(*notification.place) : JsonValue(nullptr);
  json["incomplete"] = notification.incomplete;
  return json;
}

/// Everything beyond ASCII is written as \u escapes, so that the file is safe to show in any terminal.
void write_value(const JsonValue& json, std::ostream& out) {
  out << json.dump(-1, ' ', true, JsonValue::error_handler_t::replace);
}

void write_head(std::string_view root, std::ostream& out) {
  const JsonValue tool = {{"name", "lockstep"}, {"version", version()}, {"home", home_page()}};
  out << "{\"version\":" << kJsonVersion << ",\n\"tool\":";
  write_value(tool, out);
  out << ",\n\"root\":";
  write_value(root, out);
}

template <class Range, class Convert>
void write_array(std::string_view name, const Range& range, std::ostream& out, const Convert& convert) {
  out << ",\n\"" << name << "\":[";
  bool is_first = true;
  for (const auto& value : range) {
    out << (is_first ? "\n" : ",\n");
    is_first = false;
    write_value(convert(value), out);
  }
  out << (is_first ? "]" : "\n]");
}

}  // namespace

JsonValue section_json(const findings::CoverageSection& section) {
  JsonValue json = {{"id", section.id},       {"title", section.title},           {"text", section.text},
                    {"total", section.total}, {"understood", section.understood}, {"tallies", JsonValue::array()}};
  for (const auto& tally : section.tallies) {
    JsonValue examples = JsonValue::array();
    for (const auto& example : tally.examples) {
      const bool has_place = !example.place.path.empty();
      examples.push_back(
          {{"place", has_place ? place_json(example.place) : JsonValue(nullptr)}, {"text", example.text}});
    }
    json["tallies"].push_back({{"id", tally.id},
                               {"text", tally.text},
                               {"count", tally.count},
                               {"gap", tally.is_gap},
                               {"advice", tally.advice},
                               {"examples", std::move(examples)}});
  }
  return json;
}

void write_json(const Outcome& outcome, std::ostream& out) {
  const JsonValue summary = {{"files", outcome.files},
                             {"packages", outcome.packages},
                             {"errors", outcome.count(Severity::Error)},
                             {"warnings", outcome.count(Severity::Warning)},
                             {"notes", outcome.count(Severity::Note)},
                             {"suppressed", outcome.count(findings::Accepted::By::Comment)},
                             {"baselined", outcome.count(findings::Accepted::By::Baseline)},
                             {"incomplete", outcome.is_incomplete()}};
  write_head(outcome.root, out);
  out << ",\n\"summary\":";
  write_value(summary, out);
  write_array("rules", outcome.rules, out, rule_json);
  write_array("findings", outcome.findings, out,
              [&](const Finding& finding) { return finding_json(finding, outcome); });
  out << ",\n\"baseline\":";
  write_value(baseline_json(outcome), out);
  write_array("accepted", outcome.accepted, out,
              [&](const findings::Accepted& accepted) { return accepted_json(accepted, outcome); });
  write_array("verdicts", outcome.verdicts, out, verdict_json);
  write_array("notifications", outcome.notifications, out, notification_json);
  if (outcome.inventory) {
    out << ",\n\"inventory\":";
    write_value(inventory_json(*outcome.inventory), out);
  }
  out << "\n}\n";
}

void write_json(const findings::Coverage& coverage, std::ostream& out) {
  write_head(coverage.root, out);
  write_array("sections", coverage.sections, out, section_json);
  out << "\n}\n";
}

void write_suppressions_json(const Outcome& outcome, std::ostream& out) {
  write_head(outcome.root, out);
  write_array("suppressions", outcome.suppressions, out, suppression_json);
  out << "\n}\n";
}

}  // namespace lockstep::report
