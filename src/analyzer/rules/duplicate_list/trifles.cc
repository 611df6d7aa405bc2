#include "rules/duplicate_list/trifles.h"

#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::rules {
namespace {

/// `{ value: 'open', label: 'Open' }`, or an element with a text: not the definition of a thing that has a name.
bool has_captions(const ValueList& list) {
  static constexpr std::array<std::string_view, 5> kCaptions = {"label", "title", "text", "caption", "icon"};
  if (list.shape == Shape::Elements) return true;
  const auto parts = program::nodes_of(list.node, Kind::Property);
  return std::any_of(parts.begin(), parts.end(), [&](const Node& part) {
    return std::find(kCaptions.begin(), kCaptions.end(), part.text()) != kCaptions.end();
  });
}

/// The captions are most of a menu, and no import brings them. Only where there are many entries, or where it is called
/// after the type, is one soon forgotten.
bool is_menu_of_a_few(const ValueList& copy, const ValueList& original, const Relation& relation) {
  const std::size_t many = is_named_type(original) ? 5 : 6;
  if (!is_menu(copy) || !original.is_type() || relation.common >= many || !has_captions(copy)) return false;
  return relation.common < 4 || relation.kinship == Kinship::None || !is_named_type(original);
}

/// A word or two in a signature: as soon as a value goes to or from what the type names, the compiler compares.
bool is_short_signature(const ValueList& copy, const ValueList& original, const Owners& owners) {
  return is_anonymous_type(copy) && original.is_type() && owners.can_import(copy, original);
}

/// The same values under two names: perhaps two things.
bool is_alias_of_a_few(const ValueList& copy, const ValueList& original, const Relation& relation) {
  return relation.is_weak && is_named_type(copy) && is_named_type(original) && relation.common < 4;
}

/// An enum in code for all that the database's schema has: what a layer says to the outside is declared there again.
bool is_enum_of_a_layer(const ValueList& copy, const ValueList& original) {
  return copy.shape == Shape::Enum && original.shape == Shape::Prisma;
}

}  // namespace

bool is_trifle(const Copy& of, const std::vector<Candidate>& candidates, const Owners& owners) {
  constexpr std::size_t kFew = 3;   // values, files
  constexpr std::size_t kLong = 8;  // values
  const ValueList& copy = *candidates[of.copy].list;
  const ValueList& original = *candidates[of.owner].list;
  if (of.relation.likeness != Likeness::Equal || of.relation.is_spelled_part) return false;
  const auto is_everyone = [&](const auto& test) {
    return test(copy) && std::all_of(of.repeats.begin(), of.repeats.end(),
                                     [&](std::size_t repeat) { return test(*candidates[repeat].list); });
  };
  // What is asserted is compared with nothing, and does nothing either: the list that matters is where it goes.
  const bool is_short = of.relation.common < kLong && candidates[of.copy].files <= kFew;
  if (is_short && is_everyone(is_cast)) return true;
  if (is_everyone([&](const ValueList& list) { return is_menu_of_a_few(list, original, of.relation); })) return true;
  if (is_everyone([&](const ValueList& list) { return is_enum_of_a_layer(list, original); })) return true;
  if (is_alias_of_a_few(copy, original, of.relation)) return true;
  return of.repeats.empty() && of.relation.common <= kFew && is_short_signature(copy, original, owners);
}

}  // namespace lockstep::rules
