// What a page offers, and a switch of another program that carries it out: placeholders of an editor and of what
// renders them, operators of a form and of what evaluates them. No type goes from the one to the other. A case that the
// page does not offer is out of reach of everybody, although somebody wrote it. And what a page offers, and what the
// validator of another program lets in: whoever chooses what only the page knows is refused.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMany = 5;  // values that both have

/// `visitor.name`, `is_not_equal`: in no dictionary.
bool is_joined(std::string_view value) { return is_put_together(value); }

bool offers(const ValueList& list) {
  const bool is_listing =
      list.shape == Shape::Array || list.shape == Shape::ObjectArray || list.shape == Shape::ArraysObject;
  return is_listing && list.holder == Holder::Variable && has_own_name(list) && !list.is_open && !list.is_descriptor &&
         !list.node.enclosing_function();
}

/// What a validator knows: no more comes in.
bool is_door(const ValueList& list) {
  return !list.is_open && (list.shape == Shape::Schema || (list.shape == Shape::Array && list.is_let_in));
}

/// Whether the names of two lists, or of what they stand in, have a telling word in common.
bool speak_of_one_thing(const Candidate& a, const Candidate& b) {
  const auto words_of = [](const Candidate& candidate) {
    std::vector<std::string> words = candidate.name.telling;
    words.insert(words.end(), candidate.around.telling.begin(), candidate.around.telling.end());
    return words;
  };
  const std::vector<std::string> known = words_of(b);
  const std::vector<std::string> asked = words_of(a);
  return std::any_of(asked.begin(), asked.end(), [&](const std::string& word) {
    return std::find(known.begin(), known.end(), word) != known.end();
  });
}

}  // namespace

std::optional<Relation> Relating::judge_offer(const Candidate& offer, const Candidate& handling) const {
  const ValueList& list = *offer.list;
  const ValueList& branch = *handling.list;
  if (branch.shape != Shape::Switch || branch.is_open || !offers(list) || offer.checked.is_checked) return std::nullopt;
  if (owners_.can_import(list, branch) || owners_.can_import(branch, list)) return std::nullopt;
  const std::vector<std::string_view> shared = intersection(offer, handling);
  // Where something is offered and not carried out, and nothing else differs, orphan-variant says so.
  const bool is_part = shared.size() == offer.values.size();
  if (shared.size() < kMany) return std::nullopt;
  if (shared.size() == handling.values.size()) return judge_offer_today(offer, handling, shared);
  if (shared.size() + 1 < offer.values.size()) return std::nullopt;
  if (shared.size() * 5 < handling.values.size() * (is_part ? 4 : 3)) return std::nullopt;
  if (!std::all_of(handling.values.begin(), handling.values.end(), is_joined)) return std::nullopt;
  if (!is_part && !std::all_of(offer.values.begin(), offer.values.end(), is_joined)) return std::nullopt;
  Relation relation{.likeness = is_part ? Likeness::Part : Likeness::Drifted,
                    .kinship = kinship(offer, handling, vocabulary_),
                    .common = shared.size()};
  for (const std::string_view value : shared) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  if (relation.rare < kMany - 1) return std::nullopt;
  relation.surety = Relation::Surety::Likely;
  return relation;
}

/// All that is offered is carried out, today. Nothing but the names says so: OPERATORS of a form and a switch over
/// `operator`, each in words that somebody put together.
std::optional<Relation> Relating::judge_offer_today(const Candidate& offer, const Candidate& handling,
                                                    const std::vector<std::string_view>& shared) const {
  if (shared.size() != offer.values.size()) return std::nullopt;
  Relation relation{.kinship = kinship(offer, handling, vocabulary_), .common = shared.size()};
  if (relation.kinship != Kinship::Strong) return std::nullopt;
  const auto joined = std::count_if(shared.begin(), shared.end(), is_joined);
  if (static_cast<std::size_t>(joined) * 2 < shared.size()) return std::nullopt;
  for (const std::string_view value : shared) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  return relation.rare >= 2 ? std::optional(relation) : std::nullopt;
}

std::optional<Relation> Relating::judge_refused(const Candidate& offer, const Candidate& door) const {
  constexpr std::size_t kTelling = 4;
  const ValueList& list = *offer.list;
  if (!is_door(*door.list) || list.is_let_in || !offers(list) || offer.checked.is_checked) return std::nullopt;
  if (owners_.can_import(list, *door.list) || owners_.can_import(*door.list, list)) return std::nullopt;
  const std::vector<std::string_view> shared = intersection(offer, door);
  const std::size_t united = offer.values.size() + door.values.size() - shared.size();
  // What is not offered may have been left out.
  if (shared.size() < kTelling || shared.size() == offer.values.size() || shared.size() * 2 < united)
    return std::nullopt;
  const auto coined =
      std::count_if(shared.begin(), shared.end(), [&](std::string_view value) { return weights_.is_coined(value); });
  if (coined < static_cast<std::ptrdiff_t>(kTelling) || !speak_of_one_thing(offer, door)) return std::nullopt;
  Relation relation{.likeness = shared.size() == door.values.size() ? Likeness::Part : Likeness::Drifted,
                    .kinship = kinship(offer, door, vocabulary_),
                    .common = shared.size(),
                    .coined = static_cast<std::size_t>(coined),
                    .surety = Relation::Surety::Likely};
  for (const std::string_view value : shared) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  return relation;
}

}  // namespace lockstep::rules
