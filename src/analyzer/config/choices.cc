#include "config/choices.h"

#include "base/nearest.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep::config {

std::optional<Level> parse_level(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kLevels); ++i) {
    if (kLevels[i] == word) return static_cast<Level>(i);
  }
  return std::nullopt;
}

namespace {

constexpr std::string_view kLevelHint = "the levels are \"off\", \"note\", \"warning\" and \"error\"";

std::optional<Level> read_level(json::Reader& reader, const json::Value& value) {
  if (!value.is_string()) {
    reader.reject(value.where(), "a level must be a string, but this is " + std::string(to_string(value.kind())),
                  std::string(kLevelHint));
    return std::nullopt;
  }
  const auto level = parse_level(*value.string());
  if (!level) {
    std::string hint = did_you_mean(*value.string(), kLevels);
    reader.reject(value.where(), "there is no level \"" + std::string(*value.string()) + "\"",
                  hint.empty() ? std::string(kLevelHint) : std::move(hint));
  }
  return level;
}

RuleChoice read_choice(json::Reader& reader, const json::Member& member, bool allows_settings) {
  const std::size_t slash = member.key.find('/');
  RuleChoice choice{.rule = member.key.substr(0, slash),
                    .kind = slash == std::string::npos ? "" : member.key.substr(slash + 1),
                    .level = {},
                    .settings = {},
                    .where = member.key_where};
  if (choice.rule.empty() || (slash != std::string::npos && choice.kind.empty())) {
    reader.reject(member.key_where, "this is no name of a rule", "write \"rule\" or \"rule/kind\"");
  }
  if (!member.value.is_object()) {
    if (member.value.is_string()) {
      choice.level = read_level(reader, member.value);
    } else {
      reader.reject(member.value.where(),
                    "a rule is set to a level or an object, but this is " + std::string(to_string(member.value.kind())),
                    std::string(kLevelHint));
    }
    return choice;
  }
  for (const json::Member& part : member.value.members()) {
    if (part.key == "severity") {
      choice.level = read_level(reader, part.value);
      continue;
    }
    if (!allows_settings || !choice.kind.empty()) {
      reader.reject(part.key_where, "only \"severity\" can be set here",
                    allows_settings ? "settings belong to the whole rule" : "settings hold for the whole program");
      continue;
    }
    const auto number = part.value.number();
    if (!number || *number < 0 || *number > 1e9 || *number != static_cast<double>(static_cast<std::int64_t>(*number))) {
      reader.reject(part.value.where(), "a setting must be a whole number from 0 to 1000000000",
                    "lockstep rules lists each with its default");
      continue;
    }
    choice.settings.push_back({.name = part.key, .value = static_cast<std::int64_t>(*number), .where = part.key_where});
  }
  return choice;
}

}  // namespace

std::vector<RuleChoice> read_choices(json::Reader& reader, bool allows_settings) {
  std::vector<RuleChoice> choices;
  for (const json::Member& member : reader.members("rules")) {
    choices.push_back(read_choice(reader, member, allows_settings));
  }
  return choices;
}

namespace {

Error unknown(const json::Document& document, Span where, std::string_view what, std::string_view name,
              std::span<const std::string_view> known) {
  std::string hint = did_you_mean(name, known);
  if (hint.empty()) {
    for (const std::string_view word : known) hint += (hint.empty() ? "known are: " : ", ") + std::string(word);
  }
  return document.error(where, "there is no " + std::string(what) + " \"" + std::string(name) + "\"", std::move(hint));
}

}  // namespace

Status check_choice(const json::Document& document, const RuleChoice& choice, std::span<const KnownRule> known) {
  const auto rule = std::find_if(known.begin(), known.end(), [&](const KnownRule& r) { return r.id == choice.rule; });
  if (rule == known.end()) {
    std::vector<std::string_view> names;
    for (const KnownRule& each : known) names.push_back(each.id);
    return unknown(document, choice.where, "rule", choice.rule, names);
  }
  const auto has = [](const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (!choice.kind.empty() && !has(rule->kinds, choice.kind)) {
    return unknown(document, choice.where, "kind of " + choice.rule, choice.kind, rule->kinds);
  }
  for (const RuleChoice::Setting& setting : choice.settings) {
    if (has(rule->settings, setting.name)) continue;
    std::vector<std::string_view> names = rule->settings;
    names.push_back("severity");
    return unknown(document, setting.where, "setting of " + choice.rule, setting.name, names);
  }
  return Done{};
}

}  // namespace lockstep::config
