// One family of objects that are told apart by a member (`{type: 'backup', backupId} | {type: 'server', serverId}`),
// described by whoever sends it and again by whoever takes it. The values alone say little, since two families may well
// have a 'created' and a 'deleted' each; that the objects behind the values have the same members says that they are
// the same messages.

#include "rules/duplicate_list/comparison.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace lockstep::rules {
namespace {

/// The members of the object that a value stands in, but for the one that holds it.
std::set<std::string_view> members_beside(const ListedValue& value, std::string_view key) {
  Node object = value.where;
  while (object && !object.is(Kind::TypeObject) && !object.is(Kind::Object)) object = object.parent();
  std::set<std::string_view> members;
  if (!object) return members;
  for (const Node part : object.children()) {
    const bool is_member = part.is(Kind::TypeMember) || part.is(Kind::Property);
    if (is_member && !part.text().empty() && part.text() != key) members.insert(part.text());
  }
  return members;
}

/// Of how many values that both have the objects are alike: most of their members, and at least one.
std::size_t alike_objects(const ValueList& a, const ValueList& b) {
  std::size_t alike = 0;
  for (const ListedValue& own : a.spelled) {
    const auto other = std::find_if(b.spelled.begin(), b.spelled.end(),
                                    [&](const ListedValue& value) { return value.text == own.text; });
    if (other == b.spelled.end()) continue;
    const std::set<std::string_view> mine = members_beside(own, a.key);
    const std::set<std::string_view> others = members_beside(*other, b.key);
    const auto both = static_cast<std::size_t>(
        std::count_if(mine.begin(), mine.end(), [&](std::string_view member) { return others.contains(member); }));
    if (both > 0 && both * 3 >= (mine.size() + others.size() - both) * 2) ++alike;
  }
  return alike;
}

}  // namespace

Opinion Relating::one_message_twice(Comparison& both) const {
  const ValueList& a = both.a;
  const ValueList& b = both.b;
  if (a.shape != Shape::Variants || b.shape != Shape::Variants || a.key != b.key) return no_opinion();
  if (same_file(a, b) || share_a_spelling(a, b)) return no_opinion();
  const std::size_t smaller = std::min(both.ca.values.size(), both.cb.values.size());
  const std::size_t united = both.ca.values.size() + both.cb.values.size() - both.relation.common;
  if (both.relation.common < 3 || both.relation.common * 5 < united * 3) return no_opinion();
  const bool are_alike = alike_objects(a, b) * 4 >= smaller * 3;
  // Nine kinds of ten, called after the same thing.
  const bool are_nearly_all = both.relation.common >= 8 && both.relation.common * 8 >= united * 7;
  // Whoever writes a few of them in place takes those that it can deal with.
  if (!both.is_equal() && !(has_own_name(a) && has_own_name(b))) return no_opinion();
  if (!are_alike && !(are_nearly_all && both.relation.kinship != Kinship::None)) return no_opinion();
  if (!both.is_equal()) both.relation.surety = Relation::Surety::Likely;
  return related(both.relation);
}

}  // namespace lockstep::rules
