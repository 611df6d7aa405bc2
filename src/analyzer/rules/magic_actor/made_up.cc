// All identities that are made up, over the whole program.

#include "program/places.h"
#include "rules/magic_actor/positions.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::actors {
namespace {

// Names under which the program writes kinds of author ("user", "customer") somewhere: there a sentinel is a kind too.
std::set<std::string> names_of_kinds(const Program& program, const Vocabulary& vocabulary) {
  std::set<std::string> names;
  program.places().each(program::Places::Of::String, [&](program::Name text, std::span<const NodeRef> places) {
    if (!vocabulary.is_kind(program.names()[text])) return;
    for (const NodeRef place : places) {
      const Node node = program[place];
      if (!is_own_code(node.file())) continue;
      const Node up = node.parent();
      std::string_view name;
      if (up.is(Kind::Property)) name = up.text();
      if (up.is(Kind::Assign) && up.child(0) && up.child(0).is(Kind::Member)) name = up.child(0).text();
      if (up.is(Kind::Binary) && up.child(0) && up.child(0).is(Kind::Member)) name = up.child(0).text();
      const Bearing bearing = vocabulary.bearing(name);
      if (bearing == Bearing::Weak || bearing == Bearing::Attribution) names.insert(spoken(name));
    }
  });
  return names;
}

// `house_account`: words, no number among them, so no key of a row.
bool may_be_invented(std::string_view text, const Vocabulary& vocabulary) {
  constexpr std::size_t kShortest = 6;
  constexpr std::size_t kLongest = 40;
  if (text.size() < kShortest || text.size() > kLongest) return false;
  const bool is_name = std::ranges::all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; });
  return is_name && split_words(text).size() >= 2 && !vocabulary.is_sentinel(text) && !vocabulary.is_kind(text);
}

// Under how many names of identities, and how often, a text is written as a property.
Invented invented_ids(const Program& program, const Vocabulary& vocabulary) {
  constexpr std::size_t kMinWritten = 2;
  constexpr std::size_t kMinPlaces = 3;
  Invented found;
  program.places().each(program::Places::Of::String, [&](program::Name name, std::span<const NodeRef> places) {
    const std::string_view text = program.names()[name];
    if (places.size() < kMinPlaces || !may_be_invented(text, vocabulary)) return;
    std::size_t written = 0;
    std::size_t all = 0;
    for (const NodeRef place : places) {
      const Node node = program[place];
      if (!is_production(node.file())) continue;
      ++all;
      const Node up = node.parent();
      if (up && up.is(Kind::Property) && up.parent().is(Kind::Object) &&
          vocabulary.bearing(up.text()) == Bearing::Identity)
        ++written;
    }
    // Elsewhere the word may be anything; most of its places have to be identities.
    if (written >= kMinWritten && all >= kMinPlaces && written * 2 >= all) found.insert(text);
  });
  return found;
}

}  // namespace

std::vector<Use> made_up(const Program& program, const Vocabulary& vocabulary) {
  const std::set<std::string> kinds = names_of_kinds(program, vocabulary);

  // An identity is made up by a string of its file; few files have one.
  std::vector<bool> has_sentinel(program.files().size());
  const Invented invented = invented_ids(program, vocabulary);
  program.places().each(program::Places::Of::String, [&](program::Name text, std::span<const NodeRef> places) {
    if (!vocabulary.is_sentinel(program.names()[text]) && !invented.contains(program.names()[text])) return;
    for (const NodeRef place : places) has_sentinel[place.file.value] = true;
  });
  std::vector<Use> uses;
  for (const File& file : program.files()) {
    if (!is_production(file) || !has_sentinel[file.id.value]) continue;
    for (Use& use : uses_in(program, file, vocabulary, invented)) {
      if (use.bearing != Bearing::Identity && kinds.contains(spoken(use.name))) continue;
      uses.push_back(std::move(use));
    }
  }
  return uses;
}

}  // namespace lockstep::rules::actors
