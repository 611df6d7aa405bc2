// The whole tool on a page: what `lockstep scan` does, step by step.

#include "app/run.h"

#include "adoption/days.h"
#include "adoption/of_program.h"
#include "app/baseline.h"
#include "app/category.h"
#include "app/history.h"
#include "app/output.h"
#include "app/step_summary.h"
#include "app/terminal.h"
#include "base/nearest.h"
#include "config/models.h"
#include "facts/extract.h"
#include "rules/check.h"
#include "rules/registry.h"
#include "syntax/tree.h"
#include "workspace/workspace.h"

#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>

namespace lockstep::app {
namespace {

Result<config::Config> load_config(const Options& options, const workspace::Root& root) {
  if (options.no_config) return config::Config{};
  if (!options.config && !root.config) return config::Config{};
  auto config =
      options.config ? config::load(*options.config, *options.config) : config::load(*root.config, "lockstep.jsonc");
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

facts::Trouble::Kind kind_of(const workspace::Trouble& trouble) {
  if (!trouble.incomplete) return facts::Trouble::Kind::NotText;  // a binary file: nothing is missing
  return trouble.id == "file-too-large" ? facts::Trouble::Kind::TooLarge : facts::Trouble::Kind::Unreadable;
}

facts::FileFacts extract(const workspace::Workspace& workspace, FileId file) {
  thread_local syntax::Parser parser;
  const workspace::Bytes bytes = workspace.read(file);
  facts::FileFacts facts = facts::extract(parser, workspace[file].path, bytes.text);
  if (bytes.trouble) facts.troubles = {{.kind = kind_of(*bytes.trouble), .message = bytes.trouble->message}};
  return facts;
}

/// File by file, in parallel; of a file's bytes and tree nothing is left but its facts.
std::vector<facts::FileFacts> extract_all(const workspace::Workspace& workspace, const Options& options,
                                          const Workers& workers) {
  const std::size_t count = workspace.files().size();
  std::vector<facts::FileFacts> facts(count);
  const bool wants_progress = !options.quiet && look_at_terminal(STDERR_FILENO, options.colour).is_terminal;
  Progress progress(wants_progress, "reading file", count);
  workers.for_each(count, [&](std::size_t index) {
    facts[index] = extract(workspace, FileId{index});
    progress.step();
  });
  return facts;
}

bool looks_at_all_files(const Options& options) {
  return options.include.empty() && options.exclude.empty() && !options.no_config;
}

/// A folder from which paths shall count, and the root's own path below it, with a slash at its end.
struct Above {
  std::string directory;
  std::string folder;
};

Result<Above> folder_above(const std::optional<std::string>& wanted, const std::string& root) {
  if (!wanted) return Above{.directory = root, .folder = {}};
  std::error_code failure;
  const std::string directory = std::filesystem::canonical(*wanted, failure).string();
  if (failure) return Error{.what = "--relative-to " + *wanted + ": no such folder"};
  if (directory == root) return Above{.directory = root, .folder = {}};
  const std::string begin = directory == "/" ? directory : directory + "/";
  if (!root.starts_with(begin)) {
    return Error{.what = "--relative-to " + *wanted + " does not contain the program, whose root is " + root};
  }
  return Above{.directory = directory, .folder = root.substr(begin.size()) + "/"};
}

}  // namespace

bool is_whole(const Options& options) {
  return looks_at_all_files(options) && options.rules.empty() && options.skip_rules.empty();
}

Result<Understood> understand(const Options& options, const Workers& workers, Stopwatch& watch) {
  for (const auto* names : {&options.rules, &options.skip_rules}) {
    if (auto sound = check_rule_names(*names); !sound) return sound.error();
  }
  const auto root = workspace::find_root(options.paths, options.root);
  if (!root) return root.error();
  auto config = load_config(options, *root);
  if (!config) return config.error();
  auto models = config::load_models(*config, root->directory);
  if (!models) return models.error();

  auto workspace = workspace::discover(*root, selection_of(options, *config));
  watch.lap("discover");
  auto facts = extract_all(workspace, options, workers);
  watch.lap("extract");
  auto program = program::link(std::move(workspace), std::move(facts), *std::move(models), workers);
  watch.lap("link");
  return Understood{.config = *std::move(config), .program = std::move(program)};
}

findings::Outcome check(const Understood& understood, const Options& options, const Workers& workers,
                        Stopwatch& watch) {
  const program::Program& program = understood.program;
  const rules::Selection selection{
      .only = options.rules, .skip = options.skip_rules, .with_inventory = options.verb == Verb::Audit};
  auto outcome = rules::check(program, understood.config, selection, workers);
  adoption::suppress(outcome, program,
                     {.config = understood.config,
                      .selection = selection,
                      .is_whole = looks_at_all_files(options),
                      .today = options.today.value_or(adoption::today())});
  watch.lap("check");
  findings::locate(outcome, reader_of(program), workers);
  watch.lap("locate");
  watch.count("files", outcome.files);
  watch.count("packages", outcome.packages);
  watch.count("findings", outcome.findings.size());
  return outcome;
}

Result<ExitCode> scan(const Options& options) {
  Stopwatch watch;
  const Workers workers(options.threads);
  const auto understood = understand(options, workers, watch);
  if (!understood) return understood.error();
  const std::string& root = understood->program.workspace().root().directory;
  const auto above = folder_above(options.relative_to, root);
  if (!above) return above.error();
  const auto baseline = load_baseline(options, root);
  if (!baseline) return baseline.error();
  auto outcome = check(*understood, options, workers, watch);
  if (*baseline) hold_against(outcome, **baseline, understood->program.workspace(), options);

  outcome.category = category_of(options, understood->program.workspace().root());
  auto style = style_of(options, STDOUT_FILENO, above->directory);
  style.why = options.why;
  style.accepted = options.show_accepted;
  // History is for people who ask; the other formats say the same in every clone.
  std::optional<findings::Outcome> remembered;
  if (options.why) {
    remembered = outcome;
    add_history(remembered->findings, root, reader_of(understood->program), style_of(options, STDERR_FILENO),
                std::cerr);
  }
  findings::count_from_above(outcome, above->folder);
  if (remembered) findings::count_from_above(*remembered, above->folder);
  const auto written = write_outputs(options.outputs, style,
                                     [&](report::Format format, const report::TextStyle& its_style, std::ostream& out) {
                                       const bool is_told = remembered && format == report::Format::Text;
                                       render(is_told ? *remembered : outcome, format, its_style, out);
                                     });
  if (!written) return written.error();
  if (auto added = add_step_summary(outcome, options); !added) return added.error();
  watch.lap("report");

  if (!options.quiet) render_notifications(outcome, style_of(options, STDERR_FILENO), std::cerr);
  if (options.stats) watch.print(std::cerr);
  // People ask how long it took, scripts and logs do not.
  if (!options.quiet && look_at_terminal(STDERR_FILENO, options.colour).is_terminal) {
    std::cerr << "Finished in " << std::fixed << std::setprecision(2) << watch.seconds() << " s\n";
  }
  using findings::Severity;
  Severity fail_on = Severity::Warning;
  if (understood->config.fail_on) fail_on = static_cast<Severity>(*understood->config.fail_on);
  return exit_code(outcome, options.fail_on.value_or(fail_on));
}

findings::ReadFile reader_of(const program::Program& program) {
  return [&program](std::string_view path) -> std::optional<std::string> {
    workspace::Bytes bytes = program.workspace().read(path);
    if (bytes.trouble) return std::nullopt;
    return std::move(bytes.text);
  };
}

report::TextStyle style_of(const Options& options, int descriptor, std::string root) {
  const Terminal terminal = look_at_terminal(descriptor, options.colour);
  return {.colour = terminal.colour, .links = terminal.links, .width = terminal.width, .root = std::move(root)};
}

}  // namespace lockstep::app
