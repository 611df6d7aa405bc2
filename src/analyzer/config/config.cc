#include "config/config.h"

#include "config/choices.h"
#include "config/globs.h"
#include "config/read_text.h"

#include "json/reader.h"

#include "base/glob.h"
#include "base/nearest.h"

#include <algorithm>
#include <iterator>

namespace lockstep::config {
namespace {

constexpr std::string_view kFailOn[] = {"error", "warning", "note", "never"};

Override read_override(const json::Document& document, const json::Value& value, std::optional<Error>& error) {
  json::Reader reader{document, value};
  Override result{.files = read_globs(reader, "files"), .rules = read_choices(reader, false)};
  Status status = reader.finish();
  // Last, since "files" is mostly there and misspelt.
  if (status && result.files.empty()) {
    status = document.error({value.where().begin, value.where().begin + 1}, "an override must name its \"files\"",
                            "\"files\" is a list of globs");
  }
  if (!status && !error) error = status.error();
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
      reader.reject(item.where(), "a model is a path or an object, but this is " + std::string(to_string(item.kind())),
                    "for example \"models/our-locks.jsonc\"");
    }
  }
}

/// A name, a path, or an object that also binds options.
Status read_packs(json::Reader& reader, Config& config) {
  const json::Value* packs = reader.value("packs");
  if (packs == nullptr) return Done{};
  if (!packs->is_array()) {
    reader.reject(packs->where(), "\"packs\" must be a list, but this is " + std::string(to_string(packs->kind())),
                  "each entry is a path to a .jsonc file, or an object with \"file\" and \"options\"");
    return Done{};
  }
  for (const json::Value& item : packs->items()) {
    if (item.is_string()) {
      config.packs.push_back({.file = std::string(*item.string()), .where = item.where(), .options = {}});
    } else if (item.is_object()) {
      json::Reader entry{reader.document(), item};
      Config::PackUse use{.file = std::string(entry.string("file")), .where = item.where(), .options = {}};
      if (const json::Value* file = entry.value("file")) use.where = file->where();
      const auto options = entry.members("options");
      use.options.assign(options.begin(), options.end());
      if (Status status = entry.finish(); !status) return status;
      config.packs.push_back(std::move(use));
    } else {
      reader.reject(item.where(), "a pack is a path or an object, but this is " + std::string(to_string(item.kind())),
                    "for example \"rules/house.jsonc\"");
    }
    if (!config.packs.empty() && config.packs.back().file.empty()) {
      reader.reject(config.packs.back().where, "a pack needs a path", "for example \"rules/house.jsonc\"");
    }
  }
  return Done{};
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
      reader.reject(value.where(), "\"failOn\" does not know \"" + std::string(word) + "\"",
                    hint.empty() ? "it is \"error\", \"warning\", \"note\" or \"never\"" : std::move(hint));
    }
    config.fail_on = word == "never" ? Level::Off : parse_level(word);
  }
  read_models(reader, config);
  if (auto read = read_packs(reader, config); !read && !error) error = read.error();
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
    if (Status sound = check_choice(document, *choice, known); !sound) return sound;
  }
  return Done{};
}

/// Its own entry, else its rule's.
std::optional<Level> chosen(std::span<const RuleChoice> choices, std::string_view rule, std::string_view kind) {
  std::optional<Level> level;
  for (const RuleChoice& choice : choices) {
    if (choice.rule != rule || !choice.level) continue;
    if (choice.kind == kind && !kind.empty()) return choice.level;
    if (choice.kind.empty()) level = choice.level;
  }
  return level;
}

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
