#include "app/survey.h"

#include "base/nearest.h"
#include "rules/registry.h"
#include "workspace/disk.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::app {
namespace {

constexpr std::string_view kConfigName = "lockstep.jsonc";

Result<config::Config> load_config(const Options& options, const workspace::Root& root,
                                   std::optional<std::string> text) {
  if (options.no_config) return config::Config{};
  if (!options.config && !text && !root.config) return config::Config{};
  auto config = options.config ? config::load(*options.config, *options.config)
                : text         ? config::parse(*std::move(text), std::string(kConfigName))
                               : config::load(*root.config, std::string(kConfigName));
  if (!config) return config.error();
  std::vector<config::KnownRule> known;
  for (const rules::Rule* rule : rules::all_rules()) {
    config::KnownRule& entry = known.emplace_back(config::KnownRule{.id = rule->info.id});
    for (const auto& kind : rule->info.kinds) entry.kinds.push_back(kind.id);
    for (const auto& setting : rule->info.settings) entry.settings.push_back(setting.name);
  }
  if (auto sound = config->check_rules(known); !sound) return sound.error();
  return config;
}

/// Whether every rule that the command line names exists.
Status check_rule_names(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const rules::Rule* rule : rules::all_rules()) {
    known.emplace_back(rule->info.id);
    for (const auto& kind : rule->info.kinds) known.push_back(std::string(rule->info.id) + "/" + std::string(kind.id));
  }
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    std::string hint = did_you_mean(name, candidates);
    if (hint.empty()) hint = "lockstep rules lists all rules";
    return Error{.what = "there is no rule \"" + name + "\"", .hint = std::move(hint)};
  }
  return Done{};
}

workspace::Selection selection_of(const Options& options, const config::Config& config) {
  workspace::Selection selection{.include = config.include, .exclude = config.exclude, .no_ignore = options.no_ignore};
  if (!options.include.empty()) selection.include = options.include;
  selection.exclude.insert(selection.exclude.end(), options.exclude.begin(), options.exclude.end());
  return selection;
}

}  // namespace

Result<workspace::Root> find_root(const Options& options) {
  for (const auto* names : {&options.rules, &options.skip_rules}) {
    if (auto sound = check_rule_names(*names); !sound) return sound.error();
  }
  return workspace::find_root(options.paths, options.root);
}

Result<Terms> read_terms(const Options& options, workspace::Root root, std::optional<std::string> config_text) {
  auto config = load_config(options, root, std::move(config_text));
  if (!config) return config.error();
  auto models = config::load_models(*config, root.directory);
  if (!models) return models.error();
  return Terms{.root = std::move(root), .config = *std::move(config), .models = *std::move(models)};
}

Survey survey(Terms terms, const Options& options, std::unique_ptr<const workspace::Store> store) {
  auto workspace = workspace::discover(terms.root, selection_of(options, terms.config), std::move(store));
  return {.config = std::move(terms.config), .models = std::move(terms.models), .workspace = std::move(workspace)};
}

Result<Survey> survey(const Options& options) {
  auto root = find_root(options);
  if (!root) return root.error();
  auto terms = read_terms(options, *std::move(root));
  if (!terms) return terms.error();
  auto disk = std::make_unique<const workspace::Disk>(terms->root.directory);
  return survey(*std::move(terms), options, std::move(disk));
}

}  // namespace lockstep::app
