// Conditions that ask the same in two places. Most short lists that are tried against a value are choices of the
// moment, and alike by chance. Not so where one question is asked in the very same words elsewhere (`response.type ===
// 'a' || response.type === 'b' || …`): with so many words, or in so many files, it is a set that nobody has given a
// name. So is what stores are asked for again and again (`whereNotIn('state', ['done', 'failed', 'cancelled'])`), be
// the words everybody's.

#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

namespace lockstep::rules {
namespace {

constexpr std::size_t kSome = 4;        // values
constexpr std::size_t kMany = 5;        // so many that two places are enough
constexpr std::size_t kEverywhere = 3;  // files
constexpr std::size_t kAgain = 4;       // places
constexpr std::size_t kLadder = 6;      // values that `if … else if …` goes through, one after the other

/// `x === 'a' || x === 'b'`, `['a', 'b'].includes(x)`, `x IN ('a', 'b')`
bool is_condition(const ValueList& list) {
  if (list.holder != Holder::Test || list.name.empty()) return false;
  return list.shape == Shape::Array || list.shape == Shape::Sql ||
         (list.shape == Shape::Chain && list.node.is(Kind::Binary));
}

/// "state" of `cr.state`: tables go by many aliases.
std::string_view column_of(const ValueList& list) {
  const std::string_view name = list.name;
  return list.is_query ? name.substr(name.rfind('.') + 1) : name;
}

bool is_ladder(const ValueList& list) {
  return list.shape == Shape::Chain && list.node.is(Kind::If) && list.node.child(2) && list.spelled.size() >= kLadder;
}

}  // namespace

std::optional<Relation> Relating::judge_conditions(const Candidate& ca, const Candidate& cb) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (ca.values != cb.values || a.is_open || b.is_open || column_of(a) != column_of(b)) return std::nullopt;
  const bool are_ladders = is_ladder(a) && is_ladder(b) && !same_file(a, b);
  if (!(is_condition(a) && is_condition(b)) && !are_ladders) return std::nullopt;
  const bool is_everywhere = ca.files >= kEverywhere;
  const bool is_again =
      a.is_query && b.is_query && is_everywhere && ca.twins + 1 >= kAgain && ca.values.size() >= kSome - 1;
  const bool is_long = ca.values.size() >= kMany || (ca.values.size() >= kSome && is_everywhere);
  if ((!is_long && !is_again) || is_about_looks(a, vocabulary_)) return std::nullopt;
  Relation relation{.kinship = kinship(ca, cb, vocabulary_), .common = ca.values.size()};
  for (const std::string_view value : ca.values) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  relation.same_name = relation.kinship == Kinship::Strong && have_one_name(ca, cb);
  const double enough = are_ladders ? 1.5 : is_again ? 0.4 : 0.9;
  const bool is_worth_saying = is_again || is_worth_it(ca, cb, relation);
  return relation.shared >= enough && is_worth_saying ? std::optional(relation) : std::nullopt;
}

}  // namespace lockstep::rules
