#include "rules/orphan_variant/vocabularies.h"

#include "rules/orphan_variant/mentions.h"
#include "rules/scope.h"

#include <algorithm>
#include <optional>
#include <set>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMaxEntries = 120;  // more is data
constexpr std::size_t kMaxPlaces = 200;   // of a word that stands everywhere

Node above_casts(const Node& node) {
  Node up = node.parent();
  while (up && up.is(Kind::Cast)) up = up.parent();
  return up;
}

/// A list, and under which keys of its elements the values stand: none, `type`, or `function` and `name`.
struct Found {
  Node list;
  std::vector<std::string_view> path;
};

/// `[{ type: 'a', … }, …]`, `[{ function: { name: 'a' } }, …]`
std::optional<Found> list_of_objects(const Node& property) {
  Found found{.list = {}, .path = {property.text()}};
  Node list = above_casts(property.parent());
  if (list && list.is(Kind::Property) && !list.text().empty()) {
    found.path.insert(found.path.begin(), list.text());
    list = above_casts(list.parent());
  }
  if (!list || !list.is(Kind::Array)) return std::nullopt;
  found.list = list;
  return found;
}

std::optional<Found> found_at(const Node& place) {
  if (place.is(Kind::Property)) {
    const bool is_key = place.parent().is(Kind::Object) && !place.text().empty();
    return is_key ? std::optional(Found{place.parent(), {}}) : std::nullopt;
  }
  const Node up = above_casts(place);
  if (!up) return std::nullopt;
  if (up.is(Kind::TypeLiteral) && up.parent().is(Kind::TypeUnion)) return Found{up.parent(), {}};
  if (up.is(Kind::EnumMember)) return Found{up.parent(), {}};
  if (up.is(Kind::Array)) return Found{up, {}};
  if (!up.is(Kind::Property) || !up.parent().is(Kind::Object)) return std::nullopt;
  if (is_constant_table(up.parent())) return Found{up.parent(), {"value"}};
  return list_of_objects(up);
}

// What of an element stands under the keys of the path.
Node value_at(const Node& element, std::span<const std::string_view> path) {
  Node at = program::without_casts(element);
  for (const std::string_view key : path) {
    if (!at || !at.is(Kind::Object)) return {};
    at = program::without_casts(program::value_of(program::property(at, key)));
  }
  return at;
}

void read_values(const Program& program, const Node& list, std::vector<Vocabulary::Entry>& entries) {
  const program::Values values = program.values(list);
  for (const program::Value& value : values.values) entries.push_back({value.text, value.spelled});
}

std::vector<Vocabulary::Entry> entries_of(const Program& program, const Found& found) {
  std::vector<Vocabulary::Entry> entries;
  if (found.list.is(Kind::Object)) {
    const bool are_values = !found.path.empty();
    for (const Node& part : found.list.children()) {
      if (!part.is(Kind::Property)) continue;
      if (are_values) {
        if (const Node value = program::without_casts(program::value_of(part)))
          entries.push_back({value.text(), value});
      } else if (!part.text().empty()) {
        entries.push_back({part.text(), part});
      } else if (const auto key = part.child(1) ? program.value(part.child(1)) : std::nullopt) {
        entries.push_back({key->text, part});
      }
    }
  } else if (!found.path.empty()) {
    for (const Node& element : found.list.children()) {
      const Node said = value_at(element, found.path);
      const auto value = said ? program.value(said) : std::nullopt;
      if (value) entries.push_back({value->text, said});
    }
  } else if (found.list.is(Kind::Enum)) {
    for (const Node& member : found.list.children()) {
      const Node value = program::without_casts(program::value_of(member));
      if (value && value.is(Kind::String)) entries.push_back({value.text(), member});
    }
  } else {
    read_values(program, found.list, entries);
  }
  return entries;
}

// `{ send_form: { description: …, parameters: … }, … }`
bool are_definitions(const Node& object) {
  return std::ranges::all_of(object.children(), [](const Node& part) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    return value && value.is(Kind::Object);
  });
}

// What holds a list says what it is of: the nearest name around it.
std::string name_around(const Node& list) {
  for (Node at = list; at; at = at.parent()) {
    switch (at.kind()) {
      case Kind::Declarator:
        return at.child(0) ? std::string{at.child(0).text()} : std::string{};
      case Kind::Enum:
      case Kind::TypeAlias:
      case Kind::TypeMember:
      case Kind::Field:
      case Kind::Parameter:
      case Kind::Property:
        if (!at.text().empty()) return std::string{at.text()};
        break;
      case Kind::Function:
        return std::string{at.text()};
      default:
        break;
    }
  }
  return {};
}

}  // namespace

const Vocabulary::Entry* Vocabulary::find(std::string_view text) const {
  const auto entry = std::ranges::find_if(entries, [&](const Entry& one) { return one.text == text; });
  return entry == entries.end() ? nullptr : &*entry;
}

bool Vocabulary::has_all(std::span<const std::string_view> texts) const {
  return std::ranges::all_of(texts, [&](std::string_view text) { return find(text) != nullptr; });
}

const Vocabulary* Vocabularies::around(const Node& place) {
  const auto found = found_at(place);
  if (!found) return nullptr;
  std::string key;
  for (const std::string_view part : found->path) key += (key.empty() ? "" : " ") + std::string{part};
  const auto [known, is_new] = known_.try_emplace({found->list.ref(), key});
  Vocabulary& vocabulary = known->second;
  if (is_new) {
    vocabulary.place = found->list;
    vocabulary.name = name_around(found->list);
    vocabulary.entries = entries_of(program_, *found);
    if (found->list.is(Kind::Array)) {
      vocabulary.key = key;
      vocabulary.offers = true;
    }
    vocabulary.is_labels = found->list.is(Kind::Object) && found->path.empty() && !are_definitions(found->list);
    if (vocabulary.entries.size() > kMaxEntries) vocabulary.entries.clear();
  }
  return &vocabulary;
}

std::vector<const Vocabulary*> Vocabularies::with(std::span<const std::string_view> texts) {
  // The rarest of them leads to the fewest places.
  std::vector<NodeRef> rarest;
  for (const std::string_view text : texts) {
    const auto name = program_.names().find(text);
    if (!name) return {};
    const auto strings = program_.places().strings(*name);
    const auto keys = program_.places().properties(*name);
    if (!rarest.empty() && strings.size() + keys.size() >= rarest.size()) continue;
    rarest.assign(strings.begin(), strings.end());
    rarest.insert(rarest.end(), keys.begin(), keys.end());
  }
  if (rarest.size() > kMaxPlaces) return {};
  std::ranges::sort(rarest);
  std::vector<const Vocabulary*> found;
  std::set<const Vocabulary*> seen;
  for (const NodeRef ref : rarest) {
    const Node place = program_[ref];
    if (!is_production(place.file())) continue;
    const Vocabulary* vocabulary = around(place);
    if (vocabulary != nullptr && seen.insert(vocabulary).second && vocabulary->has_all(texts))
      found.push_back(vocabulary);
  }
  return found;
}

}  // namespace lockstep::rules::variants
