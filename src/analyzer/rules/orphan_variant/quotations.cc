#include "rules/orphan_variant/quotations.h"

#include "rules/scope.h"

#include <algorithm>

namespace lockstep::rules::variants {

const std::unordered_set<std::string_view>& Quotations::quoted() const {
  if (quoted_) return *quoted_;
  quoted_.emplace();
  // What lies between two quotes of a kind, also between those that end one quotation and begin the next.
  const auto add = [&](std::string_view text) {
    for (const char quote : {'\'', '"', '`'}) {
      std::size_t begin = text.find(quote);
      while (begin != std::string_view::npos) {
        const std::size_t end = text.find(quote, begin + 1);
        if (end != std::string_view::npos) quoted_->insert(text.substr(begin + 1, end - begin - 1));
        begin = end;
      }
    }
  };
  program_.places().each(program::Places::Of::String, [&](program::Name name, std::span<const NodeRef> places) {
    const std::string_view text = program_.names()[name];
    if (text.find_first_of("'\"`") == std::string_view::npos) return;
    const auto is_ours = [&](const NodeRef& place) { return is_own_code(program_[place].file()); };
    if (std::ranges::any_of(places, is_ours)) add(text);
  });
  for (const File& file : program_.files()) {
    if (!is_own_code(file)) continue;
    for (const Node text : program::nodes_of(file, Kind::Template)) add(text.text());
  }
  return *quoted_;
}

bool Quotations::has(std::string_view value) const { return quoted().contains(value); }

}  // namespace lockstep::rules::variants
