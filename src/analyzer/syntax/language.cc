#include "syntax/language.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

// tree-sitter's private headers: C that is not meant for our warnings.
#include <language.h>

extern "C" const TSLanguage* tree_sitter_typescript();
extern "C" const TSLanguage* tree_sitter_tsx();

namespace lockstep::syntax {
namespace {

struct Word {
  std::string_view spelling;
  bool named;
  Kind kind;
};

constexpr Word kWords[] = {
#define LOCKSTEP_NODE(name, spelling) {spelling, true, Kind::name},
#define LOCKSTEP_TOKEN(name, spelling) {spelling, false, Kind::name},
#include "syntax/kinds.def"
#undef LOCKSTEP_NODE
#undef LOCKSTEP_TOKEN
};

constexpr std::pair<std::string_view, Field> kFields[] = {
#define LOCKSTEP_FIELD(name, spelling) {spelling, Field::name},
#include "syntax/fields.def"
#undef LOCKSTEP_FIELD
};

}  // namespace

Language::Language(const TSLanguage* raw) : raw_(raw) {
  std::map<std::pair<std::string_view, bool>, Kind> words;
  for (const Word& word : kWords) words.emplace(std::pair{word.spelling, word.named}, word.kind);

  const auto count = static_cast<std::uint16_t>(ts_language_symbol_count(raw));
  symbols_.resize(count);
  for (std::uint16_t i = 0; i < count; ++i) {
    const bool named = ts_language_symbol_metadata(raw, i).named;
    const auto word = words.find({ts_language_symbol_name(raw, i), named});
    symbols_[i] = {.kind = word == words.end() ? Kind::Unknown : word->second, .named = named};
  }
  symbols_[ts_builtin_sym_end] = {};

  std::vector<Field> field_of_id(ts_language_field_count(raw) + 1U, Field::None);
  for (const auto& [spelling, field] : kFields) {
    const TSFieldId id =
        ts_language_field_id_for_name(raw, spelling.data(), static_cast<std::uint32_t>(spelling.size()));
    if (id != 0) field_of_id[id] = field;
  }
  fields_.resize(raw->production_id_count);
  for (std::uint32_t production = 0; production < raw->production_id_count; ++production) {
    const TSFieldMapEntry* entry = nullptr;
    const TSFieldMapEntry* end = nullptr;
    ts_language_field_map(raw, production, &entry, &end);
    auto& row = fields_[production];
    for (; entry != end; ++entry) {
      if (entry->inherited) continue;  // the hidden child's own production names it
      if (row.size() <= entry->child_index) row.resize(entry->child_index + 1U, Field::None);
      row[entry->child_index] = field_of_id[entry->field_id];
    }
  }
}

const Language& Language::of(Grammar grammar) {
  static const Language typescript{tree_sitter_typescript()};
  static const Language tsx{tree_sitter_tsx()};
  return grammar == Grammar::TypeScript ? typescript : tsx;
}

std::string_view to_string(Kind kind) {
  if (kind == Kind::Unknown) return "unknown";
  if (kind == Kind::Error) return "ERROR";
  return kWords[static_cast<std::size_t>(kind) - 2].spelling;
}

}  // namespace lockstep::syntax
