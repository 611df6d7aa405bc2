#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace lockstep::rules {

std::optional<ValueList> pattern_list(const Program& program, const Node& regex) {
  // /^(a|b|c)$/ or /^(?:a|b|c)$/: nothing but alternatives between anchors.
  std::string_view text = regex.text();
  if (!text.starts_with("/^(")) return std::nullopt;
  text.remove_prefix(3);
  if (text.starts_with("?:")) text.remove_prefix(2);
  const std::size_t end = text.rfind(")$/");
  if (end == std::string_view::npos) return std::nullopt;
  text = text.substr(0, end);
  Gathering gathering(program, Shape::Pattern, regex);
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find('|'));
    const bool is_plain = std::all_of(word.begin(), word.end(), [](char byte) {
      return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '-' || byte == ':';
    });
    if (word.empty() || !is_plain) return std::nullopt;
    gathering.spell(word, regex);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return std::move(gathering).finish(3);
}

}  // namespace lockstep::rules
