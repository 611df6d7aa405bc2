// What the names of two types say of the things that they are about. `ArticleStatus` and `FlowStatus` are states of two
// things, and the same everyday words come to everybody's mind for them. `DeskPermission` of apps/desk is the
// `Permission` of apps/api, as the desk knows it.

#include "rules/duplicate_list/comparison.h"
#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lockstep::rules {
namespace {

bool has_word(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// `const STATES = [...] as const; type State = (typeof STATES)[number];`: a type that is written as its values.
bool declares_a_type(const ValueList& list) {
  if (is_named_type(list)) return true;
  if (list.shape != Shape::Array || list.holder != Holder::Variable || !list.node) return false;
  const auto aliases = program::nodes_of(list.node.file(), Kind::TypeAlias);
  return std::any_of(aliases.begin(), aliases.end(), [&](const Node& alias) {
    const auto queries = program::nodes_of(alias, Kind::TypeQuery);
    return std::any_of(queries.begin(), queries.end(), [&](const Node& query) {
      return query.child(0) && query.child(0).is(Kind::Ident) && query.child(0).text() == list.name;
    });
  });
}

/// Two names of states, each with words that say of what, none of them shared. Roles and kinds are another matter: two
/// types of them may well be about the same people and things.
bool are_states_of_two_things(const NameWords& a, const NameWords& b) {
  if (a.telling.empty() || b.telling.empty()) return false;
  const auto is_shared = [&](const std::string& word) { return has_word(b.telling, word); };
  if (std::any_of(a.telling.begin(), a.telling.end(), is_shared)) return false;
  return (has_word(a.all, "status") && has_word(b.all, "status")) ||
         (has_word(a.all, "state") && has_word(b.all, "state"));
}

/// `DeskPermission` of apps/desk beside `Permission`: what the name has more is where it stands.
bool is_named_for_its_place(const Candidate& list, const Candidate& other) {
  const std::vector<std::string> place = words_of(list.list->path.substr(0, list.list->path.rfind('/') + 1));
  const std::vector<std::string>& others = other.name.all;
  if (other.name.telling.empty() || list.name.all.size() <= others.size()) return false;
  if (!std::includes(list.name.all.begin(), list.name.all.end(), others.begin(), others.end())) return false;
  return std::all_of(list.name.all.begin(), list.name.all.end(),
                     [&](const std::string& word) { return has_word(others, word) || has_word(place, word); });
}

}  // namespace

Opinion Relating::states_of_two_things(Comparison& both) const {
  constexpr std::size_t kMany = 5;
  const Relation& relation = both.relation;
  if (relation.kinship != Kinship::None || relation.common >= kMany || relation.coined * 2 > relation.common)
    return no_opinion();
  if (is_named_type(both.a) && is_named_type(both.b)) return no_opinion();  // see two_named_types
  return unrelated_if(are_states_of_two_things(both.ca.name, both.cb.name) && declares_a_type(both.a) &&
                      declares_a_type(both.b));
}

/// Two programs, neither of which can import from the other, that have nearly the same names of rights, put together
/// by somebody here: whoever made the second type had the first one before him.
Opinion Relating::one_type_in_two_programs(Comparison& both) const {
  constexpr std::size_t kMany = 6;
  Relation& relation = both.relation;
  if (both.is_equal() || relation.coined < kMany || !is_named_type(both.a) || !is_named_type(both.b))
    return no_opinion();
  const std::size_t united = both.ca.values.size() + both.cb.values.size() - relation.common;
  const bool are_nearly_same = relation.common * 5 >= united * 4;
  const bool is_out_of_reach = both.a.node && both.b.node &&
                               both.a.node.file().package_id != both.b.node.file().package_id &&
                               !owners_.can_import(both.a, both.b) && !owners_.can_import(both.b, both.a);
  if (!are_nearly_same || !is_out_of_reach || !both.a.is_exported || !both.b.is_exported) return no_opinion();
  const bool is_one = both.ca.name.all == both.cb.name.all || is_named_for_its_place(both.ca, both.cb) ||
                      is_named_for_its_place(both.cb, both.ca);
  if (!is_one) return no_opinion();
  relation.surety = Relation::Surety::Likely;
  return related(relation);
}

}  // namespace lockstep::rules
