// How the requirements of the packs in force stand, one by one.

#include "report/audit/view.h"
#include "report/audit/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>

namespace lockstep::report {
namespace {

using findings::Outcome;
using findings::Priority;
using findings::Standing;
using findings::Verdict;

std::string_view told(Standing standing) {
  switch (standing) {
    case Standing::Holds:
      return "Holds";
    case Standing::Violated:
      return "Violated";
    case Standing::CannotTell:
      return "Cannot tell";
    case Standing::NotApplicable:
      break;
  }
  return "Not applicable";
}

std::string_view told(Priority priority) {
  switch (priority) {
    case Priority::MustHave:
      return "must have";
    case Priority::NiceToHave:
      return "nice to have";
    case Priority::Constraint:
      break;
  }
  return "constraint";
}

JsonValue item_of(const Outcome& outcome, const Verdict& verdict) {
  const bool holds = verdict.standing == Standing::Holds;
  const bool is_violated = verdict.standing == Standing::Violated;
  const bool is_open = verdict.standing == Standing::CannotTell;
  JsonValue item = {{"id", verdict.id},
                    {"standing", to_string(verdict.standing)},
                    {"standing_text", told(verdict.standing)},
                    {"sign", holds         ? "✓"
                             : is_violated ? "✗"
                             : is_open     ? "?"
                                           : "–"},
                    {"has_box", holds || is_violated || is_open},
                    {"box", holds ? "x" : " "},
                    {"priority", told(verdict.priority)},
                    {"title", prose(verdict.title)},
                    {"has_summary", !verdict.summary.empty()},
                    {"summary", prose(sentence(verdict.summary))},
                    {"has_reason", !verdict.reason.empty()},
                    {"reason", prose(sentence(verdict.reason))},
                    {"has_advice", is_violated && !verdict.advice.empty()},
                    {"advice", prose(sentence(verdict.advice))},
                    {"evidence", JsonValue::array()},
                    {"findings", JsonValue::array()}};
  for (const findings::Related& evidence : verdict.evidence) {
    JsonValue shown = place_view(evidence.place);
    shown["text"] = prose(evidence.text);
    shown["code"] = code_view(evidence.place);
    item["evidence"].push_back(std::move(shown));
  }
  // Of suppressed ones there is nothing to lead to.
  for (const std::string& identity : verdict.findings) {
    const bool is_shown = std::any_of(outcome.findings.begin(), outcome.findings.end(),
                                      [&](const auto& finding) { return finding.identity == identity; });
    if (is_shown) item["findings"].push_back(identity);
  }
  item["has_findings"] = !item["findings"].empty();
  return item;
}

}  // namespace

JsonValue checklist_view(const Outcome& outcome) {
  if (outcome.verdicts.empty()) return nullptr;
  JsonValue packs = JsonValue::array();
  std::vector<std::string> names;
  for (const Verdict& verdict : outcome.verdicts) {
    if (std::find(names.begin(), names.end(), verdict.pack) == names.end()) names.push_back(verdict.pack);
  }
  for (const std::string& name : names) {
    std::size_t total = 0;
    std::size_t holding = 0;
    JsonValue areas = JsonValue::array();
    for (const Verdict& verdict : outcome.verdicts) {
      if (verdict.pack != name) continue;
      if (verdict.standing != Standing::NotApplicable) ++total;
      if (verdict.standing == Standing::Holds) ++holding;
      if (areas.empty() || areas.back()["name"] != verdict.area)
        areas.push_back({{"name", verdict.area}, {"items", JsonValue::array()}});
      areas.back()["items"].push_back(item_of(outcome, verdict));
    }
    packs.push_back({{"name", name.empty() ? "Requirements" : name},
                     {"holds", number(holding)},
                     {"total", number(total)},
                     {"share", total == 0 ? 100 : holding * 100 / total},
                     {"areas", std::move(areas)}});
  }
  return {{"packs", std::move(packs)}};
}

}  // namespace lockstep::report
