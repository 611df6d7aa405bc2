// All identities that are made up, over the whole program.

#include "program/places.h"
#include "rules/magic_actor/own_words.h"
#include "rules/magic_actor/positions.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lockstep::rules::actors {
namespace {

// Names under which the program writes kinds of author ("user", "customer") somewhere: there a sentinel is a kind too.
// Once may be the sample row of a page; what is compared, or written again, is meant.
std::set<std::string> names_of_kinds(const Program& program, const Vocabulary& vocabulary) {
  std::set<std::string> names;
  std::map<std::string, NodeRef> written;
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
      if (bearing != Bearing::Weak && bearing != Bearing::Attribution) continue;
      const auto [first, is_first] = written.try_emplace(spoken(name), place);
      if (up.is(Kind::Binary) || (!is_first && first->second.file != place.file)) names.insert(spoken(name));
    }
  });
  return names;
}

/// Whether a property belongs to an object that is assigned, alone or within another one.
bool is_assigned(const Node& property) {
  Node up = property.parent();
  while (up && (up.is(Kind::Object) || up.is(Kind::Array) || up.is(Kind::Property) || up.is(Kind::Cast)))
    up = up.parent();
  return up && up.is(Kind::Assign);
}

}  // namespace

std::vector<Use> made_up(const Program& program, const Vocabulary& vocabulary, const Words& numbers, const Words& ids) {
  const std::set<std::string> kinds = names_of_kinds(program, vocabulary);

  Words own = own_words(program, vocabulary);
  own.insert(ids.begin(), ids.end());

  // An identity is made up by a string of its file, or a power that is given away; few files have one.
  std::vector<bool> may_have(program.files().size());
  program.places().each(program::Places::Of::String, [&](program::Name text, std::span<const NodeRef> places) {
    const std::string_view spelled = program.names()[text];
    if (!vocabulary.is_sentinel(spelled) && !own.contains(spelled)) return;
    for (const NodeRef place : places) may_have[place.file.value] = true;
  });
  program.places().each(program::Places::Of::Property, [&](program::Name key, std::span<const NodeRef> places) {
    if (!vocabulary.is_power(program.names()[key])) return;
    for (const NodeRef place : places) {
      if (is_assigned(program[place])) may_have[place.file.value] = true;
    }
  });
  const auto spells_number = [&](const File& file) {
    const auto nodes = program::nodes_of(file, Kind::Number);
    return std::any_of(nodes.begin(), nodes.end(), [&](const Node& number) {
      return numbers.contains(number.text()) || numbers.contains('-' + std::string{number.text()});
    });
  };
  std::vector<Use> uses;
  for (const File& file : program.files()) {
    if (!is_production(file)) continue;
    if (!may_have[file.id.value] && (numbers.empty() || !spells_number(file))) continue;
    for (Use& use : uses_in(program, file, {vocabulary, own, numbers})) {
      if (use.bearing != Bearing::Identity && kinds.contains(spoken(use.name))) continue;
      uses.push_back(std::move(use));
    }
  }
  return uses;
}

}  // namespace lockstep::rules::actors
