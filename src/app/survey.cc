#include "app/survey.h"

#include "base/nearest.h"
#include "config/choices.h"
#include "rules/registry.h"
#include "workspace/disk.h"
#include "workspace/paths.h"
#include "workspace/read_file.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace lockstep::app {
namespace {

/// The configuration that lies in the program. It may be anybody's, such as a pull request's, so it is not followed to
/// where a link leads: what it shows of a line that it does not understand would be a line of any file of this machine.
Result<config::Config> load_found(const std::string& file, const std::string& name) {
  std::error_code problem;
  if (std::filesystem::is_symlink(file, problem)) {
    return Error{.what = "will not read a configuration through a symbolic link",
                 .where = name,
                 .frame = {},
                 .hint = "name the file itself with --config, or say --no-config"};
  }
  workspace::Bytes bytes = workspace::read_file(file, name);
  if (bytes.trouble) return Error{.what = bytes.trouble->message, .where = name, .frame = {}, .hint = {}};
  return config::parse(std::move(bytes.text), name);
}

Result<config::Config> load_config(const Options& options, const workspace::Root& root,
                                   const config::Overlay& overlay) {
  if (options.no_config) return config::Config{};
  if (options.config) return config::load(*options.config, *options.config);
  const std::string name(kConfigName);
  if (overlay) {
    auto text = overlay(name);
    return text ? config::parse(*std::move(text), name) : config::Config{};
  }
  return root.config ? load_found(*root.config, name) : config::Config{};
}

/// Whether git keeps what the configuration names, where that is asked about: a commit will not have anything else.
/// What is installed is no part of any commit, so that is read where it lies, as lockstep itself is.
Status check_overlay(const config::Config& config, const config::Overlay& overlay) {
  const auto is_kept = [&](const std::string& named) {
    const auto path = named.starts_with('/') ? std::nullopt : workspace::follow("", named);
    return !path || ("/" + *path).find("/node_modules/") != std::string::npos || overlay(named);
  };
  const auto missing = [&](Span where, const std::string& named) {
    return config.document.error(where, "git does not have this file, so the commit will not have it either",
                                 "git add " + named);
  };
  for (const config::Config::PackUse& use : config.packs) {
    if (use.file != config::kRecommended && !is_kept(use.file)) return missing(use.where, use.file);
  }
  for (const config::Config::ModelFile& model : config.model_files) {
    if (!is_kept(model.path)) return missing(model.where, model.path);
  }
  return Done{};
}

/// The packs of the configuration and of the command line. A configuration that was found may be anybody's, so its
/// packs lie beside it; one that was named is the user's own.
Result<rules::Packs> load_packs(const Options& options, const config::Config& config, const workspace::Root& root,
                                const config::Overlay& overlay) {
  std::string directory = root.directory;
  if (options.config) {
    directory = std::filesystem::path(*options.config).parent_path().string();
    if (directory.empty()) directory = ".";
  }
  auto packs = config::load_packs(config, directory, options.config.has_value(), options.packs,
                                  options.config ? config::Overlay() : overlay);
  if (!packs) return packs.error();
  return rules::Packs::read(*std::move(packs));
}

/// The names that configuration may use: of rules, their kinds and settings, and of what packs add to them.
std::vector<config::KnownRule> known_rules(const rules::Packs& packs) {
  std::vector<config::KnownRule> known;
  for (const rules::Rule* rule : rules::all_rules()) {
    config::KnownRule& entry = known.emplace_back(config::KnownRule{.id = rule->info.id});
    for (const auto& kind : rule->info.kinds) entry.kinds.push_back(kind.id);
    for (const auto& kind : packs.kinds(rule->info.id)) entry.kinds.push_back(kind.id);
    for (const auto& setting : rule->info.settings) entry.settings.push_back(setting.name);
  }
  return known;
}

/// Whether the configuration and the packs name only what exists.
Status check_choices(const config::Config& config, const rules::Packs& packs) {
  const std::vector<config::KnownRule> known = known_rules(packs);
  if (auto sound = config.check_rules(known); !sound) return sound;
  for (const config::Pack& pack : packs.files()) {
    for (const config::RuleChoice& choice : pack.rules) {
      if (auto sound = config::check_choice(pack.document, choice, known); !sound) return sound;
    }
  }
  return Done{};
}

Status check_rule_names(const std::vector<std::string>& names, const rules::Packs& packs) {
  std::vector<std::string> known;
  for (const config::KnownRule& rule : known_rules(packs)) {
    known.emplace_back(rule.id);
    for (const std::string_view kind : rule.kinds) known.push_back(std::string(rule.id) + "/" + std::string(kind));
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
  auto root = workspace::find_root(options.paths, options.root);
  if (root || options.verb != Verb::Scan || options.paths.empty()) return root;
  // A verb that is misspelt passes for a path.
  Error error = root.error();
  if (error.hint.empty() && error.where == options.paths.front()) error.hint = did_you_mean(error.where, all_verbs());
  return error;
}

Result<Terms> read_terms(const Options& options, workspace::Root root, const config::Overlay& overlay) {
  auto config = load_config(options, root, overlay);
  if (!config) return config.error();
  if (overlay && !options.config) {
    if (auto sound = check_overlay(*config, overlay); !sound) return sound.error();
  }
  auto packs = load_packs(options, *config, root, overlay);
  if (!packs) return packs.error();
  if (auto sound = check_choices(*config, *packs); !sound) return sound.error();
  auto models = config::load_models(*config, root.directory, options.config ? config::Overlay() : overlay);
  if (!models) return models.error();
  return Terms{.root = std::move(root),
               .config = *std::move(config),
               .packs = std::make_shared<const rules::Packs>(*std::move(packs)),
               .models = *std::move(models)};
}

Status check_rule_names(const Options& options, const Terms& terms) {
  for (const auto* names : {&options.rules, &options.skip_rules}) {
    if (auto sound = check_rule_names(*names, *terms.packs); !sound) return sound;
  }
  return Done{};
}

Survey survey(Terms terms, const Options& options, std::unique_ptr<const workspace::Store> store) {
  auto workspace =
      workspace::discover(terms.root, selection_of(options, terms.config), std::move(store), Workers(options.threads));
  return {.config = std::move(terms.config),
          .packs = std::move(terms.packs),
          .models = std::move(terms.models),
          .workspace = std::move(workspace)};
}

Result<Survey> survey(const Options& options) {
  auto root = find_root(options);
  if (!root) return root.error();
  auto terms = read_terms(options, *std::move(root));
  if (!terms) return terms.error();
  if (auto sound = check_rule_names(options, *terms); !sound) return sound.error();
  auto disk = std::make_unique<const workspace::Disk>(terms->root.directory);
  return survey(*std::move(terms), options, std::move(disk));
}

}  // namespace lockstep::app
