// Ids of users that are words of the program's own: `userId: 'acme_global'` in rows that a store keeps.
//
// Whoever has an id got it from the store. A literal under `userId` that is stored names somebody who was never made,
// whatever the word is. Once may be a sample or a seed; a word that comes again has to be spelled alike everywhere.

#include "program/places.h"
#include "rules/magic_actor/positions.h"
#include "rules/scope.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace lockstep::rules::actors {
namespace {

constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kFewestUses = 2;

bool is_word(std::string_view text) {
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  const auto belongs = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return text.size() <= kLongestWord && std::all_of(text.begin(), text.end(), belongs) &&
         std::any_of(text.begin(), text.end(), is_letter);
}

/// The call of a store to which a property is handed as what a row holds or must hold; null for any other.
Node store_call(const Program& program, const Vocabulary& vocabulary, const Node& property) {
  Node at = property;
  for (Node up = at.parent(); up; up = at.parent()) {
    if (up.is(Kind::Call)) {
      const program::External library = program.external_callee(up);
      return library && vocabulary.is_store(library.package) ? up : Node{};
    }
    if (up.is(Kind::Property) && vocabulary.is_aside(up.text())) return {};
    if (!up.is(Kind::Property) && !up.is(Kind::Object) && !up.is(Kind::Array) && !up.is(Kind::Cast)) return {};
    at = up;
  }
  return {};
}

}  // namespace

Words stored_words(const Program& program, const Vocabulary& vocabulary) {
  std::map<std::string, std::size_t, std::less<>> uses;
  program.places().each(program::Places::Of::Property, [&](program::Name key, std::span<const NodeRef> places) {
    if (vocabulary.bearing(program.names()[key]) != Bearing::Identity) return;
    for (const NodeRef place : places) {
      const Node property = program[place];
      const Node value = program::without_casts(program::value_of(property));
      if (!value || !value.is(Kind::String) || !is_word(value.text()) || !is_production(property.file())) continue;
      if (!vocabulary.is_sentinel(value.text()) && store_call(program, vocabulary, property))
        ++uses[std::string(value.text())];
    }
  });
  Words words;
  for (const auto& [word, count] : uses) {
    if (count >= kFewestUses) words.insert(word);
  }
  return words;
}

}  // namespace lockstep::rules::actors
