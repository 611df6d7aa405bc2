#pragma once

#include "rules/rule.h"

#include <optional>
#include <string>
#include <string_view>

namespace lockstep::rules::variants {

/// What texts of the program's own code quote: a query makes a value by `CASE WHEN … THEN 'restored' … AS status`.
/// Whoever says that a value is mentioned nowhere asks here last, and then all such texts are gathered. Not for several
/// threads at once.
class Quotations {
 public:
  explicit Quotations(const Program& program) : program_(program) {}

  bool has(std::string_view value) const;

 private:
  const std::string& texts() const;

  const Program& program_;
  mutable std::optional<std::string> texts_;
};

}  // namespace lockstep::rules::variants
