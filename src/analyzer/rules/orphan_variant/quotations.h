#pragma once

#include "rules/rule.h"

#include <optional>
#include <string_view>
#include <unordered_set>

namespace lockstep::rules::variants {

/// What texts of the program's own code quote: a query makes a value by `CASE WHEN … THEN 'restored' … AS status`, a
/// model is told to answer with a "summary".
/// Whoever says that a value is mentioned nowhere asks here last, and then all such texts are gathered. Not for several
/// threads at once.
class Quotations {
 public:
  explicit Quotations(const Program& program) : program_(program) {}

  bool has(std::string_view value) const;

 private:
  const std::unordered_set<std::string_view>& quoted() const;

  const Program& program_;
  mutable std::optional<std::unordered_set<std::string_view>> quoted_;
};

}  // namespace lockstep::rules::variants
