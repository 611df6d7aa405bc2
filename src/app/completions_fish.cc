#include "app/shell_words.h"

namespace lockstep::app {
namespace {

using Value = OptionHelp::Value;

std::string complete_when(std::string_view condition) {
  return "complete -c lockstep -n '" + std::string(condition) + "'";
}

std::string value_of(const OptionHelp& help) {
  switch (help.value) {
    case Value::Words:
      return " -x -a '" + value_words(help) + "'";
    case Value::Rule:
      return " -x -a '" + rule_words() + "'";
    case Value::Folder:
      return " -x -a '(__fish_complete_directories)'";
    case Value::File:
      return " -r";
    case Value::Free:
      return " -x";
    case Value::None:
      return {};
  }
  return {};
}

/// Without a verb we scan, so its options are offered until another verb is seen.
std::string condition_of(std::string_view verb) {
  if (verb != "scan") return "__fish_seen_subcommand_from " + std::string(verb);
  std::string others;
  for (const std::string_view other : all_verbs()) {
    if (other != "scan") others += " " + std::string(other);
  }
  return "not __fish_seen_subcommand_from" + others;
}

}  // namespace

std::string fish_script() {
  std::string text = "# fish completion for lockstep, printed by `lockstep completions fish`\n";
  for (const VerbHelp& verb : verb_helps()) {
    const std::string name(verb.name);
    text += complete_when("not __fish_seen_subcommand_from " + verb_words()) + " -a " + name + " -d '" +
            std::string(verb.meaning) + "'\n";
    if (const std::string words = argument_words(verb.name); !words.empty()) {
      text += complete_when("__fish_seen_subcommand_from " + name) + " -a '" + words + "'\n";
    }
    for (const OptionName& option : options_of(verb.name)) {
      const OptionHelp& help = help_of(option);
      text += complete_when(condition_of(verb.name)) + " -l " + option.long_name.substr(2);
      if (!option.short_name.empty()) text += " -s " + option.short_name.substr(1);
      text += value_of(help) + " -d '" + std::string(help.meaning) + "'\n";
    }
  }
  return text;
}

}  // namespace lockstep::app
