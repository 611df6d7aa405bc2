#pragma once

#include "rules/duplicate_list/checked.h"
#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/ties.h"
#include "rules/duplicate_list/value_list.h"
#include "rules/duplicate_list/weights.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

/// Which lists belong together. Precision comes first: two lists are related when what they share can hardly be chance,
/// and when no reader would say that one of them is *meant* to be different.
namespace lockstep::rules {

/// A list with what relating asks of it.
struct Candidate {
  const ValueList* list = nullptr;
  NameWords name;    ///< of the list
  NameWords around;  ///< of what it stands in
  Checked checked;
  std::vector<std::string_view> values;  ///< spelled and referenced ones, sorted
  /// Handling whose own file says where its values come from, so that a like list elsewhere is none of its business.
  bool is_explained = false;
  bool is_closed = false;   ///< words of a protocol and nothing else
  bool picks_some = false;  ///< a few values of a declared domain, tried or handed on
  std::size_t twins = 0;    ///< other lists of exactly these values
  std::size_t files = 1;    ///< how many files write exactly these values
  /// Among those that write exactly these values, one lets them in at run time, or gives them a name for others.
  bool is_settled = false;
  std::size_t languages = 0;  ///< how many of the values are codes of languages
  bool lists_languages = false;
  bool has_fillers = false;  ///< "all" or "none" among the values
};

struct Comparison;
struct Opinion;

enum class Likeness : std::uint8_t { Equal, Part, Drifted };

struct Relation {
  std::size_t a = 0;  ///< indices into the candidates; a < b
  std::size_t b = 0;
  Likeness likeness = Likeness::Equal;
  Kinship kinship = Kinship::None;
  std::size_t common = 0;        ///< how many values they share
  std::size_t rare = 0;          ///< how many of those are rare
  std::size_t coined = 0;        ///< and how many somebody here put together
  double shared = 0;             ///< the weight of what they share
  bool is_weak = false;          ///< worth a note and no more
  bool is_spelled_part = false;  ///< one spells some members of the other, an enum
  bool same_name = false;        ///< the very name, but for words that say "list"
  bool is_tied = false;          ///< the program itself takes the values of the one for those of the other
  enum class Surety : std::uint8_t { Likely, Certain };
  Surety surety = Surety::Certain;  ///< of drift: that nobody meant it
  enum class Misspelled : std::uint8_t { Neither, A, B };
  Misspelled misspelled = Misspelled::Neither;  ///< the one value in which they differ
};

/// The value of a list that is `value` in other capitals or hyphens; empty when there is none (slips.cc).
std::string_view other_spelling(std::string_view value, const Candidate& list);

class Relating {
 public:
  /// `excluded`: the values that types leave out on purpose (`Exclude<T, 'x'>`).
  Relating(const Weights& weights, const Vocabulary& vocabulary, const Owners& owners, const Ties& ties,
           const std::set<std::string_view>& excluded, std::size_t min_values)
      : weights_(weights),
        vocabulary_(vocabulary),
        owners_(owners),
        ties_(ties),
        excluded_(excluded),
        min_values_(min_values) {}

  /// Whether a list takes part at all.
  bool takes_part(const Candidate& candidate) const;
  bool is_closed(const Candidate& candidate) const;
  /// All relations, ordered by (a, b). Notes in the candidates what each is among the others.
  std::vector<Relation> relate(std::vector<Candidate>& candidates) const;

 private:
  /// So many words in a name say what is meant.
  static constexpr std::size_t kLongName = 3;
  static double bar_of(Kinship kinship);
  static bool are_tied_by_coined(const Candidate& a, const Candidate& b, const Relation& relation);

  // judge.cc: one judgement after the other, until one has an opinion
  using Judgement = Opinion (Relating::*)(Comparison& both) const;
  static const Judgement kByWhatTheyAre[];
  static const Judgement kByWhatTheyShare[];
  std::optional<Relation> judge(const Candidate& a, const Candidate& b) const;
  void weigh(Comparison& both) const;
  Opinion one_stands_within_the_other(Comparison& both) const;
  Opinion one_is_generated(Comparison& both) const;
  Opinion each_has_to_say_it(Comparison& both) const;
  Opinion one_becomes_the_other(Comparison& both) const;
  Opinion one_enum_twice(Comparison& both) const;
  Opinion two_views_of_one_object(Comparison& both) const;
  Opinion two_values_are_few(Comparison& both) const;
  Opinion two_uses_of_an_enum(Comparison& both) const;
  Opinion one_lets_in_what_the_other_defines(Comparison& both) const;
  Opinion words_of_a_protocol(Comparison& both) const;
  Opinion one_value_misspelled(Comparison& both) const;
  Opinion one_table_twice(Comparison& both) const;
  Opinion one_question_twice(Comparison& both) const;
  Opinion what_may_be_uploaded(Comparison& both) const;
  Opinion what_is_offered_and_carried_out(Comparison& both) const;
  Opinion what_is_offered_and_let_in(Comparison& both) const;
  Opinion what_two_ends_say(Comparison& both) const;
  Opinion what_is_let_through_and_handled(Comparison& both) const;
  Opinion each_stands_where_it_is_needed(Comparison& both) const;
  Opinion hardly_anything(Comparison& both) const;
  Opinion one_constant_twice(Comparison& both) const;
  Opinion languages_of_the_program(Comparison& both) const;
  Opinion all_of_one_type(Comparison& both) const;
  Opinion kept_by_the_compiler(Comparison& both) const;
  Opinion members_spelled_out(Comparison& both) const;
  Opinion each_program_has_its_own(Comparison& both) const;
  Opinion one_choice_of_very_many_calls(Comparison& both) const;
  Opinion one_message_twice(Comparison& both) const;  // messages.cc
  Opinion picked_by_chance(Comparison& both) const;
  Opinion fields_that_each_chooses(Comparison& both) const;
  Opinion one_name_exported_twice(Comparison& both) const;
  Opinion choices_of_one_kind(Comparison& both) const;
  Opinion one_behaviour_a_case(Comparison& both) const;
  Opinion an_enum_under_another_name(Comparison& both) const;
  Opinion one_layer_behind_the_other(Comparison& both) const;
  Opinion two_named_types(Comparison& both) const;
  Opinion handed_from_one_to_the_next(Comparison& both) const;
  Opinion too_little_to_go_by(Comparison& both) const;
  Opinion how_sure_we_are(Comparison& both) const;
  // evidence.cc
  std::optional<Relation> judge_languages(const Candidate& a, const Candidate& b, Relation relation) const;
  std::optional<Relation> judge_checked(const Candidate& user, const Candidate& definition, Relation relation) const;
  bool is_plausible_handling(const Candidate& a, const Candidate& b, const Relation& relation) const;
  bool is_equal_enough(const Candidate& a, const Candidate& b, const Relation& relation) const;
  bool is_chosen_everywhere(const Candidate& a, const Candidate& b, const Relation& relation) const;
  bool is_alias_of_enum(const Candidate& alias, const Candidate& of) const;
  bool is_table_twice(const Candidate& a, const Candidate& b) const;
  bool is_passed_along(const Candidate& a, const Candidate& b, const Relation& relation) const;
  // domains.cc
  Opinion states_of_two_things(Comparison& both) const;
  Opinion one_type_in_two_programs(Comparison& both) const;
  // layers.cc
  bool is_enum_of_same_members(const Candidate& a, const Candidate& b) const;
  std::optional<Relation> judge_layers(const Candidate& a, const Candidate& b, Relation relation) const;
  // typed.cc
  bool are_both_all(const Candidate& a, const Candidate& b, const Relation& relation) const;
  bool is_set_of_its_own(const Candidate& a, const Candidate& b, const Relation& relation) const;
  // mirrors.cc
  bool may_be_mirrored(const Candidate& candidate) const;
  std::optional<Relation> judge_mirrored(const Candidate& a, const Candidate& b) const;
  std::optional<Relation> judge_mirrored_drift(const Candidate& a, const Candidate& b) const;
  std::optional<Relation> judge_grown(const Candidate& a, const Candidate& b) const;
  bool are_members_spelled(const Candidate& a, const Candidate& b, const Relation& relation) const;
  // worth.cc
  bool is_worth_a_name(const Candidate& list, const Relation& relation) const;
  bool is_worth_it(const Candidate& a, const Candidate& b, const Relation& relation) const;
  // pairs.cc
  bool may_be_pair(const ValueList& list) const;
  std::optional<Relation> judge_pair(const Candidate& a, const Candidate& b) const;
  // slips.cc
  std::optional<Relation> judge_slip(const Comparison& both) const;
  // conditions.cc
  std::optional<Relation> judge_conditions(const Candidate& a, const Candidate& b) const;
  // media_types.cc
  std::optional<Relation> judge_media_types(const Candidate& a, const Candidate& b) const;
  // offers.cc
  std::optional<Relation> judge_offer(const Candidate& offer, const Candidate& handling) const;
  std::optional<Relation> judge_offer_today(const Candidate& offer, const Candidate& handling,
                                            const std::vector<std::string_view>& shared) const;
  std::optional<Relation> judge_refused(const Candidate& offer, const Candidate& door) const;
  // wires.cc
  std::optional<Relation> judge_wire(const Comparison& both) const;
  // ties.cc
  std::optional<Relation> judge_tied(const Comparison& both) const;
  bool lets_in_too_much(const Comparison& both) const;
  // gates.cc
  static std::optional<Relation> judge_gate(const Candidate& gate, const Candidate& handling);
  // drift.cc
  bool is_drift(const Candidate& a, const Candidate& b, const Relation& relation) const;
  /// Nothing where somebody may well have meant the difference.
  std::optional<Relation::Surety> surety_of_drift(const Candidate& a, const Candidate& b,
                                                  const Relation& relation) const;

  const Weights& weights_;
  const Vocabulary& vocabulary_;
  const Owners& owners_;
  const Ties& ties_;
  const std::set<std::string_view>& excluded_;
  std::size_t min_values_;
};

}  // namespace lockstep::rules
