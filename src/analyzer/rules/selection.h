#pragma once

#include "config/config.h"
#include "findings/finding.h"
#include "findings/rule_info.h"

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules {

/// What the command line says about rules; configuration is asked besides.
struct Selection {
  std::vector<std::string> only;  ///< rule or rule/kind; empty: all
  std::vector<std::string> skip;  ///< rule or rule/kind
  bool with_inventory = false;    ///< also say what was understood
};

findings::Severity severity_of_level(config::Level level);

bool is_selected(const Selection& selection, std::string_view rule, std::string_view kind);

/// Whether any kind of the rule is wanted in any file, so that it must run at all.
bool is_wanted(const findings::RuleInfo& rule, const config::Config& config, const Selection& selection);

/// How bad a kind of finding is in a file, when the rule itself gives it `own` (`Off`: the kind's default). `Off` when
/// it is not wanted there.
findings::Severity severity_of(const findings::RuleInfo& rule, std::string_view kind, std::string_view path,
                               findings::Severity own, const config::Config& config, const Selection& selection);

/// Whether everything that a rule, or one kind of it, could say about a file was looked for; empty `kind`: all kinds
/// that the configuration wants.
bool was_asked(const findings::RuleInfo& rule, std::string_view kind, std::string_view path,
               const config::Config& config, const Selection& selection);

}  // namespace lockstep::rules
