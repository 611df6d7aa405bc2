#include "rules/selection.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

using findings::KindInfo;
using findings::RuleInfo;
using findings::Severity;

bool is_named(const std::vector<std::string>& names, std::string_view rule, std::string_view kind) {
  for (const std::string_view name : names) {
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) != rule) continue;
    if (slash == std::string_view::npos || name.substr(slash + 1) == kind) return true;
  }
  return false;
}

Severity default_severity(const RuleInfo& rule, std::string_view kind) {
  for (const KindInfo& known : rule.kinds) {
    if (known.id == kind) return known.severity;
  }
  return rule.severity;
}

}  // namespace

Severity severity_of_level(config::Level level) {
  switch (level) {
    case config::Level::Off:
      return Severity::Off;
    case config::Level::Note:
      return Severity::Note;
    case config::Level::Warning:
      return Severity::Warning;
    case config::Level::Error:
      return Severity::Error;
  }
  return Severity::Warning;
}

bool is_selected(const Selection& selection, std::string_view rule, std::string_view kind) {
  if (is_named(selection.skip, rule, kind)) return false;
  return selection.only.empty() || is_named(selection.only, rule, kind);
}

bool is_wanted(const RuleInfo& rule, const config::Config& config, const Selection& selection) {
  if (config.is_off(rule.id)) return false;
  if (rule.kinds.empty()) return is_selected(selection, rule.id, "");
  return std::any_of(rule.kinds.begin(), rule.kinds.end(),
                     [&](const KindInfo& kind) { return is_selected(selection, rule.id, kind.id); });
}

Severity severity_of(const RuleInfo& rule, std::string_view kind, std::string_view path, Severity own,
                     const config::Config& config, const Selection& selection) {
  if (!is_selected(selection, rule.id, kind)) return Severity::Off;
  if (const auto level = config.level(rule.id, kind, path)) return severity_of_level(*level);
  return own != Severity::Off ? own : default_severity(rule, kind);
}

bool was_asked(const RuleInfo& rule, std::string_view kind, std::string_view path, const config::Config& config,
               const Selection& selection) {
  std::vector<std::string_view> kinds;
  if (!kind.empty() || rule.kinds.empty()) {
    kinds.push_back(kind);
  } else {
    for (const KindInfo& known : rule.kinds) kinds.push_back(known.id);
  }
  bool is_on = false;
  for (const std::string_view each : kinds) {
    // The command line narrows one run; the configuration is what the team wants of every run.
    if (!is_selected(selection, rule.id, each)) return false;
    is_on = is_on || severity_of(rule, each, path, Severity::Off, config, selection) != Severity::Off;
  }
  return is_on;
}

}  // namespace lockstep::rules
