#include "app/completions.h"

#include "app/shell_words.h"
#include "base/assert.h"
#include "rules/registry.h"

#include <algorithm>
#include <iterator>

namespace lockstep::app {
namespace {

using Value = OptionHelp::Value;

constexpr OptionHelp kHelps[] = {
    {"--accept-new", "take in what is new"},
    {"--baseline", "another baseline", Value::File},
    {"--cache-dir", "where what was understood is kept", Value::Folder},
    {"--category", "what code scanning knows this run by", Value::Free},
    {"--color", "when to use colour", Value::Words, "auto always never"},
    {"--colour", "when to use colour", Value::Words, "auto always never"},
    {"--config", "another lockstep.jsonc", Value::File},
    {"--exclude", "leave these files alone", Value::Free},
    {"--fail-on", "exit with 1 from this severity on", Value::Words, "error warning note never"},
    {"--format", "what to write on standard output", Value::Words},
    {"--from", "take the finding from a JSON report", Value::File},
    {"--help", "how it is used"},
    {"--include", "only these files", Value::Free},
    {"--no-baseline", "report what the baseline knows, too"},
    {"--no-cache", "keep nothing for the next scan"},
    {"--no-config", "read no lockstep.jsonc"},
    {"--no-history", "do not ask git who made a list drift"},
    {"--no-ignore", "read what .gitignore leaves out"},
    {"--output", "write to a FORMAT=PATH instead", Value::File},
    {"--pack", "a rule pack besides those of the configuration", Value::File},
    {"--prune", "take out what is fixed"},
    {"--quiet", "findings only"},
    {"--relative-to", "paths in reports count from this folder", Value::Folder},
    {"--root", "the program", Value::Folder},
    {"--rule", "only these rules", Value::Rule},
    {"--show-accepted", "what is suppressed or in the baseline, too"},
    {"--since", "only what is new since this revision", Value::Free},
    {"--skip-rule", "not these rules", Value::Rule},
    {"--staged", "only what the next commit brings"},
    {"--stats", "how long each step took"},
    {"--threads", "how many threads", Value::Free},
    {"--today", "hold suppressions against this day", Value::Free},
    {"--version", "which version this is"},
    {"--why", "the evidence behind each finding"},
};

constexpr VerbHelp kVerbs[] = {
    {"scan", "scan a repository", true},
    {"audit", "a scan as a document that people read", true},
    {"explain", "what a rule finds, or one finding in full", true},
    {"rules", "every rule and its kinds"},
    {"doctor", "what could not be understood", true},
    {"baseline", "accept the findings of today", true},
    {"suppressions", "every comment that hides findings", true},
    {"init", "write a lockstep.jsonc", true},
    {"test", "run the tests of a rule pack", true},
    {"dump", "what was understood", true},
    {"completions", "what a shell needs to complete words"},
    {"version", "which version this is"},
    {"help", "how it is used"},
};

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

}  // namespace

std::span<const OptionHelp> option_helps() { return kHelps; }
std::span<const VerbHelp> verb_helps() { return kVerbs; }

const OptionHelp& help_of(const OptionName& option) {
  const auto* found = std::find_if(std::begin(kHelps), std::end(kHelps),
                                   [&](const OptionHelp& help) { return help.name == option.long_name; });
  LOCKSTEP_ASSERT(found != std::end(kHelps), "a test compares the table with the options");
  return *found;
}

std::string verb_words() { return joined(all_verbs()); }

std::string rule_words() {
  std::string text;
  for (const rules::Rule* rule : rules::all_rules()) {
    const std::string id(rule->info.id);
    text += (text.empty() ? "" : " ") + id;
    for (const auto& kind : rule->info.kinds) text += " " + id + "/" + std::string(kind.id);
  }
  return text;
}

std::string value_words(const OptionHelp& help) {
  return help.words.empty() ? joined(report::format_names()) : std::string(help.words);
}

std::string argument_words(std::string_view verb) {
  if (verb == "dump") return "facts program";
  if (verb == "completions") return "bash zsh fish";
  if (verb == "help") return verb_words();
  if (verb == "explain") return rule_words();
  return {};
}

Result<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script();
  if (shell == "zsh") return zsh_script();
  if (shell == "fish") return fish_script();
  return Error{.what = "completions does not know the shell \"" + std::string(shell) + "\"",
               .hint = "bash, zsh or fish"};
}

}  // namespace lockstep::app
