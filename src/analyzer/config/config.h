#pragma once

#include "json/document.h"

#include "base/result.h"
#include "base/span.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a team says in `lockstep.jsonc`, and what is known about libraries. Neither knows the rules: `app` tells which
/// names exist (`KnownRule`), so that a misspelt rule is an error with the right spelling and not silence.
namespace lockstep::config {

/// The words for severities in configuration files; the same order as the severities of findings.
enum class Level : std::uint8_t { Off, Note, Warning, Error };
inline constexpr std::string_view kLevels[] = {"off", "note", "warning", "error"};
std::optional<Level> parse_level(std::string_view word);

/// One entry of "rules": `"duplicate-list": "error"`, `"magic-actor/literal": {"severity": "note"}`.
struct RuleChoice {
  std::string rule;
  std::string kind;  ///< empty: all kinds of the rule
  std::optional<Level> level;
  struct Setting {
    std::string name;
    std::int64_t value = 0;
    Span where;
  };
  std::vector<Setting> settings;
  Span where;  ///< of the key
};

/// What one list of choices says about a kind.
std::optional<Level> chosen(std::span<const RuleChoice> choices, std::string_view rule, std::string_view kind);

/// Other choices for some files; later ones win.
struct Override {
  std::vector<std::string> files;  ///< globs
  std::vector<RuleChoice> rules;   ///< levels only: a setting holds for the whole program
};

/// What `app` knows of a rule.
struct KnownRule {
  std::string_view id;
  std::vector<std::string_view> kinds;
  std::vector<std::string_view> settings;
};

/// `lockstep.jsonc`; made by `parse` or empty, which means: all defaults.
struct Config {
  json::Document document;  ///< for messages; empty without a file

  std::vector<RuleChoice> rules;
  std::vector<Override> overrides;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::optional<Level> fail_on;  ///< `Off` stands for "never"
  struct ModelFile {
    std::string path;  ///< relative to the configuration file
    Span where;
  };
  std::vector<ModelFile> model_files;
  std::vector<json::Value> models;  ///< written in place
  struct PackUse {
    std::string file;  ///< relative to the configuration file, or the name of the pack that is built in
    Span where;
    std::vector<json::Member> options;  ///< what it binds
  };
  std::vector<PackUse> packs;

  /// Whether every rule, kind and setting that is named exists.
  Status check_rules(std::span<const KnownRule> known) const;

  /// The level chosen for a kind of finding in a file, if any was: of all that apply, a later override wins over an
  /// earlier one and over "rules"; in one of them the kind wins over its rule. `kind` may be empty.
  std::optional<Level> level(std::string_view rule, std::string_view kind, std::string_view path) const;
  /// Whether a rule is off for every file, so that it need not run.
  bool is_off(std::string_view rule) const;
  std::optional<std::int64_t> setting(std::string_view rule, std::string_view name) const;
};

Result<Config> parse(std::string text, std::string path);
/// Reads and parses a file; `shown_as` is how messages call it.
Result<Config> load(const std::string& file, std::string shown_as);

}  // namespace lockstep::config
