#include "app/shell_words.h"

namespace lockstep::app {
namespace {

using Value = OptionHelp::Value;

/// Fills COMPREPLY with the values of an option.
std::string values_of(const OptionHelp& help) {
  switch (help.value) {
    case Value::Words:
      return "COMPREPLY=($(compgen -W '" + value_words(help) + "' -- \"$cur\"))";
    case Value::Rule:
      return "COMPREPLY=($(compgen -W '" + rule_words() + "' -- \"$cur\"))";
    case Value::Folder:
      return "COMPREPLY=($(compgen -d -- \"$cur\"))";
    case Value::File:
      return "COMPREPLY=($(compgen -f -- \"$cur\"))";
    case Value::Free:
    case Value::None:
      return ":";
  }
  return ":";
}

std::string long_names(std::string_view verb) {
  std::string names;
  for (const OptionName& option : options_of(verb)) names += (names.empty() ? "" : " ") + option.long_name;
  return names;
}

std::string branch(std::string_view verb, std::string_view options, std::string_view words) {
  return "    " + std::string(verb) + ") options='" + std::string(options) + "' words='" + std::string(words) +
         "' ;;\n";
}

}  // namespace

std::string bash_script() {
  std::string with_value;
  std::string values;
  for (const OptionHelp& help : option_helps()) {
    if (help.value == Value::None) continue;
    const std::string names = std::string(help.name) + (help.name == "--output" ? "|-o" : "");
    with_value += (with_value.empty() ? "" : "|") + names;
    values += "    " + names + ") " + values_of(help) + "; return ;;\n";
  }
  std::string verbs;
  for (const VerbHelp& verb : verb_helps()) {
    verbs += branch(verb.name, long_names(verb.name), argument_words(verb.name));
  }
  // Without a verb we scan.
  verbs += branch("''", long_names("scan"), verb_words());

  return R"(# bash completion for lockstep, printed by `lockstep completions bash`
_lockstep() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb='' options='' words='' i
  COMPREPLY=()
  # `--format=json` is three words to bash.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
  case $prev in
)" + values +
         R"(  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      )" +
         with_value + R"() if [[ ${COMP_WORDS[i + 1]} == '=' ]]; then ((i += 2)); else ((i += 1)); fi ;;
      -*) ;;
      *) verb=${COMP_WORDS[i]}; break ;;
    esac
  done
  case $verb in
)" + verbs +
         R"(  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur"))
  fi
}
complete -o filenames -o bashdefault -F _lockstep lockstep
)";
}

}  // namespace lockstep::app
