#pragma once

#include "config/config.h"
#include "json/reader.h"

#include <span>
#include <vector>

namespace lockstep::config {

/// The entries of "rules": in the configuration, in one of its overrides, in a pack.
std::vector<RuleChoice> read_choices(json::Reader& reader, bool allows_settings);

/// Whether the rule, kind and settings that a choice names exist.
Status check_choice(const json::Document& document, const RuleChoice& choice, std::span<const KnownRule> known);

}  // namespace lockstep::config
