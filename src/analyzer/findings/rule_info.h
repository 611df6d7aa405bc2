#pragma once

#include "findings/finding.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace lockstep::findings {

/// A kind of finding within a rule, shown and configured as `rule/kind`.
struct KindInfo {
  std::string_view id;
  Severity severity;         ///< by default; a rule may raise or lower single findings as CONTRACT says
  std::string_view meaning;  ///< a clause
};

/// A number that a user may set: `"rules": {"duplicate-list": {"min-values": 4}}`.
struct Setting {
  std::string_view name;
  std::int64_t fallback;
  std::string_view meaning;
};

/// What is known about a rule without running it. Everything points at static data.
struct RuleInfo {
  std::string_view id;      ///< kebab-case, stable for ever
  std::string_view name;    ///< PascalCase, for SARIF
  std::string_view title;   ///< what is wrong, one line
  std::string_view advice;  ///< what to do, one sentence
  Severity severity;        ///< SARIF defaultConfiguration.level
  std::span<const KindInfo> kinds;
  std::span<const Setting> settings;
  std::string_view page;                ///< rules/<id>.md, the whole text (built in)
  std::string_view precision = "high";  ///< SARIF: very-high, high, medium or low
  std::span<const std::string_view> tags =
      {};  ///< SARIF, besides "lockstep"; e.g. "concurrency", "external/cwe/cwe-362"
};

}  // namespace lockstep::findings
