// Ids of users that are words of the program's own: `userId: 'acme_global'`.
//
// Whoever has an id got it from the store. A literal under `userId` names somebody who was never made, whatever the
// word is. Once may be a sample or a seed; a word that comes again has to be spelled alike everywhere. It counts where
// a store keeps it, and else where most of what the word is used for are identities. Once is enough beside real ones
// (beside_known.cc).

#include "rules/magic_actor/own_words.h"
#include "program/places.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <vector>

namespace lockstep::rules::actors {
namespace {

constexpr std::size_t kFewestUses = 2;
constexpr std::size_t kFewestPlaces = 3;  // where no store says what the word is

/// Whether a word of several parts, which no row's key is, stands for little else than ids.
bool is_mostly_id(const Program& program, std::string_view word, std::size_t written) {
  if (split_words(word).size() < 2 ||
      std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return false;
  const auto places = program.places().strings(*program.names().find(word));
  const auto all = static_cast<std::size_t>(
      std::count_if(places.begin(), places.end(), [&](NodeRef place) { return is_production(program[place].file()); }));
  return all >= kFewestPlaces && written * 2 >= all;
}

/// `const TEAM = [{ id: 'nora', displayName: 'Nora' }, …]`: somebody who is there, be it by a seed.
bool is_somebody(const Program& program, std::string_view word) {
  constexpr std::array<std::string_view, 7> kNames = {"name",     "displayName", "fullName", "email",
                                                      "username", "firstName",   "handle"};
  const auto places = program.places().strings(*program.names().find(word));
  return std::any_of(places.begin(), places.end(), [&](NodeRef place) {
    const Node property = program[place].parent();
    if (!property || !property.is(Kind::Property) || property.text() != "id" || !is_own_code(property.file()))
      return false;
    const Node object = property.parent();
    const Node list = object ? object.parent() : Node{};
    if (!object || !object.is(Kind::Object) || !list || !list.is(Kind::Array) || list.child_count() < 2) return false;
    return std::any_of(kNames.begin(), kNames.end(),
                       [&](std::string_view name) { return static_cast<bool>(program::property(object, name)); });
  });
}

}  // namespace

bool is_stored(const Program& program, const Vocabulary& vocabulary, const Node& property) {
  for (Node up = property.parent(); up; up = up.parent()) {
    if (up.is(Kind::Call)) {
      const program::External library = program.external_callee(up);
      return library && vocabulary.is_store(library.package);
    }
    if (up.is(Kind::Property) && vocabulary.is_aside(up.text())) return false;
    if (!up.is(Kind::Property) && !up.is(Kind::Object) && !up.is(Kind::Array) && !up.is(Kind::Cast)) return false;
  }
  return false;
}

bool is_word(std::string_view text) {
  constexpr std::size_t kLongestWord = 40;
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  const auto belongs = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return text.size() <= kLongestWord && std::all_of(text.begin(), text.end(), belongs) &&
         std::any_of(text.begin(), text.end(), is_letter);
}

Words own_words(const Program& program, const Vocabulary& vocabulary) {
  struct Uses {
    std::size_t stored = 0;
    std::size_t written = 0;
  };
  std::map<std::string_view, Uses> uses;
  program.places().each(program::Places::Of::Property, [&](program::Name key, std::span<const NodeRef> places) {
    if (vocabulary.bearing(program.names()[key]) != Bearing::Identity) return;
    for (const NodeRef place : places) {
      const Node property = program[place];
      const Node value = program::without_casts(program::value_of(property));
      if (!value || !value.is(Kind::String) || !is_word(value.text()) || !is_production(property.file())) continue;
      if (vocabulary.is_sentinel(value.text()) || vocabulary.bearing(value.text()) != Bearing::None) continue;
      Uses& of_word = uses[value.text()];
      ++of_word.written;
      if (is_stored(program, vocabulary, property)) ++of_word.stored;
    }
  });
  Words words;
  for (const auto& [word, count] : uses) {
    if (count.stored >= kFewestUses || (count.written >= kFewestUses && is_mostly_id(program, word, count.written)))
      words.emplace(word);
  }
  words.merge(words_beside_known(program, vocabulary));
  std::erase_if(words, [&](const auto& word) { return is_somebody(program, word); });
  return words;
}

}  // namespace lockstep::rules::actors
