// A value that is spelled in another way than where it is defined: `'Postmark'` in a menu, `PostMark: 'PostMark'` in
// the enum of which the menu has the rest. Nothing ever equals it. Three values that agree to the letter say that
// the same words are meant, so a difference in capitals or hyphens is no habit of the place.

#include "rules/duplicate_list/comparison.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"
#include "rules/words.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

constexpr std::size_t kAgreeing = 3;

/// Made to be what others compare with.
bool is_definition(const ValueList& list) {
  const bool is_table = list.shape == Shape::ConstObject && has_own_name(list);
  return is_named_type(list) || is_table || (list.shape == Shape::Schema && has_own_name(list));
}

/// A case in another spelling is a variant that nobody handles: orphan-variant tells it.
bool is_branch(const ValueList& list) { return list.shape == Shape::Switch || list.shape == Shape::Chain; }

/// The one value that the other list does not have to the letter; empty when there are none or several.
std::string_view stranger_in(const Candidate& list, const std::vector<std::string_view>& shared) {
  std::string_view stranger;
  for (const std::string_view value : list.values) {
    if (std::binary_search(shared.begin(), shared.end(), value)) continue;
    if (!stranger.empty()) return {};
    stranger = value;
  }
  return stranger;
}

}  // namespace

std::string_view other_spelling(std::string_view value, const Candidate& list) {
  const std::string letters = bare(value);
  for (const std::string_view other : list.values) {
    if (other != value && bare(other) == letters) return other;
  }
  return {};
}

std::optional<Relation> Relating::judge_slip(const Comparison& both) const {
  const std::vector<std::string_view>& shared = both.shared;
  if (shared.size() < kAgreeing) return std::nullopt;
  for (const bool is_first : {true, false}) {
    const Candidate& user = is_first ? both.ca : both.cb;
    const Candidate& definition = is_first ? both.cb : both.ca;
    if (user.values.size() > definition.values.size() || user.checked.is_checked) continue;
    if (is_branch(*user.list) || is_definition(*user.list) || !is_definition(*definition.list)) continue;
    const std::string_view stranger = stranger_in(user, shared);
    const std::string_view meant = stranger.empty() ? std::string_view() : other_spelling(stranger, definition);
    if (meant.empty() || std::binary_search(shared.begin(), shared.end(), meant)) continue;
    // What others spell so, too, is a word of another domain.
    if (!weights_.is_of_one_file(stranger) || weights_.is_property(stranger)) continue;
    return Relation{.likeness = Likeness::Drifted,
                    .common = shared.size(),
                    .misspelled = is_first ? Relation::Misspelled::A : Relation::Misspelled::B};
  }
  return std::nullopt;
}

}  // namespace lockstep::rules
