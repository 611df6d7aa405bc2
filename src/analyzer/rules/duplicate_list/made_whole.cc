#include "rules/duplicate_list/made_whole.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace lockstep::rules {
namespace {

std::vector<std::string_view> lacking_in(const Candidate& part, const Candidate& whole) {
  std::vector<std::string_view> rest;
  std::set_difference(whole.values.begin(), whole.values.end(), part.values.begin(), part.values.end(),
                      std::back_inserter(rest));
  return rest;
}

}  // namespace

bool is_made_whole_beside(const Candidate& part, const Candidate& whole) {
  const ValueList& list = *part.list;
  const std::vector<std::string_view> rest = lacking_in(part, whole);
  if (!list.node || list.name.empty() || rest.empty()) return false;
  const auto spreads = program::nodes_of(list.node.file(), Kind::Spread);
  return std::any_of(spreads.begin(), spreads.end(), [&](const Node& spread) {
    const Node of = program::without_casts(spread.child(0));
    const Node larger = spread.parent();
    if (!of || !of.is(Kind::Ident) || of.text() != list.name || !larger.is(Kind::Array)) return false;
    return std::all_of(rest.begin(), rest.end(), [&](std::string_view value) {
      const auto elements = larger.children();
      return std::any_of(elements.begin(), elements.end(),
                         [&](const Node& one) { return one.is(Kind::String) && one.text() == value; });
    });
  });
}

bool is_dealt_with_behind_the_door(const Candidate& door, const Candidate& other) {
  const ValueList& list = *door.list;
  const std::vector<std::string_view> rest = lacking_in(other, door);
  if (list.shape != Shape::Schema || list.holder != Holder::Property || !list.holder_node || rest.empty()) return false;
  const Node fields = list.holder_node.parent();
  const Node call = fields ? fields.enclosing(Kind::Call) : Node{};
  if (!call) return false;
  return std::all_of(rest.begin(), rest.end(), [&](std::string_view value) {
    const auto comparisons = program::nodes_of(call, Kind::Binary);
    return value == "all" || std::any_of(comparisons.begin(), comparisons.end(), [&](const Node& test) {
             if (test.op() != Op::StrictEqual && test.op() != Op::Equal) return false;
             const Node tried = program::without_casts(test.child(0));
             const Node literal = program::without_casts(test.child(1));
             return tried && literal && literal.is(Kind::String) && literal.text() == value &&
                    tried.text() == list.name;
           });
  });
}

}  // namespace lockstep::rules
