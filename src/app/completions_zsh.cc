#include "app/shell_words.h"

#include <algorithm>

namespace lockstep::app {
namespace {

using Value = OptionHelp::Value;

/// What `_arguments` does about an option's value.
std::string action(const OptionHelp& help) {
  const std::string label = ":" + std::string(help.name.substr(2)) + ":";
  switch (help.value) {
    case Value::Words:
      return label + "(" + value_words(help) + ")";
    case Value::Rule:
      return label + "(" + rule_words() + ")";
    case Value::Folder:
      return label + "_files -/";
    case Value::File:
      return label + "_files";
    case Value::Free:
      return label + " ";
    case Value::None:
      return {};
  }
  return {};
}

std::string quoted(std::string_view text) { return " \\\n        '" + std::string(text) + "'"; }

/// The specifications of `_arguments` for a verb.
std::string specifications(const VerbHelp& verb) {
  std::string text;
  for (const OptionName& option : options_of(verb.name)) {
    const OptionHelp& help = help_of(option);
    const std::string rest = "[" + std::string(help.meaning) + "]" + action(help);
    const std::string repeat = option.takes_value ? "*" : "";
    // Behind `--x=` the value may stand in the same word or be the next one.
    text += quoted(repeat + option.long_name + (option.takes_value ? "=" : "") + rest);
    if (!option.short_name.empty()) text += quoted(repeat + option.short_name + rest);
  }
  if (const std::string words = argument_words(verb.name); !words.empty()) text += quoted("1:word:(" + words + ")");
  if (verb.takes_paths) text += quoted("*:path:_files");
  return text;
}

}  // namespace

std::string zsh_script() {
  std::string verbs;
  std::string cases;
  for (const VerbHelp& verb : verb_helps()) {
    verbs += "    '" + std::string(verb.name) + ":" + std::string(verb.meaning) + "'\n";
    cases += "    " + std::string(verb.name) + ")\n      _arguments -s" + specifications(verb) + "\n      ;;\n";
  }
  std::string any = verb_words();
  std::replace(any.begin(), any.end(), ' ', '|');
  return R"(#compdef lockstep
# zsh completion for lockstep, printed by `lockstep completions zsh`
_lockstep() {
  local -a verbs
  verbs=(
)" + verbs +
         R"(  )
  # Without a verb we scan.
  local verb=scan at=${words[(I)()" +
         any + R"()]}
  if (( at > 1 && at < CURRENT )); then
    verb=${words[at]}
    words=(${words[1]} ${words[at + 1,-1]})
    (( CURRENT -= at - 1 ))
  elif [[ ${words[CURRENT]} != -* ]]; then
    _describe -t verbs verb verbs
  fi
  case $verb in
)" + cases +
         R"(  esac
}
if [[ $funcstack[1] == _lockstep ]]; then _lockstep "$@"; else compdef _lockstep lockstep; fi
)";
}

}  // namespace lockstep::app
