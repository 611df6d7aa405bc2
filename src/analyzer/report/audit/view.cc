#include "report/audit/view.h"

#include "base/about.h"
#include "report/audit/words.h"

#include <nlohmann/json.hpp>

namespace lockstep::report {

using findings::Finding;
using findings::Outcome;

const findings::KindInfo* kind_of(const Outcome& outcome, const Finding& finding) {
  for (const findings::RuleInfo& rule : outcome.rules) {
    if (rule.id != finding.rule) continue;
    for (const findings::KindInfo& kind : rule.kinds) {
      if (kind.id == finding.kind) return &kind;
    }
  }
  return nullptr;
}

std::string_view area_of(const Outcome& outcome, const Finding& finding) {
  for (const findings::RuleInfo& rule : outcome.rules) {
    if (rule.id == finding.rule) return rule.area;
  }
  return "Other";
}

const findings::KnownPackage* package_of(const Outcome& outcome, std::string_view path) {
  const findings::KnownPackage* best = nullptr;
  if (!outcome.inventory) return best;
  for (const findings::KnownPackage& package : outcome.inventory->packages) {
    const std::string& folder = package.directory;
    const bool holds = folder.empty() || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
    if (holds && (best == nullptr || folder.size() > best->directory.size())) best = &package;
  }
  return best;
}

std::string title_of(const findings::KnownPackage& package) {
  if (!package.name.empty()) return package.name;
  return package.directory.empty() ? "the root" : package.directory;
}

std::string_view effort_text(findings::Effort effort) {
  switch (effort) {
    case findings::Effort::Line:
      return "minutes: an import, a constant or a line";
    case findings::Effort::Function:
      return "an hour or two: one function and its test";
    case findings::Effort::Design:
      return "half a day or more: a decision first, then several places";
  }
  return {};
}

JsonValue audit_view(const Outcome& outcome, const Room& room) {
  JsonValue view = {{"root", outcome.root}, {"version", version()}, {"home", home_page()}};
  view["scope"] = numbered(outcome.files, "file", "files") + " in " + numbered(outcome.packages, "package", "packages");
  view["summary"] = summary_view(outcome);
  view["areas"] = areas_view(outcome);
  view["work"] = work_view(outcome);
  view["has_work"] = !view["work"].empty();
  view["checklist"] = checklist_view(outcome);
  view["findings"] = findings_view(outcome, room);
  view["packages"] = packages_view(outcome);
  view["has_packages"] = view["packages"].size() > 1;
  if (outcome.inventory) view["inventory"] = inventory_view(*outcome.inventory, room);
  view["gaps"] = gaps_view(outcome, room);
  return view;
}

}  // namespace lockstep::report
