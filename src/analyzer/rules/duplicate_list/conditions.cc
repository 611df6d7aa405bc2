// Conditions that ask the same in two places. Most short lists that are tried against a value are choices of the
// moment, and alike by chance. Not so where one question is asked in the very same words elsewhere (`response.type ===
// 'a' || response.type === 'b' || …`): with so many words, or in so many files, it is a set that nobody has given a
// name.

#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

namespace lockstep::rules {
namespace {

constexpr std::size_t kSome = 4;        // values
constexpr std::size_t kMany = 5;        // so many that two places are enough
constexpr std::size_t kEverywhere = 3;  // files
constexpr std::size_t kLadder = 6;      // values that `if … else if …` goes through, one after the other

/// `x === 'a' || x === 'b'`, `['a', 'b'].includes(x)`
bool is_condition(const ValueList& list) {
  if (list.holder != Holder::Test || list.name.empty()) return false;
  return list.shape == Shape::Array || (list.shape == Shape::Chain && list.node.is(Kind::Binary));
}

bool is_ladder(const ValueList& list) {
  return list.shape == Shape::Chain && list.node.is(Kind::If) && list.spelled.size() >= kLadder;
}

}  // namespace

std::optional<Relation> Relating::judge_conditions(const Candidate& ca, const Candidate& cb) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (ca.values != cb.values || ca.values.size() < kSome || a.is_open || b.is_open) return std::nullopt;
  const bool are_ladders = is_ladder(a) && is_ladder(b) && !same_file(a, b);
  const bool are_conditions = ((is_condition(a) && is_condition(b)) || are_ladders) && a.name == b.name &&
                              !is_about_looks(a, vocabulary_) && (ca.files >= kEverywhere || ca.values.size() >= kMany);
  if (!are_conditions) return std::nullopt;
  Relation relation{.kinship = kinship(ca, cb, vocabulary_), .common = ca.values.size()};
  for (const std::string_view value : ca.values) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  relation.same_name = relation.kinship == Kinship::Strong && have_one_name(ca, cb);
  const double kEnough = are_ladders ? 1.5 : 0.9;
  return relation.shared >= kEnough && is_worth_it(ca, cb, relation) ? std::optional(relation) : std::nullopt;
}

}  // namespace lockstep::rules
