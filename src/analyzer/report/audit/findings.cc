// Findings as an audit shows them: what goes wrong, what follows from it, what to do, how much that is, and what shows
// it.

#include "report/audit/pictures.h"
#include "report/audit/view.h"
#include "report/audit/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Matrix;
using findings::Outcome;
using findings::Severity;

constexpr std::size_t kMostRelated = 8;
constexpr std::size_t kMostReasons = 12;

bool has(const Matrix& matrix, std::size_t row, std::size_t column) {
  return matrix.cells[row * matrix.columns.size() + column];
}

/// Values are rows and places are columns, so that a phone shows it too; values that all places have are only counted.
JsonValue matrix_view(const Matrix& matrix) {
  JsonValue view = {{"places", JsonValue::array()}, {"values", JsonValue::array()}};
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    JsonValue place = place_view(matrix.rows[row].place);
    place["number"] = row + 1;
    place["label"] = prose(matrix.rows[row].label);
    view["places"].push_back(std::move(place));
  }
  std::size_t common = 0;
  std::string all_of_them;
  for (std::size_t column = 0; column < matrix.columns.size(); ++column) {
    JsonValue cells = JsonValue::array();
    bool is_common = true;
    for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
      is_common = is_common && has(matrix, row, column);
      cells.push_back({{"has", has(matrix, row, column)}, {"number", row + 1}});
    }
    if (is_common) {
      all_of_them += (common == 0 ? "" : ", ") + matrix.columns[column];
      ++common;
    } else {
      view["values"].push_back({{"value", matrix.columns[column]}, {"cells", std::move(cells)}});
    }
  }
  constexpr std::size_t kLongest = 240;
  if (common > 0) {
    view["common"] = view["values"].empty() ? "All of them have the same " + numbered(common, "value", "values")
                                            : numbered(common, "value", "values") + " that all of them have";
    view["common_values"] = shortened(all_of_them, kLongest);
  }
  view["has_values"] = !view["values"].empty();
  return view;
}

std::string_view advice_of(const Outcome& outcome, const Finding& finding) {
  if (!finding.advice.empty()) return finding.advice;
  for (const auto& rule : outcome.rules) {
    if (rule.id == finding.rule) return rule.advice;
  }
  return {};
}

JsonValue head_of(const Outcome& outcome, const Finding& finding) {
  JsonValue view = {{"id", finding.identity},
                    {"rule", finding.rule},
                    {"kind", finding.kind},
                    {"severity", to_string(finding.severity)},
                    {"area", area_of(outcome, finding)},
                    {"message", prose(sentence(finding.message))},
                    {"place", place_view(finding.where)}};
  if (const auto* package = package_of(outcome, finding.where.path)) view["package"] = title_of(*package);
  if (outcome.inventory) {
    const auto owners = outcome.inventory->owners.find(finding.where.path);
    if (owners != outcome.inventory->owners.end()) view["owners"] = owners->second;
  }
  return view;
}

void add_evidence(const Finding& finding, JsonValue& view) {
  // A matrix names its places itself.
  if (finding.matrix) view["matrix"] = matrix_view(*finding.matrix);
  JsonValue related = JsonValue::array();
  for (const findings::Related& one : finding.related) {
    const bool is_in_matrix =
        finding.matrix && std::any_of(finding.matrix->rows.begin(), finding.matrix->rows.end(),
                                      [&](const Matrix::Row& row) { return row.place == one.place; });
    if (is_in_matrix) continue;
    if (related.size() == kMostRelated) {
      view["more_related"] = numbered(finding.related.size() - kMostRelated, "more place", "more places");
      break;
    }
    JsonValue item = place_view(one.place);
    item["text"] = prose(one.text);
    item["code"] = code_view(one.place);
    related.push_back(std::move(item));
  }
  view["has_related"] = !related.empty();
  view["related"] = std::move(related);
  JsonValue steps = JsonValue::array();
  for (const findings::Step& step : finding.steps) {
    JsonValue item = place_view(step.place);
    item["text"] = prose(step.text);
    item["code"] = code_view(step.place);
    steps.push_back(std::move(item));
  }
  view["has_steps"] = !steps.empty();
  view["steps"] = std::move(steps);
  view["picture"] = path_picture(finding);
  if (!view["picture"].is_null()) view["picture"]["name"] = "path-" + finding.identity;
  JsonValue reasons = JsonValue::array();
  JsonValue history = JsonValue::array();
  for (const findings::Reason& reason : finding.reasons) {
    if (reason.is_history) history.push_back({{"text", prose(sentence(reason.text))}});
    if (reason.is_history || reasons.size() == kMostReasons) continue;
    JsonValue item = {{"text", prose(sentence(reason.text))},
                      {"place", reason.place ? place_view(*reason.place) : JsonValue()}};
    reasons.push_back(std::move(item));
  }
  view["has_reasons"] = !reasons.empty();
  view["reasons"] = std::move(reasons);
  view["history"] = std::move(history);
  JsonValue edits = JsonValue::array();
  for (const findings::Edit& edit : finding.edits) {
    JsonValue item = place_view(edit.place);
    item["replacement"] = edit.replacement;
    edits.push_back(std::move(item));
  }
  view["has_edits"] = !edits.empty();
  view["edits"] = std::move(edits);
}

JsonValue in_full(const Outcome& outcome, const Finding& finding) {
  JsonValue view = head_of(outcome, finding);
  view["full"] = true;
  view["code"] = code_view(finding.where);
  view["advice"] = prose(sentence(std::string(advice_of(outcome, finding))));
  if (const findings::KindInfo* kind = kind_of(outcome, finding)) {
    view["impact"] = kind->impact;
    view["effort"] = effort_text(kind->effort);
    view["size"] = kind->effort == findings::Effort::Line       ? "minutes"
                   : kind->effort == findings::Effort::Function ? "hours"
                                                                : "days";
  }
  // Of a requirement its team knows best why it holds.
  for (const findings::Verdict& verdict : outcome.verdicts) {
    if (verdict.id == finding.kind && !verdict.reason.empty()) view["impact"] = sentence(verdict.reason);
  }
  add_evidence(finding, view);
  return view;
}

}  // namespace

JsonValue findings_view(const Outcome& outcome, const Room& room) {
  JsonValue view = {{"any", !outcome.findings.empty()}, {"groups", JsonValue::array()}};
  std::size_t shown = 0;
  for (const auto& [severity, title] : {std::pair{Severity::Error, "Errors"}, std::pair{Severity::Warning, "Warnings"},
                                        std::pair{Severity::Note, "Notes"}}) {
    const std::size_t count = outcome.count(severity);
    if (count == 0) continue;
    JsonValue group = {{"severity", to_string(severity)},
                       {"title", title},
                       {"count", number(count)},
                       {"findings", JsonValue::array()}};
    for (const Finding& finding : outcome.findings) {
      if (finding.severity != severity) continue;
      if (shown >= room.in_full + room.in_short) break;
      group["findings"].push_back(shown < room.in_full ? in_full(outcome, finding) : head_of(outcome, finding));
      ++shown;
    }
    view["groups"].push_back(std::move(group));
  }
  if (shown < outcome.findings.size())
    view["left_out"] = numbered(outcome.findings.size() - shown, "more finding", "more findings");
  return view;
}

JsonValue packages_view(const Outcome& outcome) {
  struct Row {
    std::string title;
    const findings::KnownPackage* package = nullptr;
    std::array<std::size_t, 4> counts{};  // by severity
    std::size_t total() const { return counts[1] + counts[2] + counts[3]; }
  };
  std::map<std::string, Row> by_title;
  for (const Finding& finding : outcome.findings) {
    const findings::KnownPackage* package = package_of(outcome, finding.where.path);
    const std::string title =
        package != nullptr ? title_of(*package) : finding.where.path.substr(0, finding.where.path.find('/'));
    Row& row = by_title[title];
    row.title = title;
    row.package = package;
    ++row.counts[static_cast<std::size_t>(finding.severity)];
  }
  std::vector<Row> rows;
  for (auto& [title, row] : by_title) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.counts[3], a.total()) > std::pair(b.counts[3], b.total());
  });
  std::size_t most = 1;
  for (const Row& row : rows) most = std::max(most, row.total());
  // The longest bar takes the whole width, a tenth of a percent is the least that is seen.
  const auto width = [&](std::size_t count) {
    const std::size_t tenths = count * 1000 / most;
    return static_cast<double>(tenths) / 10.0;
  };
  JsonValue view = JsonValue::array();
  for (const Row& row : rows) {
    const double errors = width(row.counts[3]);
    const double warnings = width(row.counts[2]);
    JsonValue item = {
        {"title", row.title},
        {"directory", row.package != nullptr ? row.package->directory : ""},
        {"total", row.total()},
        {"label", numbered(row.counts[3], "error", "errors") + ", " + numbered(row.counts[2], "warning", "warnings") +
                      ", " + numbered(row.counts[1], "note", "notes")},
        {"errors", {{"x", 0}, {"width", errors}}},
        {"warnings", {{"x", errors}, {"width", warnings}}},
        {"notes", {{"x", errors + warnings}, {"width", width(row.counts[1])}}}};
    if (row.package != nullptr) item["owners"] = row.package->owners;
    view.push_back(std::move(item));
  }
  return view;
}

}  // namespace lockstep::report
