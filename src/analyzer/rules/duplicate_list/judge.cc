// Whether two lists belong together: one judgement after the other, each about one thing, until one of them has an
// opinion. The first ones ask what the lists are and where they stand, and most pairs go no further; the others weigh
// what is shared. Their order counts: what ties two lists for certain comes before what makes equal words a
// coincidence, and the last two, which are hard to please, see only what nobody else knew anything about.

#include "rules/duplicate_list/comparison.h"
#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"
#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/versions.h"

#include <algorithm>

namespace lockstep::rules {

const Relating::Judgement Relating::kByWhatTheyAre[] = {
    &Relating::one_stands_within_the_other,
    &Relating::one_is_generated,
    &Relating::each_has_to_say_it,
    &Relating::one_becomes_the_other,
    &Relating::one_enum_twice,
    &Relating::two_views_of_one_object,
    &Relating::two_values_are_few,
    &Relating::two_uses_of_an_enum,
    &Relating::one_lets_in_what_the_other_defines,
    &Relating::words_of_a_protocol,
    &Relating::one_value_misspelled,
    &Relating::one_table_twice,
    &Relating::one_question_twice,
    &Relating::what_may_be_uploaded,
    &Relating::what_is_offered_and_carried_out,
    &Relating::what_is_offered_and_let_in,
    &Relating::what_two_ends_say,
    &Relating::what_is_let_through_and_handled,
    &Relating::each_stands_where_it_is_needed,
};

const Relating::Judgement Relating::kByWhatTheyShare[] = {
    &Relating::hardly_anything,
    &Relating::one_constant_twice,
    &Relating::languages_of_the_program,
    &Relating::all_of_one_type,
    &Relating::kept_by_the_compiler,
    &Relating::members_spelled_out,
    &Relating::each_program_has_its_own,
    &Relating::one_choice_of_very_many_calls,
    &Relating::one_message_twice,
    &Relating::picked_by_chance,
    &Relating::fields_that_each_chooses,
    &Relating::one_name_exported_twice,
    &Relating::choices_of_one_kind,
    &Relating::one_behaviour_a_case,
    &Relating::an_enum_under_another_name,
    &Relating::one_layer_behind_the_other,
    &Relating::states_of_two_things,
    &Relating::one_type_in_two_programs,
    &Relating::two_named_types,
    &Relating::handed_from_one_to_the_next,
    &Relating::too_little_to_go_by,
    &Relating::how_sure_we_are,
};

std::optional<Relation> Relating::judge(const Candidate& ca, const Candidate& cb) const {
  Comparison both(ca, cb);
  for (const Judgement judgement : kByWhatTheyAre) {
    if (const Opinion opinion = (this->*judgement)(both); opinion.is_given) return opinion.relation;
  }
  weigh(both);
  for (const Judgement judgement : kByWhatTheyShare) {
    if (const Opinion opinion = (this->*judgement)(both); opinion.is_given) return opinion.relation;
  }
  return both.relation;
}

/// How much the two have in common, and what their names say.
void Relating::weigh(Comparison& both) const {
  Relation& relation = both.relation;
  relation.common = both.shared.size();
  for (const std::string_view value : both.shared) {
    const Weights::Weight weight = weights_.about(value);
    relation.shared += weight.weight;
    if (weight.is_rare()) ++relation.rare;
    if (weight.is_coined) ++relation.coined;
  }
  // "all" or "none" beside the same values makes no difference.
  const auto is_filler = [&](std::string_view value) { return vocabulary_.fillers.contains(value); };
  const auto has_own = [&](const Candidate& list) {
    if (!list.has_fillers) return list.values.size() > both.shared.size();
    return std::any_of(list.values.begin(), list.values.end(), [&](std::string_view value) {
      return !is_filler(value) && !std::binary_search(both.shared.begin(), both.shared.end(), value);
    });
  };
  const bool a_has_own = has_own(both.ca);
  const bool b_has_own = has_own(both.cb);
  relation.likeness = a_has_own && b_has_own   ? Likeness::Drifted
                      : a_has_own || b_has_own ? Likeness::Part
                                               : Likeness::Equal;
  relation.kinship = kinship(both.ca, both.cb, vocabulary_);
  relation.same_name = relation.kinship == Kinship::Strong && have_one_name(both.ca, both.cb);
}

// By what they are ---------------------------------------------------------------------------------------------------

Opinion Relating::one_stands_within_the_other(Comparison& both) const {
  return unrelated_if(is_inside(both.a, both.b) || is_inside(both.b, both.a));
}

/// What a generator wrote is there to be imported, by packages that build on its own and by files that import it
/// already: others may well be what it was made of.
Opinion Relating::one_is_generated(Comparison& both) const {
  if (both.a.is_generated == both.b.is_generated) return unrelated_if(both.a.is_generated);
  const ValueList& made = both.a.is_generated ? both.a : both.b;
  const ValueList& own = both.a.is_generated ? both.b : both.a;
  // Enums are what a server hands to such a generator.
  const bool may_be_source = own.shape == Shape::Enum && own.is_exported;
  if (!own.node || own.is_handling() || may_be_source) return unrelated();
  const bool is_of_package = own.node.file().package_id == made.node.file().package_id;
  return unrelated_if(is_of_package ? !owners_.are_linked(own, made) : !owners_.is_upstream(made, own));
}

/// A schema for each of two databases, and a version that is frozen beside the next one.
Opinion Relating::each_has_to_say_it(Comparison& both) const {
  const bool are_schemas = both.a.shape == Shape::Prisma && both.b.shape == Shape::Prisma;
  const bool are_same = both.ca.values == both.cb.values;
  return unrelated_if(are_same ? are_schemas : are_versions(both.a.path, both.b.path));
}

Opinion Relating::one_becomes_the_other(Comparison& both) const { return related_if(judge_tied(both)); }

Opinion Relating::one_enum_twice(Comparison& both) const {
  const bool have_drifted = both.ca.values != both.cb.values;
  if (have_drifted && is_declared_twice(both.a, both.b) && have_same_members(both.a, both.b)) {
    return related({.likeness = Likeness::Drifted, .kinship = Kinship::Strong, .same_name = true});
  }
  return related_if(judge_grown(both.ca, both.cb));
}

Opinion Relating::two_views_of_one_object(Comparison& both) const {
  return related_if(judge_mirrored_drift(both.ca, both.cb));
}

Opinion Relating::two_values_are_few(Comparison& both) const {
  const bool are_few = std::min(both.ca.values.size(), both.cb.values.size()) < min_values_;
  return are_few ? decided(judge_pair(both.ca, both.cb)) : no_opinion();
}

/// Unless one name is given to both.
Opinion Relating::two_uses_of_an_enum(Comparison& both) const {
  if (!both.a.spelled.empty() && !both.b.spelled.empty()) return no_opinion();
  // What a page spells out of what a module for others chose of an enum's members.
  const ValueList& spelled = both.a.spelled.empty() ? both.b : both.a;
  if (is_menu(spelled)) {
    const auto coined = std::count_if(both.shared.begin(), both.shared.end(),
                                      [&](std::string_view value) { return weights_.is_coined(value); });
    if (coined >= 4) return no_opinion();
  }
  const bool are_languages = both.ca.lists_languages && both.cb.lists_languages;
  return unrelated_if(both.a.is_type() || both.b.is_type() || !(is_declared_twice(both.a, both.b) || are_languages));
}

Opinion Relating::one_lets_in_what_the_other_defines(Comparison& both) const {
  return related_if(judge_mirrored(both.ca, both.cb));
}

/// One long name exported twice tells enough, be it of `'String' | 'Number' | 'Date'`.
Opinion Relating::words_of_a_protocol(Comparison& both) const {
  const bool is_long_name_twice = is_declared_twice(both.a, both.b) && both.ca.values == both.cb.values &&
                                  words_of(both.a.name).size() >= kLongName;
  return unrelated_if((both.ca.is_closed || both.cb.is_closed) && !is_long_name_twice);
}

Opinion Relating::one_value_misspelled(Comparison& both) const { return related_if(judge_slip(both)); }

Opinion Relating::one_table_twice(Comparison& both) const {
  if (!is_table_twice(both.ca, both.cb)) return no_opinion();
  return related({.likeness = Likeness::Equal, .common = both.shared.size()});
}

Opinion Relating::one_question_twice(Comparison& both) const { return related_if(judge_conditions(both.ca, both.cb)); }

Opinion Relating::what_may_be_uploaded(Comparison& both) const {
  return related_if(judge_media_types(both.ca, both.cb));
}

Opinion Relating::what_is_offered_and_carried_out(Comparison& both) const {
  const std::optional<Relation> offer = judge_offer(both.ca, both.cb);
  return related_if(offer ? offer : judge_offer(both.cb, both.ca));
}

Opinion Relating::what_is_offered_and_let_in(Comparison& both) const {
  const std::optional<Relation> refused = judge_refused(both.ca, both.cb);
  return related_if(refused ? refused : judge_refused(both.cb, both.ca));
}

Opinion Relating::what_two_ends_say(Comparison& both) const { return related_if(judge_wire(both)); }

Opinion Relating::what_is_let_through_and_handled(Comparison& both) const {
  const std::optional<Relation> gate = judge_gate(both.ca, both.cb);
  return related_if(gate ? gate : judge_gate(both.cb, both.ca));
}

/// Two behaviours a case, rows of one table, fields that siblings override, two branches of one constant.
Opinion Relating::each_stands_where_it_is_needed(Comparison& both) const {
  const ValueList& a = both.a;
  const ValueList& b = both.b;
  const bool are_of_one_holder =
      a.holder_node && a.holder_node == b.holder_node && (a.holder == Holder::Return || a.holder == Holder::Variable);
  const auto is_keyed_by = [](const Candidate& table, const ValueList& keys) {
    return std::any_of(table.checked.keyed_by.begin(), table.checked.keyed_by.end(), [&](const NodeRef& by) {
      return keys.node && (by == keys.node.ref() || (keys.holder_node && by == keys.holder_node.ref()));
    });
  };
  if (is_keyed_by(both.ca, b) || is_keyed_by(both.cb, a)) return unrelated();
  return unrelated_if((a.is_handling() && b.is_handling()) || both.ca.is_explained || both.cb.is_explained ||
                      same_table(a, b) || is_overridden(a, b) || (a.is_descriptor && b.is_descriptor) ||
                      are_of_one_holder);
}

// By what they share -------------------------------------------------------------------------------------------------

Opinion Relating::hardly_anything(Comparison& both) const { return unrelated_if(both.shared.size() < 2); }

Opinion Relating::one_constant_twice(Comparison& both) const {
  const bool is_twice = is_constant_twice(both.a, both.b) && both.ca.values == both.cb.values;
  return is_twice && both.relation.shared >= bar_of(Kinship::Strong) ? related(both.relation) : no_opinion();
}

Opinion Relating::languages_of_the_program(Comparison& both) const {
  if (both.is_equal() || !both.ca.lists_languages || !both.cb.lists_languages) return no_opinion();
  return decided(judge_languages(both.ca, both.cb, both.relation));
}

Opinion Relating::all_of_one_type(Comparison& both) const {
  if (!are_both_all(both.ca, both.cb, both.relation)) return no_opinion();
  both.relation.surety = Relation::Surety::Likely;
  return related(both.relation);
}

Opinion Relating::kept_by_the_compiler(Comparison& both) const {
  const bool a_is_checked = both.ca.checked.is_checked;
  const bool b_is_checked = both.cb.checked.is_checked;
  if (!a_is_checked && !b_is_checked) return no_opinion();
  if (is_set_of_its_own(both.ca, both.cb, both.relation)) return no_opinion();
  if (a_is_checked && b_is_checked) return unrelated();
  return decided(a_is_checked ? judge_checked(both.ca, both.cb, both.relation)
                              : judge_checked(both.cb, both.ca, both.relation));
}

Opinion Relating::members_spelled_out(Comparison& both) const {
  if (!are_members_spelled(both.ca, both.cb, both.relation)) return no_opinion();
  both.relation.is_spelled_part = true;
  return related(both.relation);
}

/// The routes of two servers, and shades of a colour: whoever changes one means to.
Opinion Relating::each_program_has_its_own(Comparison& both) const {
  if (both.is_equal()) return no_opinion();
  const bool is_beyond_reach = !owners_.can_import(both.a, both.b) && !owners_.can_import(both.b, both.a);
  const bool are_routes = is_beyond_reach && lists_routes(both.ca) && lists_routes(both.cb);
  return unrelated_if(are_routes || is_colour(both.shared.front()));
}

Opinion Relating::one_choice_of_very_many_calls(Comparison& both) const {
  return is_chosen_everywhere(both.ca, both.cb, both.relation) ? related(both.relation) : no_opinion();
}

/// Two calls that each pick some values of a domain pick the same by chance, and so do two unions of objects.
Opinion Relating::picked_by_chance(Comparison& both) const {
  constexpr std::size_t kFew = 5;
  const bool are_picked =
      both.ca.picks_some && both.cb.picks_some && both.relation.common <= kFew && !same_file(both.a, both.b);
  const bool are_variants = both.a.shape == Shape::Variants && both.b.shape == Shape::Variants;
  return unrelated_if(are_picked || (are_variants && !is_declared_twice(both.a, both.b)));
}

namespace {

bool are_menus(const Comparison& both) {
  return both.a.shape == Shape::ObjectArray && both.b.shape == Shape::ObjectArray;
}

}  // namespace

/// Each module chooses which fields it shows or loads.
Opinion Relating::fields_that_each_chooses(Comparison& both) const {
  const bool are_fields = names_fields(both.a, vocabulary_) || names_fields(both.b, vocabulary_);
  return unrelated_if(are_fields && (!both.is_equal() || are_menus(both)));
}

Opinion Relating::one_name_exported_twice(Comparison& both) const {
  const bool have_most = both.relation.common * 2 >= std::max(both.ca.values.size(), both.cb.values.size());
  const bool is_twice = !both.is_equal() && is_declared_twice(both.a, both.b) && both.relation.shared >= 0.9;
  if (!is_twice || !have_most || are_menus(both)) return no_opinion();
  // `ConnectionState` of everyday words, in two modules: each may well have states of its own.
  if (both.relation.rare * 2 < both.relation.common) both.relation.surety = Relation::Surety::Likely;
  return related(both.relation);
}

/// Two fields of one name in two descriptions of things, two arguments, two descriptions: each chooses for itself,
/// unless what both have is long.
Opinion Relating::choices_of_one_kind(Comparison& both) const {
  const Relation& relation = both.relation;
  const bool are_fields = is_field(both.a) && is_field(both.b) && both.a.name == both.b.name;
  if (are_fields && (!both.is_equal() || relation.common < 8 || relation.shared < 5)) return unrelated();
  const bool are_arguments = both.a.holder == Holder::Argument && both.b.holder == Holder::Argument;
  const bool is_long = both.is_equal() && relation.common >= 5 && relation.shared >= bar_of(Kinship::None);
  if (are_arguments && !is_long) return unrelated();
  const bool describes = both.a.is_descriptor || both.b.is_descriptor;
  const bool is_tied = relation.kinship == Kinship::Strong || are_tied_by_coined(both.ca, both.cb, relation);
  return unrelated_if(describes && !both.is_equal() && !is_tied);
}

/// That every case is dealt with, or every variant says which it is, is no second list.
Opinion Relating::one_behaviour_a_case(Comparison& both) const {
  const bool is_handling = both.a.is_handling() || both.b.is_handling();
  if (is_handling && !is_plausible_handling(both.ca, both.cb, both.relation)) return unrelated();
  const bool is_one_of_variants = (both.a.shape == Shape::Variants) != (both.b.shape == Shape::Variants);
  return unrelated_if(is_one_of_variants && (both.is_equal() || both.relation.kinship == Kinship::None));
}

/// An enum for one file whose members are those of an exported one; an alias of all that an enum has.
Opinion Relating::an_enum_under_another_name(Comparison& both) const {
  const Relation& relation = both.relation;
  both.is_enum_again = both.is_equal() && both.a.is_exported != both.b.is_exported &&
                       have_same_members(both.a, both.b) && relation.shared >= bar_of(Kinship::Strong);
  const bool is_by_hand = both.is_equal() && (is_alias_of_enum(both.ca, both.cb) || is_alias_of_enum(both.cb, both.ca));
  const bool is_telling = relation.common >= 4 || (relation.common == 3 && relation.rare >= 2);
  if (both.is_equal() && relation.common >= 3 && is_enum_of_same_members(both.ca, both.cb)) return related(relation);
  return is_by_hand && is_telling ? related(relation) : no_opinion();
}

Opinion Relating::one_layer_behind_the_other(Comparison& both) const {
  return related_if(judge_layers(both.ca, both.cb, both.relation));
}

/// Two types that were given two names are two domains, however alike: but two enums of one package do not agree in
/// many rare words by chance.
Opinion Relating::two_named_types(Comparison& both) const {
  const ValueList& a = both.a;
  const ValueList& b = both.b;
  Relation& relation = both.relation;
  if (!is_named_type(a) || !is_named_type(b)) return no_opinion();
  if (relation.kinship != Kinship::Strong && !both.is_enum_again) {
    const bool are_aliases = a.shape == Shape::Union && b.shape == Shape::Union;
    const bool are_enums = a.shape == Shape::Enum && b.shape == Shape::Enum && relation.common >= 5 &&
                           relation.rare >= 4 && a.node.file().package_id == b.node.file().package_id;
    // Nor do what a package declares and what one that builds on it does.
    const bool are_layered = a.node && b.node && a.node.file().package_id != b.node.file().package_id &&
                             a.is_exported && b.is_exported && relation.common >= 4 && relation.rare >= 3 &&
                             (owners_.can_import(a, b) || owners_.can_import(b, a));
    if (!both.is_equal() || relation.kinship == Kinship::None || same_file(a, b)) return unrelated();
    if (!are_aliases && !are_enums && !are_layered) return unrelated();
    relation.is_weak = relation.common < 4 || relation.rare < 3;
  }
  // A dialog's own states, and those of the dialog beside it.
  const bool are_private = !a.is_exported && !b.is_exported;
  return unrelated_if(are_private && a.path.ends_with(".tsx") && b.path.ends_with(".tsx") && relation.common < 6);
}

Opinion Relating::handed_from_one_to_the_next(Comparison& both) const {
  return unrelated_if(is_passed_along(both.ca, both.cb, both.relation));
}

Opinion Relating::too_little_to_go_by(Comparison& both) const {
  const bool is_enough = both.is_enum_again || (both.is_equal() ? is_equal_enough(both.ca, both.cb, both.relation)
                                                                : is_drift(both.ca, both.cb, both.relation));
  return unrelated_if(!is_enough || share_a_spelling(both.a, both.b) || !is_worth_it(both.ca, both.cb, both.relation));
}

Opinion Relating::how_sure_we_are(Comparison& both) const {
  if (both.is_equal()) return related(both.relation);
  const std::optional<Relation::Surety> surety = surety_of_drift(both.ca, both.cb, both.relation);
  if (!surety) return unrelated();
  both.relation.surety = *surety;
  return related(both.relation);
}

}  // namespace lockstep::rules
