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

/// Whether the objects behind the values that both have are the same: all their members, and one at least.
bool are_same_objects(const ValueList& a, const ValueList& b) {
  return std::all_of(a.spelled.begin(), a.spelled.end(), [&](const ListedValue& own) {
    const auto other = std::find_if(b.spelled.begin(), b.spelled.end(),
                                    [&](const ListedValue& value) { return value.text == own.text; });
    if (other == b.spelled.end()) return true;
    const std::set<std::string_view> mine = members_beside(own, a.key);
    return !mine.empty() && mine == members_beside(*other, b.key);
  });
}

}  // namespace

Opinion Relating::one_message_twice(Comparison& both) const {
  const ValueList& a = both.a;
  const ValueList& b = both.b;
  if (a.shape != Shape::Variants || b.shape != Shape::Variants || a.key != b.key) return no_opinion();
  if (same_file(a, b) || share_a_spelling(a, b)) return no_opinion();
  const std::size_t united = both.ca.values.size() + both.cb.values.size() - both.relation.common;
  if (both.relation.common < 3) return no_opinion();
  // In one package a schema at the door and a type behind it may each be wanted, and so may two layers.
  const bool are_two_sides = a.node.file().package_id != b.node.file().package_id;
  const bool are_same = both.is_equal() && are_two_sides && are_same_objects(a, b);
  // Nine kinds of ten, called after the same thing.
  const bool are_nearly_all = has_own_name(a) && has_own_name(b) && both.relation.common >= 8 &&
                              both.relation.common * 8 >= united * 7 && both.relation.kinship != Kinship::None;
  if (!are_same && !are_nearly_all) return no_opinion();
  if (!both.is_equal()) both.relation.surety = Relation::Surety::Likely;
  return related(both.relation);
}

}  // namespace lockstep::rules
