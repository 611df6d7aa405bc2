#include "config/config.h"

#include "config/read_text.h"

#include "json/reader.h"

#include "base/glob.h"
#include "base/nearest.h"

#include <algorithm>
#include <iterator>

namespace lockstep::config {
namespace {

constexpr std::string_view kLevels[] = {"off", "note", "warning", "error"};
constexpr std::string_view kFailOn[] = {"error", "warning", "note", "never"};
constexpr std::string_view kLevelHint = "the levels are \"off\", \"note\", \"warning\" and \"error\"";

std::optional<Level> parse_level(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kLevels); ++i) {
    if (kLevels[i] == word) return static_cast<Level>(i);
  }
  return std::nullopt;
}

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
      reader.reject(part.value.where(), "a setting must be a whole number from 0 to 1000000000");
      continue;
    }
    choice.settings.push_back({.name = part.key, .value = static_cast<std::int64_t>(*number), .where = part.key_where});
  }
  return choice;
}

std::vector<RuleChoice> read_choices(json::Reader& reader, bool allows_settings) {
  std::vector<RuleChoice> choices;
  for (const json::Member& member : reader.members("rules")) {
    choices.push_back(read_choice(reader, member, allows_settings));
  }
  return choices;
}

std::vector<std::string> read_globs(json::Reader& reader, std::string_view key) {
  std::vector<std::string> globs;
  for (const std::string_view glob : reader.strings(key)) {
    if (glob.empty()) {
      const json::Value& value = *reader.value(key);
      reader.reject(value.where(), "an empty glob matches nothing");
    }
    globs.emplace_back(glob);
  }
  return globs;
}

Override read_override(const json::Document& document, const json::Value& value, std::optional<Error>& error) {
  json::Reader reader{document, value};
  Override result{.files = read_globs(reader, "files"), .rules = read_choices(reader, false)};
  if (value.is_object() && result.files.empty()) {
    reader.reject({value.where().begin, value.where().begin + 1}, "an override must name its \"files\"",
                  "\"files\" is a list of globs");
  }
  if (const Status status = reader.finish(); !status && !error) error = status.error();
  return result;
}

void read_models(json::Reader& reader, Config& config) {
  const json::Value* models = reader.value("models");
  if (models == nullptr) return;
  if (!models->is_array()) {
    reader.reject(models->where(), "\"models\" must be a list, but this is " + std::string(to_string(models->kind())),
                  "each entry is a path to a .jsonc file or a model itself");
    return;
  }
  for (const json::Value& item : models->items()) {
    if (item.is_string()) {
      config.model_files.push_back({.path = std::string(*item.string()), .where = item.where()});
    } else if (item.is_object()) {
      config.models.push_back(item);
    } else {
      reader.reject(item.where(), "a model is a path or an object, but this is " + std::string(to_string(item.kind())));
    }
  }
}

Error unknown(const json::Document& document, Span where, std::string_view what, std::string_view name,
              std::span<const std::string_view> known) {
  std::string hint = did_you_mean(name, known);
  if (hint.empty()) {
    for (const std::string_view word : known) hint += (hint.empty() ? "known are: " : ", ") + std::string(word);
  }
  return document.error(where, "there is no " + std::string(what) + " \"" + std::string(name) + "\"", std::move(hint));
}

std::optional<Error> check(const json::Document& document, const RuleChoice& choice, std::span<const KnownRule> known) {
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
  return std::nullopt;
}

}  // namespace

Result<Config> parse(std::string text, std::string path) {
  auto document = json::parse(std::move(text), std::move(path));
  if (!document) return document.error();
  Config config;
  config.document = *std::move(document);

  json::Reader reader{config.document, config.document.root};
  reader.string("$schema", "");
  config.rules = read_choices(reader, true);
  config.include = read_globs(reader, "include");
  config.exclude = read_globs(reader, "exclude");
  std::optional<Error> error;
  for (const json::Value& value : reader.objects("overrides")) {
    config.overrides.push_back(read_override(config.document, value, error));
  }
  if (const std::string_view word = reader.string("failOn", ""); reader.has("failOn")) {
    const json::Value& value = *reader.value("failOn");
    if (std::find(std::begin(kFailOn), std::end(kFailOn), word) == std::end(kFailOn)) {
      std::string hint = did_you_mean(word, kFailOn);
      reader.reject(value.where(), "there is no \"failOn\" of this name",
                    hint.empty() ? "it is \"error\", \"warning\", \"note\" or \"never\"" : std::move(hint));
    }
    config.fail_on = word == "never" ? Level::Off : parse_level(word);
  }
  read_models(reader, config);
  if (const Status status = reader.finish(); !status) return status.error();
  if (error) return *error;
  return config;
}

Result<Config> load(const std::string& file, std::string shown_as) {
  auto text = read_text(file, shown_as);
  if (!text) return text.error();
  return parse(*std::move(text), std::move(shown_as));
}

Status Config::check_rules(std::span<const KnownRule> known) const {
  std::vector<const RuleChoice*> choices;
  for (const RuleChoice& choice : rules) choices.push_back(&choice);
  for (const Override& each : overrides) {
    for (const RuleChoice& choice : each.rules) choices.push_back(&choice);
  }
  for (const RuleChoice* choice : choices) {
    if (auto error = check(document, *choice, known)) return *std::move(error);
  }
  return Done{};
}

namespace {

/// What one list of choices says about a kind: its own entry, else its rule's.
std::optional<Level> chosen(std::span<const RuleChoice> choices, std::string_view rule, std::string_view kind) {
  std::optional<Level> level;
  for (const RuleChoice& choice : choices) {
    if (choice.rule != rule || !choice.level) continue;
    if (choice.kind == kind && !kind.empty()) return choice.level;
    if (choice.kind.empty()) level = choice.level;
  }
  return level;
}

}  // namespace

std::optional<Level> Config::level(std::string_view rule, std::string_view kind, std::string_view path) const {
  std::optional<Level> level = chosen(rules, rule, kind);
  for (const Override& each : overrides) {
    const auto other = chosen(each.rules, rule, kind);
    if (!other) continue;
    const bool applies = std::any_of(each.files.begin(), each.files.end(),
                                     [&](const std::string& glob) { return Glob(glob).covers(path); });
    if (applies) level = other;
  }
  return level;
}

bool Config::is_off(std::string_view rule) const {
  const auto wakes = [&](const RuleChoice& choice) {
    return choice.rule == rule && choice.level.value_or(Level::Off) != Level::Off;
  };
  if (chosen(rules, rule, "") != Level::Off || std::any_of(rules.begin(), rules.end(), wakes)) return false;
  return std::none_of(overrides.begin(), overrides.end(),
                      [&](const Override& each) { return std::any_of(each.rules.begin(), each.rules.end(), wakes); });
}

std::optional<std::int64_t> Config::setting(std::string_view rule, std::string_view name) const {
  for (const RuleChoice& choice : rules) {
    if (choice.rule != rule) continue;
    for (const RuleChoice::Setting& setting : choice.settings) {
      if (setting.name == name) return setting.value;
    }
  }
  return std::nullopt;
}

}  // namespace lockstep::config
