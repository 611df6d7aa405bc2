// What makes it certain, or no chance, that two lists are one: so much weight for so much likeness of names, and the
// shapes that need more of it or less.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>

namespace lockstep::rules {

/// How much two equal lists must weigh, by what their names say.
double Relating::bar_of(Kinship kinship) {
  switch (kinship) {
    case Kinship::Strong:
      return 0.9;
    case Kinship::Some:
      return 1.5;
    case Kinship::None:
      break;
  }
  return 2.2;
}

/// Words that somebody put together are hardly ever the same by chance, whatever the lists are called. Of plain arrays
/// and types each may be some of a larger whole; things that are defined and what is offered of them claim to be all.
bool Relating::are_tied_by_coined(const Candidate& ca, const Candidate& cb, const Relation& relation) {
  const auto claims_all = [](const ValueList& list) {
    return is_menu(list) || list.shape == Shape::Collected || list.shape == Shape::ConstObject ||
           list.shape == Shape::Schema || list.spelled.empty() || is_fixed_list(list);
  };
  if (!claims_all(*ca.list) || !claims_all(*cb.list)) return false;
  const std::size_t smaller = std::min(ca.values.size(), cb.values.size());
  // Scopes of tokens beside what there is to permit: a constant may be one of several choices, unless it has most.
  const std::size_t united = ca.values.size() + cb.values.size() - relation.common;
  if ((is_fixed_list(*ca.list) || is_fixed_list(*cb.list)) && relation.common * 10 < united * 7) return false;
  return relation.coined >= 4 || (relation.coined >= 3 && relation.coined * 5 >= smaller * 3);
}

/// The languages of a program, in two places. Their codes are everybody's words, but that nearly all are the same and
/// one is missing is no chance. Which of them a page offers may be a choice, so that the names have to say it.
std::optional<Relation> Relating::judge_languages(const Candidate& ca, const Candidate& cb, Relation relation) const {
  const std::size_t united = ca.languages + cb.languages - relation.common;
  // Where either lacks something, each may serve languages of its own, unless nearly all are the same.
  const bool is_part = relation.common == std::min(ca.languages, cb.languages);
  const std::size_t per_cent = is_part ? 75 : 80;
  if (same_table(*ca.list, *cb.list) || relation.common < 5) return std::nullopt;
  if (relation.common * 100 < united * per_cent) return std::nullopt;
  if (!speaks_of_languages(*ca.list) || !speaks_of_languages(*cb.list)) return std::nullopt;
  if (ca.checked.is_complete || cb.checked.is_complete) return std::nullopt;
  // What has no branch of its own is dealt with behind the last.
  const auto is_branch = [](const ValueList& list) {
    return list.shape == Shape::Switch || list.shape == Shape::Chain;
  };
  if (is_branch(*ca.list) || is_branch(*cb.list)) return std::nullopt;
  relation.surety = Relation::Surety::Likely;
  return relation;
}

/// One behaviour a case is no list where the values are known to come from the definition, or where the definition lies
/// out of reach and all is handled anyway.
bool Relating::is_plausible_handling(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const Candidate& handling = ca.list->is_handling() ? ca : cb;
  const Candidate& definition = ca.list->is_handling() ? cb : ca;
  if (mentions(*handling.list, *definition.list)) return false;
  if (same_file(*handling.list, *definition.list)) return false;  // registered and handled side by side
  const bool is_equal = relation.likeness == Likeness::Equal;
  const std::size_t united = handling.values.size() + definition.values.size() - relation.common;
  if (relation.common < 4 || relation.common * 10 < united * 7) return false;
  if (relation.common * 4 < united * 3 && relation.likeness != Likeness::Drifted) return false;
  // A table that has both forgotten some and kept what there is no more has not been looked at for long.
  const bool is_stale = relation.likeness == Likeness::Drifted && handling.list->shape == Shape::ObjectKeys &&
                        is_named_type(*definition.list) && relation.common >= 5 && relation.rare >= 4;
  if (is_stale) return true;
  // A default takes care of what is not handled, and what is handled besides may come from elsewhere. Only a table
  // whose keys nobody asks for is left.
  const bool is_table = handling.list->shape == Shape::ObjectKeys;
  if (!is_equal && (!is_table || handling.values.size() < definition.values.size())) return false;
  if (!is_equal && relation.common == definition.values.size()) return false;  // nothing is missing where it is asked
  // Nor can the compiler compare two programs; but what bears one name in both is one thing.
  const bool is_one_table =
      is_table && relation.kinship == Kinship::Strong && relation.common >= 6 && relation.rare >= 3;
  if (is_equal && !is_one_table && !owners_.can_import(*handling.list, *definition.list)) return false;
  return is_equal || relation.kinship != Kinship::None;
}

/// `requiredPlan: ['business', 'enterprise']` in the options of very many calls: the choice is a rule of the program,
/// whatever each of its words weighs. Names of properties are what each call wants of its own, and what a component is
/// told is how it looks.
bool Relating::is_chosen_everywhere(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  constexpr std::size_t kVeryMany = 8;  // files
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (!is_field(a) || !is_field(b) || a.name != b.name || ca.values != cb.values || ca.files < kVeryMany) return false;
  const Node fields = a.holder_node ? a.holder_node.parent() : Node{};
  const auto names = std::count_if(ca.values.begin(), ca.values.end(),
                                   [&](std::string_view value) { return weights_.is_property(value); });
  const bool is_vocabulary =
      std::any_of(ca.values.begin(), ca.values.end(), [&](std::string_view value) { return vocabulary_.holds(value); });
  return fields && !fields.is(Kind::Attributes) && static_cast<std::size_t>(names) * 2 <= ca.values.size() &&
         !is_vocabulary && relation.shared >= 0.3;
}

/// `type Role = 'owner' | 'agent' | …` of all that the enum `ProjectRole`, which could be imported, has: the alias is
/// the enum again, for whoever did not know of it or liked words better.
bool Relating::is_alias_of_enum(const Candidate& alias, const Candidate& of) const {
  const ValueList& own = *alias.list;
  const ValueList& whole = *of.list;
  if (own.shape != Shape::Union || !is_named_type(own) || own.is_open || alias.values != of.values) return false;
  if (whole.shape != Shape::Enum || !whole.is_exported || !owners_.can_import(own, whole)) return false;
  const std::vector<std::string>& words = alias.name.all;
  return !words.empty() && std::includes(of.name.all.begin(), of.name.all.end(), words.begin(), words.end());
}

/// A large table that says the same of the same keys in two modules. Catalogues of texts are made to be alike.
bool Relating::is_table_twice(const Candidate& ca, const Candidate& cb) const {
  constexpr std::size_t kLarge = 8;
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (ca.checked.is_complete && cb.checked.is_complete) return false;
  return !same_file(a, b) && ca.values.size() >= kLarge && ca.values == cb.values && !is_text_catalogue(a.path) &&
         !is_text_catalogue(b.path) && have_same_entries(a, b);
}

/// A choice that one component hands to the next, or of how one looks: the compiler compares the types at every step,
/// and each is short and in sight.
bool Relating::is_passed_along(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (!is_anonymous_type(a) || !is_anonymous_type(b)) return false;
  if (is_about_looks(a, vocabulary_) || is_about_looks(b, vocabulary_)) return true;
  if (relation.shared < bar_of(Kinship::Strong)) return true;  // everyday states
  // A domain that nobody has given a name.
  constexpr std::size_t kEverywhere = 4;
  if (ca.values == cb.values && ca.files >= kEverywhere) return false;
  const bool are_components = a.path.ends_with(".tsx") && b.path.ends_with(".tsx");
  return are_components && (relation.common < 4 || same_file(a, b));
}

bool Relating::is_equal_enough(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const bool is_local = same_file(*ca.list, *cb.list);
  // A small type written twice in one place is how signatures look.
  if (is_local && relation.common < 4 && is_anonymous_type(*ca.list) && is_anonymous_type(*cb.list)) return false;
  if (relation.shared >= bar_of(relation.kinship)) return true;
  if (is_declared_twice(*ca.list, *cb.list) && words_of(ca.list->name).size() >= kLongName) return true;
  // Two constants of words that somebody put together: `WAITING_FOR_DEPLOY` is in no dictionary, however often it is
  // used.
  const auto joined = std::count_if(ca.values.begin(), ca.values.end(), [&](std::string_view value) {
    return is_put_together(value) && !vocabulary_.holds(value);
  });
  const bool are_constants = has_own_name(*ca.list) && has_own_name(*cb.list) && !is_local && ca.values == cb.values;
  if (are_constants && relation.common >= 4 && static_cast<std::size_t>(joined) * 2 >= relation.common) return true;
  // Words of everyday, but many of them, or under one name.
  if (relation.common >= 6 && (relation.kinship != Kinship::None || relation.shared >= 1.2)) return true;
  // An array beside an enum of its name.
  const auto is_enum = [](const ValueList& list) {
    return list.shape == Shape::Enum || list.shape == Shape::ConstObject || list.shape == Shape::Prisma;
  };
  const auto is_array = [](const ValueList& list) {
    return list.shape == Shape::Array && list.holder == Holder::Variable;
  };
  const bool is_beside = (is_enum(*ca.list) && is_array(*cb.list)) || (is_array(*ca.list) && is_enum(*cb.list));
  if (is_beside && relation.kinship == Kinship::Strong && relation.common >= 3) return true;
  // What is let in, beside all of an enum that says so.
  const auto lets_in = [](const ValueList& list) { return list.shape == Shape::Schema; };
  const bool is_validated = (is_enum(*ca.list) && lets_in(*cb.list)) || (lets_in(*ca.list) && is_enum(*cb.list));
  if (is_validated && relation.kinship != Kinship::None && ca.values == cb.values) return true;
  if (ca.values == cb.values && ca.files >= 4 && is_anonymous_type(*ca.list) && is_anonymous_type(*cb.list) &&
      relation.shared >= bar_of(Kinship::Some)) {
    return true;
  }
  if (relation.common < 4 || is_local) return false;
  // Or in two types of neighbours that share a word.
  const bool are_neighbours = same_folder(*ca.list, *cb.list) && ca.list->is_type() && cb.list->is_type();
  return relation.kinship == Kinship::Strong || (relation.kinship == Kinship::Some && are_neighbours);
}

}  // namespace lockstep::rules
