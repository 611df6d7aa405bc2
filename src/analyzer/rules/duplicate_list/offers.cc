// What a page offers, and a switch of another program that carries it out: placeholders of an editor and of what
// renders them, operators of a form and of what evaluates them. No type goes from the one to the other. A case that the
// page does not offer is out of reach of everybody, although somebody wrote it.

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
  return (list.shape == Shape::Array || list.shape == Shape::ObjectArray) && list.holder == Holder::Variable &&
         has_own_name(list) && !list.is_open && !list.is_descriptor && !list.node.enclosing_function();
}

}  // namespace

std::optional<Relation> Relating::judge_offer(const Candidate& offer, const Candidate& handling) const {
  const ValueList& list = *offer.list;
  const ValueList& branch = *handling.list;
  if (branch.shape != Shape::Switch || branch.is_open || !offers(list) || offer.checked.is_checked) return std::nullopt;
  if (owners_.can_import(list, branch) || owners_.can_import(branch, list)) return std::nullopt;
  const std::vector<std::string_view> shared = intersection(offer, handling);
  // Where something is offered and not carried out, orphan-variant says so.
  if (shared.size() < kMany || shared.size() < offer.values.size()) return std::nullopt;
  if (shared.size() == handling.values.size()) return std::nullopt;
  if (shared.size() * 5 < handling.values.size() * 4) return std::nullopt;
  if (!std::all_of(handling.values.begin(), handling.values.end(), is_joined)) return std::nullopt;
  Relation relation{
      .likeness = Likeness::Part, .kinship = kinship(offer, handling, vocabulary_), .common = shared.size()};
  for (const std::string_view value : shared) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  if (relation.rare < kMany - 1) return std::nullopt;
  relation.surety = Relation::Surety::Likely;
  return relation;
}

}  // namespace lockstep::rules
