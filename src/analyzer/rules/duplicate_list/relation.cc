#include "rules/duplicate_list/relation.h"

#include "rules/duplicate_list/families.h"
#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"
#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/versions.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

namespace lockstep::rules {
namespace {

/// Values in more lists than this lead nowhere; equal lists of such values are still found by their whole.
constexpr std::size_t kMaxFanOut = 60;

/// So many words in a name say what is meant.
constexpr std::size_t kLongName = 3;

/// How much two equal lists must weigh, by what their names say.
double bar_of(Kinship kinship) {
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

}  // namespace

bool Relating::takes_part(const Candidate& candidate) const {
  const ValueList& list = *candidate.list;
  // One name for two enums tells enough, however short they are.
  const bool is_short_enum = candidate.values.size() >= 2 &&
                             (list.shape == Shape::Enum || (list.is_exported && list.shape == Shape::ConstObject));
  if (is_short_enum) return true;
  const bool is_pair = candidate.values.size() == 2 && min_values_ == 3 && may_be_pair(list);
  // `'ltr' | 'rtl'`: to see a slip of it elsewhere.
  if (is_pair && (list.shape == Shape::Union || list.shape == Shape::Schema)) return true;
  if (candidate.values.size() < min_values_ && !is_pair) return false;
  const bool is_long_name = words_of(list.name).size() >= kLongName &&
                            ((is_pair && list.holder == Holder::Variable) || (is_named_type(list) && list.is_exported));
  if (is_closed(candidate) && !may_be_mirrored(candidate) && !is_long_name) return false;
  // A palette is colours and nothing else, many of them, under a name.
  constexpr std::size_t kPalette = 6;
  const auto colours = std::count_if(candidate.values.begin(), candidate.values.end(), is_colour);
  if (colours > 0 && (static_cast<std::size_t>(colours) < candidate.values.size() ||
                      candidate.values.size() < kPalette || list.holder != Holder::Variable)) {
    return false;
  }
  const auto is_number = [](std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char byte) { return byte >= '0' && byte <= '9'; });
  };
  if (!has_own_name(list) && std::all_of(candidate.values.begin(), candidate.values.end(), is_number)) return false;
  // What a program is started with.
  if (list.shape == Shape::Array && std::any_of(candidate.values.begin(), candidate.values.end(),
                                                [](std::string_view value) { return value.starts_with("--"); })) {
    return false;
  }
  if (list.holder == Holder::Property && vocabulary_.quiet_keys.contains(list.name)) return false;
  if (list.holder == Holder::Argument) {
    const Node callee = list.holder_node ? program::callee(list.holder_node) : Node{};
    if (callee && vocabulary_.quiet_callees.contains(callee.text())) return false;
  }
  return true;
}

/// Words that nobody here may extend, and fewer of them than would tell anything.
bool Relating::is_closed(const Candidate& candidate) const {
  return std::all_of(candidate.values.begin(), candidate.values.end(), [&](std::string_view value) {
    const auto closed = vocabulary_.closed.find(value);
    return closed != vocabulary_.closed.end() && candidate.values.size() < closed->second;
  });
}

std::optional<Relation> Relating::judge(const Candidate& ca, const Candidate& cb) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (is_inside(a, b) || is_inside(b, a)) return std::nullopt;
  // A schema for each of two databases: both have to say it all.
  if (a.shape == Shape::Prisma && b.shape == Shape::Prisma && ca.values == cb.values) return std::nullopt;
  if (ca.values != cb.values && are_versions(a.path, b.path)) return std::nullopt;
  if (is_declared_twice(a, b) && have_same_members(a, b) && ca.values != cb.values) {
    return Relation{.likeness = Likeness::Drifted, .kinship = Kinship::Strong, .same_name = true};
  }
  if (const std::optional<Relation> grown = judge_grown(ca, cb)) return grown;
  if (const std::optional<Relation> mirrored = judge_mirrored_drift(ca, cb)) return mirrored;
  if (std::min(ca.values.size(), cb.values.size()) < min_values_) return judge_pair(ca, cb);
  // Two uses of an enum, unless one name is given to both.
  if (a.spelled.empty() || b.spelled.empty()) {
    const bool are_languages = lists_languages(ca, vocabulary_) && lists_languages(cb, vocabulary_);
    if (a.is_type() || b.is_type() || !(is_declared_twice(a, b) || are_languages)) return std::nullopt;
  }
  if (const std::optional<Relation> mirrored = judge_mirrored(ca, cb)) return mirrored;
  // One long name exported twice tells enough, be it of `'String' | 'Number' | 'Date'`.
  const bool is_long_name_twice =
      is_declared_twice(a, b) && ca.values == cb.values && words_of(a.name).size() >= kLongName;
  if ((ca.is_closed || cb.is_closed) && !is_long_name_twice) return std::nullopt;
  if (const std::optional<Relation> slip = judge_slip(ca, cb)) return slip;
  if (is_table_twice(ca, cb)) {
    return Relation{.likeness = Likeness::Equal, .common = intersection(ca, cb).size()};
  }
  if (const std::optional<Relation> asked = judge_conditions(ca, cb)) return asked;
  if (const std::optional<Relation> media = judge_media_types(ca, cb)) return media;
  if (const std::optional<Relation> offer = judge_offer(ca, cb)) return offer;
  if (const std::optional<Relation> offer = judge_offer(cb, ca)) return offer;
  if (const std::optional<Relation> gate = judge_gate(ca, cb)) return gate;
  if (const std::optional<Relation> gate = judge_gate(cb, ca)) return gate;
  if (a.is_handling() && b.is_handling()) return std::nullopt;
  if (ca.is_explained || cb.is_explained) return std::nullopt;
  if (same_table(a, b) || is_overridden(a, b)) return std::nullopt;
  if (a.is_descriptor && b.is_descriptor) return std::nullopt;
  // Two choices of one function, two branches of one constant: each stands where it is needed.
  if (a.holder_node && a.holder_node == b.holder_node && (a.holder == Holder::Return || a.holder == Holder::Variable))
    return std::nullopt;

  const std::vector<std::string_view> shared = intersection(ca, cb);
  if (shared.size() < 2) return std::nullopt;
  Relation relation{.common = shared.size()};
  for (const std::string_view value : shared) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  // "all" or "none" beside the same values makes no difference.
  const auto is_filler = [&](std::string_view value) { return vocabulary_.fillers.contains(value); };
  const auto has_own = [&](const Candidate& list) {
    return std::any_of(list.values.begin(), list.values.end(), [&](std::string_view value) {
      return !is_filler(value) && !std::binary_search(shared.begin(), shared.end(), value);
    });
  };
  const bool a_has_own = has_own(ca);
  const bool b_has_own = has_own(cb);
  relation.likeness = a_has_own && b_has_own   ? Likeness::Drifted
                      : a_has_own || b_has_own ? Likeness::Part
                                               : Likeness::Equal;
  relation.kinship = kinship(ca, cb, vocabulary_);
  relation.same_name = relation.kinship == Kinship::Strong && have_one_name(ca, cb);

  if (is_constant_twice(a, b) && ca.values == cb.values && relation.shared >= bar_of(Kinship::Strong)) return relation;
  if (relation.likeness != Likeness::Equal && lists_languages(ca, vocabulary_) && lists_languages(cb, vocabulary_)) {
    return judge_languages(ca, cb, relation);
  }
  if (are_both_all(ca, cb, relation)) {
    relation.surety = Relation::Surety::Likely;
    return relation;
  }
  if ((ca.checked.is_checked || cb.checked.is_checked) && !is_set_of_its_own(ca, cb, relation)) {
    if (ca.checked.is_checked && cb.checked.is_checked) return std::nullopt;
    return ca.checked.is_checked ? judge_checked(ca, cb, relation) : judge_checked(cb, ca, relation);
  }

  if (are_members_spelled(ca, cb, relation)) {
    relation.is_spelled_part = true;
    return relation;
  }
  const bool is_equal = relation.likeness == Likeness::Equal;
  // Each program serves its own.
  const bool is_beyond_reach = !owners_.can_import(a, b) && !owners_.can_import(b, a);
  if (!is_equal && is_beyond_reach && lists_routes(ca) && lists_routes(cb)) return std::nullopt;
  if (!is_equal && is_colour(shared.front())) return std::nullopt;  // whoever changes a shade means to
  if (is_chosen_everywhere(ca, cb, relation)) return relation;
  // Two calls that each pick some values of a domain pick the same by chance.
  if (ca.picks_some && cb.picks_some && relation.common <= 5 && !same_file(a, b)) return std::nullopt;
  if (a.shape == Shape::Variants && b.shape == Shape::Variants && !is_declared_twice(a, b)) return std::nullopt;
  // Each module chooses which fields it shows or loads.
  const bool are_menus = a.shape == Shape::ObjectArray && b.shape == Shape::ObjectArray;
  if ((names_fields(a, vocabulary_) || names_fields(b, vocabulary_)) && (!is_equal || are_menus)) return std::nullopt;
  if (!is_equal && is_declared_twice(a, b) && relation.shared >= 0.9 &&
      relation.common * 2 >= std::max(ca.values.size(), cb.values.size()) && !are_menus) {
    return relation;
  }
  if (is_field(a) && is_field(b) && a.name == b.name) {
    // Two fields of one name in two descriptions of things: each thing chooses for itself, unless the list is long.
    if (!is_equal || relation.common < 8 || relation.shared < 5) return std::nullopt;
  }
  if (a.holder == Holder::Argument && b.holder == Holder::Argument &&
      (!is_equal || relation.common < 5 || relation.shared < bar_of(Kinship::None))) {
    return std::nullopt;
  }
  if ((a.is_descriptor || b.is_descriptor) && !is_equal && relation.kinship != Kinship::Strong) return std::nullopt;
  if ((a.is_handling() || b.is_handling()) && !is_plausible_handling(ca, cb, relation)) return std::nullopt;
  if ((a.shape == Shape::Variants) != (b.shape == Shape::Variants)) {
    // Every variant says which it is; that it says so is no second list.
    if (is_equal || relation.kinship == Kinship::None) return std::nullopt;
  }
  // An enum for one file whose members are those of an exported one, under another name.
  const bool is_enum_again = is_equal && a.is_exported != b.is_exported && have_same_members(a, b) &&
                             relation.shared >= bar_of(Kinship::Strong);
  const bool is_enum_by_hand = is_equal && (is_alias_of_enum(ca, cb) || is_alias_of_enum(cb, ca));
  if (is_enum_by_hand && relation.common >= 3 && (relation.common >= 4 || relation.rare >= 2)) return relation;
  if (is_named_type(a) && is_named_type(b) && relation.kinship != Kinship::Strong && !is_enum_again) {
    // Two types that were given two names are two domains, however alike: but two enums of one package do not agree in
    // many rare words by chance.
    const bool are_aliases = a.shape == Shape::Union && b.shape == Shape::Union;
    const bool are_enums = a.shape == Shape::Enum && b.shape == Shape::Enum && relation.common >= 5 &&
                           relation.rare >= 4 && a.node.file().package_id == b.node.file().package_id;
    if (!is_equal || relation.kinship == Kinship::None || same_file(a, b)) return std::nullopt;
    if (!are_aliases && !are_enums) return std::nullopt;
    relation.is_weak = relation.common < 4 || relation.rare < 3;
  }
  // A dialog's own states, and those of the dialog beside it.
  const bool are_private = is_named_type(a) && is_named_type(b) && !a.is_exported && !b.is_exported;
  if (are_private && a.path.ends_with(".tsx") && b.path.ends_with(".tsx") && relation.common < 6) return std::nullopt;

  if (is_passed_along(ca, cb, relation)) return std::nullopt;

  if (!is_enum_again && !(is_equal ? is_equal_enough(ca, cb, relation) : is_drift(ca, cb, relation)))
    return std::nullopt;
  if (share_a_spelling(a, b) || !is_worth_it(ca, cb, relation)) return std::nullopt;
  if (!is_equal) {
    const std::optional<Relation::Surety> surety = surety_of_drift(ca, cb, relation);
    if (!surety) return std::nullopt;
    relation.surety = *surety;
  }
  return relation;
}

/// The languages of a program, in two places. Their codes are everybody's words, but that nearly all are the same and
/// one is missing is no chance. Which of them a page offers may be a choice, so that the names have to say it.
std::optional<Relation> Relating::judge_languages(const Candidate& ca, const Candidate& cb, Relation relation) const {
  const std::size_t united = languages_in(ca) + languages_in(cb) - relation.common;
  // Where either lacks something, each may serve languages of its own, unless nearly all are the same.
  const bool is_part = relation.common == std::min(languages_in(ca), languages_in(cb));
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
  if (relation.common < 4 || relation.common * 4 < united * 3) return false;
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

std::vector<Relation> Relating::relate(std::vector<Candidate>& candidates) const {
  std::unordered_map<std::string_view, std::vector<std::size_t>> holders;
  std::map<std::vector<std::string_view>, std::vector<std::size_t>> equals;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    for (const std::string_view value : candidates[i].values) holders[value].push_back(i);
    equals[candidates[i].values].push_back(i);
  }
  std::vector<const std::vector<std::size_t>*> equal_to(candidates.size());

  for (const auto& [values, equal] : equals) {
    std::set<std::string_view> files;
    bool is_settled = false;
    for (const std::size_t one : equal) {
      const ValueList& list = *candidates[one].list;
      files.insert(list.path);
      is_settled = is_settled || list.shape == Shape::Schema || (list.is_exported && is_named_type(list));
    }
    for (const std::size_t one : equal) {
      candidates[one].twins = equal.size() - 1;
      candidates[one].files = files.size();
      candidates[one].is_settled = is_settled;
      equal_to[one] = &equal;
    }
  }

  for (Candidate& candidate : candidates) {
    if (candidate.values.size() > 5 || accounts_for_all(*candidate.list) || candidate.list->is_named_answer) continue;
    // Some values of a declared domain, tried or handed on.
    for (const std::size_t other : holders[candidate.values.front()]) {
      const Candidate& whole = candidates[other];
      const bool is_larger =
          (whole.list->is_type() || whole.list->is_exported) && whole.values.size() > candidate.values.size();
      candidate.picks_some =
          candidate.picks_some || (is_larger && std::includes(whole.values.begin(), whole.values.end(),
                                                              candidate.values.begin(), candidate.values.end()));
    }
  }

  // What one list lacks of the other is a list of its own beside them: somebody divided the whole.
  const auto is_divided = [&](const Candidate& one, const Candidate& other) {
    const Candidate& whole = one.values.size() > other.values.size() ? one : other;
    const Candidate& part = &whole == &one ? other : one;
    std::vector<std::string_view> rest;
    std::set_difference(whole.values.begin(), whole.values.end(), part.values.begin(), part.values.end(),
                        std::back_inserter(rest));
    const auto known = equals.find(rest);
    return known != equals.end() && std::any_of(known->second.begin(), known->second.end(), [&](std::size_t index) {
             const ValueList& list = *candidates[index].list;
             return same_file(list, *whole.list) || same_file(list, *part.list);
           });
  };

  // Two lists of which each holds some of a type that is declared: two choices.
  const auto are_selections = [&](const Candidate& one, const Candidate& other) {
    if (one.list->is_type() || other.list->is_type()) return false;
    const auto holds = [](const Candidate& whole, const Candidate& part) {
      return whole.values.size() > part.values.size() &&
             std::includes(whole.values.begin(), whole.values.end(), part.values.begin(), part.values.end());
    };
    const std::vector<std::size_t>& known = holders[one.values.front()];
    return std::any_of(known.begin(), known.end(), [&](std::size_t index) {
      const Candidate& whole = candidates[index];
      return is_named_type(*whole.list) && holds(whole, one) && holds(whole, other);
    });
  };

  std::vector<Relation> relations;
  std::vector<std::size_t> shared(candidates.size());
  for (std::size_t a = 0; a < candidates.size(); ++a) {
    std::vector<std::size_t> partners;
    const auto meet = [&](std::size_t b, std::size_t count) {
      if (b <= a) return;
      if (shared[b] == 0) partners.push_back(b);
      shared[b] += count;
    };
    for (const std::string_view value : candidates[a].values) {
      const std::vector<std::size_t>& others = holders[value];
      if (others.size() > kMaxFanOut) continue;
      for (const std::size_t b : others) meet(b, 1);
    }
    // Of a great many equal lists, the first few are who the others are compared with.
    const std::vector<std::size_t>& equal = *equal_to[a];
    if (equal.size() <= kMaxFanOut || a <= equal[kMaxFanOut]) {
      for (const std::size_t b : equal) meet(b, 2);
    }
    std::sort(partners.begin(), partners.end());
    for (const std::size_t b : partners) {
      const bool is_enough =
          shared[b] >= 2 ||
          (shared[b] == 1 && (is_declared_twice(*candidates[a].list, *candidates[b].list) ||
                              (candidates[a].values.size() == 2 && candidates[b].values.size() == 2)));
      shared[b] = 0;
      if (!is_enough) continue;
      if (auto relation = judge(candidates[a], candidates[b])) {
        if (relation->likeness == Likeness::Part && is_divided(candidates[a], candidates[b])) continue;
        const bool is_drift_of_two = relation->likeness != Likeness::Equal && !relation->same_name;
        if (is_drift_of_two && are_selections(candidates[a], candidates[b])) continue;
        if (relation->likeness != Likeness::Equal &&
            are_of_one_family(candidates[a], candidates[b], *relation, candidates))
          continue;
        relation->a = a;
        relation->b = b;
        relations.push_back(*relation);
      }
    }
  }
  return relations;
}

}  // namespace lockstep::rules
