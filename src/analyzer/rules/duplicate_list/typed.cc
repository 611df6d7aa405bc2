// Lists that the compiler checks. One that holds all that its type has is a use of the type, and can only fall behind
// it. One that holds some, under a name of its own (`const FAILED: Status[] = ['crashed', 'timed_out']`), is a set that
// nobody but its author knows: the compiler sees to it that its values exist, not that a second `FAILED` has them too.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

/// Stands in a module or a class and can be named from elsewhere.
bool stands_alone(const ValueList& list) {
  if (list.shape == Shape::Schema) return true;
  return list.shape == Shape::Array && (list.holder == Holder::Variable || list.holder == Holder::ClassField) &&
         !list.node.enclosing_function();
}

bool is_selection(const Candidate& candidate) {
  const std::size_t all = candidate.checked.values;
  return candidate.checked.is_checked && stands_alone(*candidate.list) && (all == 0 || candidate.values.size() < all);
}

/// `ALL_STATES`, `allTypes`: says that nothing is missing.
bool claims_all(const ValueList& list) {
  const std::vector<std::string> words = words_of(list.name);
  return !words.empty() && words.front() == "all";
}

/// `find({states: ['pending', …, 'failed']})` of all that an exported constant holds: whoever wrote it meant all of
/// them, and the constant can be handed on in its place.
bool spells_out(const Candidate& user, const Candidate& constant) {
  constexpr std::size_t kMany = 6;
  const ValueList& whole = *constant.list;
  const bool is_constant = whole.shape == Shape::Array && whole.holder == Holder::Variable && whole.is_exported &&
                           !whole.is_open && whole.referenced.empty();
  const bool is_all = user.checked.values == user.values.size() && user.values.size() >= kMany;
  return is_constant && is_all && user.list->shape == Shape::Array && user.list->referenced.empty() &&
         user.list->node.file().package_id == whole.node.file().package_id;
}

}  // namespace

bool Relating::are_both_all(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const std::size_t united = ca.values.size() + cb.values.size() - relation.common;
  return is_selection(ca) && is_selection(cb) && !ca.checked.type.empty() && ca.checked.type == cb.checked.type &&
         claims_all(*ca.list) && claims_all(*cb.list) && relation.likeness != Likeness::Equal && relation.common >= 5 &&
         relation.common * 5 >= united * 3;
}

bool Relating::is_set_of_its_own(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const Candidate& checked = ca.checked.is_checked ? ca : cb;
  const Candidate& other = ca.checked.is_checked ? cb : ca;
  if (!is_selection(checked) || !stands_alone(*other.list)) return false;
  if (other.checked.is_checked) return is_selection(other) && relation.same_name && relation.rare >= 3;
  if (relation.same_name) return true;
  // `export const COUNTED: Kind[] = […]`, and a second constant that is called after the same thing.
  const bool is_for_others = checked.list->is_exported && relation.kinship != Kinship::None;
  return relation.likeness == Likeness::Equal && (relation.common >= 4 || is_for_others);
}

/// What the compiler keeps in step is a use. Only a full listing may still fall behind, since an annotation does not
/// ask for completeness.
std::optional<Relation> Relating::judge_checked(const Candidate& user, const Candidate& definition,
                                                Relation relation) const {
  const ValueList& list = *user.list;
  const bool is_named =
      list.shape == Shape::Array && (list.holder == Holder::Variable || list.holder == Holder::ClassField);
  const bool is_full =
      relation.likeness == Likeness::Equal && relation.common >= 4 && relation.common >= definition.values.size();
  // In the very file of the type whoever adds a value sees both.
  if (same_file(list, *definition.list)) return std::nullopt;
  // In what order they come is told nowhere else.
  const std::vector<std::string> words = words_of(list.name);
  if (std::find(words.begin(), words.end(), "order") != words.end()) return std::nullopt;
  if (is_full && spells_out(user, definition)) return relation;
  if (!is_named || !is_full || user.checked.is_complete || list.is_handling()) return std::nullopt;
  if (!definition.list->is_type() || user.checked.by.empty() || !is_checked_by(user, *definition.list))
    return std::nullopt;
  relation.is_weak = true;
  return relation;
}

}  // namespace lockstep::rules
