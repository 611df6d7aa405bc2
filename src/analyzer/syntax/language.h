#pragma once

#include "syntax/tree.h"

#include <cstdint>
#include <vector>

struct TSLanguage;

namespace lockstep::syntax {

/// A grammar's tables in our own words, made once: which `Kind` a symbol is, which `Field` a production's child fills.
class Language {
 public:
  static const Language& of(Grammar grammar);

  const TSLanguage* raw() const { return raw_; }

  struct Symbol {
    Kind kind = Kind::Unknown;
    bool named = false;
  };
  Symbol symbol(std::uint16_t symbol) const {
    // tree-sitter numbers its two error symbols from the top of the range, outside of any table.
    return symbol < symbols_.size() ? symbols_[symbol] : Symbol{.kind = Kind::Error, .named = true};
  }

  /// The field that the production gives to its child at a structural index (extras do not count).
  Field field(std::uint16_t production, std::uint32_t child) const {
    const auto& row = fields_[production];
    return child < row.size() ? row[child] : Field::None;
  }

 private:
  explicit Language(const TSLanguage* raw);

  const TSLanguage* raw_;
  std::vector<Symbol> symbols_;
  std::vector<std::vector<Field>> fields_;  // by production id, then by child
};

}  // namespace lockstep::syntax
