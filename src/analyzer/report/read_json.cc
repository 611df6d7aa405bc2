// Reads what json.cc writes. A report may come from anywhere, so nothing in it is trusted: whatever has the wrong type
// is taken for absent, and only the version decides whether we read at all.

#include "report/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Notification;
using findings::Outcome;
using findings::Place;
using JsonValue = nlohmann::json;

const JsonValue& member(const JsonValue& json, const char* name) {
  static const JsonValue nothing;
  if (!json.is_object()) return nothing;
  const auto found = json.find(name);
  return found == json.end() ? nothing : *found;
}

std::string text(const JsonValue& json, const char* name) {
  const JsonValue& value = member(json, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::uint32_t as_number(const JsonValue& value, std::uint32_t fallback) {
  if (!value.is_number_unsigned()) return fallback;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(value.get<std::uint64_t>(), std::numeric_limits<std::uint32_t>::max()));
}

const JsonValue::array_t& array(const JsonValue& json, const char* name) {
  static const JsonValue::array_t nothing;
  const JsonValue& value = member(json, name);
  return value.is_array() ? *value.get_ptr<const JsonValue::array_t*>() : nothing;
}

bool truth(const JsonValue& value) { return value.is_boolean() && value.get<bool>(); }

Position read_position(const JsonValue& json) {
  return {.line = as_number(member(json, "line"), 1), .column = as_number(member(json, "column"), 1)};
}

Place read_place(const JsonValue& json) {
  Place place;
  place.path = text(json, "path");
  place.start = read_position(member(json, "start"));
  place.end = read_position(member(json, "end"));
  if (const auto& bytes = array(json, "bytes"); bytes.size() == 2) {
    place.span = {.begin = as_number(bytes[0], 0), .end = as_number(bytes[1], 0)};
  }
  place.line = text(json, "source");
  place.line_column = as_number(member(json, "sourceColumn"), 1);
  return place;
}

std::optional<findings::Matrix> read_matrix(const JsonValue& json) {
  if (!json.is_object()) return std::nullopt;
  findings::Matrix matrix;
  for (const JsonValue& column : array(json, "columns")) {
    matrix.columns.push_back(column.is_string() ? column.get<std::string>() : std::string{});
  }
  for (const JsonValue& row : array(json, "rows")) {
    matrix.rows.push_back({.label = text(row, "label"), .place = read_place(member(row, "place"))});
    const auto& cells = array(row, "cells");
    for (std::size_t i = 0; i < matrix.columns.size(); ++i) matrix.cells.push_back(i < cells.size() && truth(cells[i]));
  }
  return matrix;
}

Finding read_finding(const JsonValue& json) {
  Finding finding;
  finding.identity = text(json, "id");
  finding.rule = text(json, "rule");
  finding.kind = text(json, "kind");
  finding.severity = findings::parse_severity(text(json, "severity")).value_or(findings::Severity::Warning);
  finding.message = text(json, "message");
  finding.advice = text(json, "advice");
  finding.subject = text(json, "subject");
  finding.where = read_place(member(json, "place"));
  finding.where.line_hash = text(json, "lineHash");
  for (const JsonValue& related : array(json, "related")) {
    finding.related.push_back({.place = read_place(member(related, "place")), .text = text(related, "text")});
  }
  for (const JsonValue& step : array(json, "steps")) {
    constexpr std::uint32_t kDeepest = 1000;
    finding.steps.push_back({.place = read_place(member(step, "place")),
                             .text = text(step, "text"),
                             .depth = static_cast<int>(std::min(as_number(member(step, "depth"), 0), kDeepest))});
  }
  finding.matrix = read_matrix(member(json, "matrix"));
  for (const JsonValue& edit : array(json, "edits")) {
    finding.edits.push_back({.place = read_place(member(edit, "place")), .replacement = text(edit, "replacement")});
  }
  for (const JsonValue& reason : array(json, "reasons")) {
    finding.reasons.push_back({.text = text(reason, "text"), .place = std::nullopt});
    if (const JsonValue& place = member(reason, "place"); place.is_object()) {
      finding.reasons.back().place = read_place(place);
    }
  }
  return finding;
}

findings::Accepted read_accepted(const JsonValue& json) {
  using findings::Accepted;
  const JsonValue& acceptance = member(json, "acceptance");
  Accepted accepted{.finding = read_finding(json),
                    .by = Accepted::By::Comment,
                    .reason = text(acceptance, "reason"),
                    .until = text(acceptance, "until"),
                    .comment = {}};
  if (text(acceptance, "by") == to_string(Accepted::By::Baseline)) accepted.by = Accepted::By::Baseline;
  if (const JsonValue& place = member(acceptance, "place"); place.is_object()) accepted.comment = read_place(place);
  return accepted;
}

std::optional<findings::BaselineUse> read_baseline(const JsonValue& json) {
  if (!json.is_object()) return std::nullopt;
  findings::BaselineUse baseline{
      .path = text(json, "path"), .entries = as_number(member(json, "entries"), 0), .fixed = {}};
  for (const JsonValue& fixed : array(json, "fixed")) {
    if (fixed.is_string()) baseline.fixed.push_back(fixed.get<std::string>());
  }
  return baseline;
}

findings::Verdict read_verdict(const JsonValue& json) {
  using findings::Priority;
  using findings::Standing;
  findings::Verdict verdict;
  verdict.id = text(json, "id");
  verdict.pack = text(json, "pack");
  verdict.area = text(json, "area");
  verdict.title = text(json, "title");
  verdict.reason = text(json, "reason");
  verdict.advice = text(json, "advice");
  for (const auto known : {Priority::MustHave, Priority::NiceToHave, Priority::Constraint}) {
    if (text(json, "priority") == to_string(known)) verdict.priority = known;
  }
  verdict.severity = findings::parse_severity(text(json, "severity")).value_or(findings::Severity::Warning);
  for (const auto known : {Standing::Holds, Standing::Violated, Standing::NotApplicable, Standing::CannotTell}) {
    if (text(json, "standing") == to_string(known)) verdict.standing = known;
  }
  verdict.summary = text(json, "summary");
  for (const JsonValue& evidence : array(json, "evidence")) {
    findings::Related& made = verdict.evidence.emplace_back();
    made.text = text(evidence, "text");
    if (const JsonValue& place = member(evidence, "place"); place.is_object()) made.place = read_place(place);
  }
  for (const JsonValue& finding : array(json, "findings")) {
    if (finding.is_string()) verdict.findings.push_back(finding.get<std::string>());
  }
  return verdict;
}

Notification read_notification(const JsonValue& json) {
  Notification notification;
  const std::string level = text(json, "level");
  for (const auto known : {Notification::Level::Note, Notification::Level::Warning, Notification::Level::Error}) {
    if (level == to_string(known)) notification.level = known;
  }
  notification.id = text(json, "id");
  notification.message = text(json, "message");
  if (const JsonValue& place = member(json, "place"); place.is_object()) notification.place = read_place(place);
  notification.incomplete = truth(member(json, "incomplete"));
  return notification;
}

}  // namespace

Result<Outcome> read_json(std::string_view bytes) {
  const JsonValue json = JsonValue::parse(bytes, nullptr, /*allow_exceptions=*/false);
  const JsonValue& version = member(json, "version");
  if (!version.is_number_integer() || !member(json, "findings").is_array()) {
    return Error{.what = "this is not a JSON report of lockstep",
                 .hint = "write one with: lockstep scan -o report.json"};
  }
  if (version != kJsonVersion) {
    return Error{.what = "this report has format version " + version.dump() + ", but this lockstep reads version " +
                         std::to_string(kJsonVersion)};
  }
  Outcome outcome;
  outcome.root = text(json, "root");
  outcome.files = as_number(member(member(json, "summary"), "files"), 0);
  outcome.packages = as_number(member(member(json, "summary"), "packages"), 0);
  for (const JsonValue& finding : array(json, "findings")) outcome.findings.push_back(read_finding(finding));
  for (const JsonValue& verdict : array(json, "verdicts")) outcome.verdicts.push_back(read_verdict(verdict));
  outcome.baseline = read_baseline(member(json, "baseline"));
  for (const JsonValue& accepted : array(json, "accepted")) outcome.accepted.push_back(read_accepted(accepted));
  for (const JsonValue& notification : array(json, "notifications")) {
    outcome.notifications.push_back(read_notification(notification));
  }
  return outcome;
}

}  // namespace lockstep::report
