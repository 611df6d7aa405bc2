#include "rules/orphan_variant/quotations.h"

#include "rules/scope.h"

namespace lockstep::rules::variants {

const std::string& Quotations::texts() const {
  if (texts_) return *texts_;
  texts_.emplace();
  for (const File& file : program_.files()) {
    if (!is_own_code(file)) continue;
    for (const Node text : program::nodes_of(file, {Kind::Template, Kind::String})) {
      if (text.text().find('\'') == std::string_view::npos) continue;
      *texts_ += text.text();
      *texts_ += '\n';
    }
  }
  return *texts_;
}

bool Quotations::has(std::string_view value) const {
  return texts().find('\'' + std::string(value) + '\'') != std::string::npos;
}

}  // namespace lockstep::rules::variants
