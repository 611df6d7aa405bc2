#pragma once

#include "findings/finding.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace lockstep::findings {

/// How much a repair mostly takes: a hint for whoever plans the work, no promise.
enum class Effort : std::uint8_t {
  Line,      ///< an import or a constant: minutes
  Function,  ///< one function and its test: an hour or two
  Design,    ///< a decision first, then several places: half a day or more
};

/// A kind of finding within a rule, shown and configured as `rule/kind`.
struct KindInfo {
  std::string_view id;
  Severity severity;         ///< by default; a rule may raise or lower single findings as CONTRACT says
  std::string_view meaning;  ///< a clause
  // What an audit tells people who do not know the rule:
  std::string_view one = {};     ///< after the number 1: "list has drifted from its original"
  std::string_view many = {};    ///< after other numbers: "lists have drifted from their originals"
  std::string_view impact = {};  ///< what happens while nobody repairs it; one sentence
  Effort effort = Effort::Function;
  bool is_of_pack = false;  ///< a requirement or query that a team wrote: `meaning` is its title
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
      {};                           ///< SARIF, besides "lockstep"; e.g. "concurrency", "external/cwe/cwe-362"
  std::string_view area = "Other";  ///< what an audit's score card puts it under, with other rules perhaps
};

}  // namespace lockstep::findings
