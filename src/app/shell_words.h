#pragma once

#include "app/options.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What shells are told about our command line: the names come from the options themselves, and here is what a reader
/// wants to know of each. A test sees to it that none is missing and none is left over.
namespace lockstep::app {

struct OptionHelp {
  enum class Value : std::uint8_t { None, Words, Folder, File, Rule, Free };
  std::string_view name;
  std::string_view meaning;
  Value value = Value::None;
  std::string_view words = {};  ///< with `Words`; empty: the formats
};
std::span<const OptionHelp> option_helps();

/// The one of that name, which must be there.
const OptionHelp& help_of(const OptionName& option);

struct VerbHelp {
  std::string_view name;
  std::string_view meaning;
  bool takes_paths = false;
};
std::span<const VerbHelp> verb_helps();

/// With spaces between them: the verbs, the rules with their kinds, the values of an option, the words behind a verb.
std::string verb_words();
std::string rule_words();
std::string value_words(const OptionHelp& help);
std::string argument_words(std::string_view verb);

std::string bash_script();
std::string zsh_script();
std::string fish_script();

}  // namespace lockstep::app
