#include "rules/orphan_variant/orphans.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

// `FC<{ look?: … }>`: the properties are written where the component is.
bool is_component_type(std::string_view name) {
  constexpr std::array<std::string_view, 6> kComponents = {"FC",  "FunctionComponent", "VFC",
                                                           "SFC", "ComponentType",     "PropsWithChildren"};
  return std::ranges::find(kComponents, name) != kComponents.end();
}

// `function Chip({ look }: { look?: … })`, `const Chip = (…) => …`: by its capital.
bool is_component(const Node& function) {
  if (!function) return false;
  const Node holder = function.parent();
  std::string_view name = function.text();
  if (name.empty() && holder && holder.is(Kind::Declarator) && holder.child(0)) name = holder.child(0).text();
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
}

}  // namespace

// A component's property, an option or a parameter takes what its users choose; that nobody chose some value yet is no
// news about it.
bool is_option(const Node& holder) {
  for (Node up = holder.parent(); up; up = up.parent()) {
    if (up.is(Kind::TypeName) && is_component_type(up.text())) return true;
    if (up.is(Kind::Parameter)) return is_component(up.enclosing_function());
    if (!up.is(Kind::Interface) && !up.is(Kind::TypeAlias)) continue;
    const std::vector<std::string> words = split_words(up.text());
    constexpr std::array<std::string_view, 14> kOptions = {
        "props",  "options", "option", "opts",    "config", "configuration", "settings",
        "params", "args",    "input",  "request", "query",  "parameters",    "filters"};
    return !words.empty() && std::ranges::find(kOptions, words.back()) != kOptions.end();
  }
  return false;
}

}  // namespace lockstep::rules::variants
