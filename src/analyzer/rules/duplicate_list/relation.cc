#include "rules/duplicate_list/relation.h"

#include "rules/duplicate_list/families.h"
#include "rules/duplicate_list/made_whole.h"
#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"
#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/versions.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

namespace lockstep::rules {
namespace {

/// Values in more lists than this lead nowhere; equal lists of such values are still found by their whole.
constexpr std::size_t kMaxFanOut = 60;

/// `const conditions = ['a', 'b']; if (…) conditions.push('c');`: what a function goes on to fill says nothing about
/// what there is.
bool is_filled_later(const ValueList& list) {
  if (list.shape != Shape::Array || list.holder != Holder::Variable || !list.holder_node) return false;
  const Node function = list.holder_node.enclosing_function();
  if (!function) return false;
  const auto calls = program::nodes_of(function, Kind::Call);
  return std::any_of(calls.begin(), calls.end(), [&](const Node& call) {
    const Node head = program::callee(call);
    const Node object = head && head.is(Kind::Member) ? head.child(0) : Node{};
    const bool fills = object && (head.text() == "push" || head.text() == "unshift" || head.text() == "splice");
    return fills && object.is(Kind::Ident) && object.text() == list.name;
  });
}

}  // namespace

bool Relating::takes_part(const Candidate& candidate) const {
  const ValueList& list = *candidate.list;
  // One name for two enums tells enough, however short they are.
  const bool is_short_enum = candidate.values.size() >= 2 &&
                             (list.shape == Shape::Enum || (list.is_exported && list.shape == Shape::ConstObject));
  if (is_short_enum || ties_.hold(list)) return true;
  const bool is_pair = candidate.values.size() == 2 && min_values_ == 3 && may_be_pair(list);
  // `'ltr' | 'rtl'`: to see a slip of it elsewhere.
  if (is_pair && (list.shape == Shape::Union || list.shape == Shape::Schema)) return true;
  if (candidate.values.size() < min_values_ && !is_pair) return false;
  const bool is_long_name = words_of(list.name).size() >= kLongName &&
                            ((is_pair && (list.holder == Holder::Variable || list.holder == Holder::Test)) ||
                             (is_named_type(list) && list.is_exported));
  if (is_closed(candidate) && !may_be_mirrored(candidate) && !is_long_name) return false;
  // A palette is colours and nothing else, many of them, under a name.
  constexpr std::size_t kPalette = 6;
  const auto colours = std::count_if(candidate.values.begin(), candidate.values.end(), is_colour);
  if (colours > 0 && (static_cast<std::size_t>(colours) < candidate.values.size() ||
                      candidate.values.size() < kPalette || list.holder != Holder::Variable)) {
    return false;
  }
  const auto is_number = [](std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char byte) { return byte >= '0' && byte <= '9'; });
  };
  if (!has_own_name(list) && std::all_of(candidate.values.begin(), candidate.values.end(), is_number)) return false;
  // What a program is started with.
  if (list.shape == Shape::Array && std::any_of(candidate.values.begin(), candidate.values.end(),
                                                [](std::string_view value) { return value.starts_with("--"); })) {
    return false;
  }
  if (is_filled_later(list)) return false;
  if (list.holder == Holder::Property && vocabulary_.quiet_keys.contains(list.name)) return false;
  if (list.holder == Holder::Argument) {
    const Node callee = list.holder_node ? program::callee(list.holder_node) : Node{};
    if (callee && vocabulary_.quiet_callees.contains(callee.text())) return false;
  }
  return true;
}

/// Words that nobody here may extend, and fewer of them than would tell anything.
bool Relating::is_closed(const Candidate& candidate) const {
  return std::all_of(candidate.values.begin(), candidate.values.end(), [&](std::string_view value) {
    const auto closed = vocabulary_.closed.find(value);
    return closed != vocabulary_.closed.end() && candidate.values.size() < closed->second;
  });
}

std::vector<Relation> Relating::relate(std::vector<Candidate>& candidates) const {
  std::unordered_map<std::string_view, std::vector<std::size_t>> holders;
  std::map<std::vector<std::string_view>, std::vector<std::size_t>> equals;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    for (const std::string_view value : candidates[i].values) holders[value].push_back(i);
    equals[candidates[i].values].push_back(i);
  }
  for (Candidate& candidate : candidates) {
    candidate.languages = languages_in(candidate);
    candidate.lists_languages = lists_languages(candidate, vocabulary_);
    candidate.has_fillers = std::any_of(candidate.values.begin(), candidate.values.end(),
                                        [&](std::string_view value) { return vocabulary_.fillers.contains(value); });
  }
  std::vector<const std::vector<std::size_t>*> equal_to(candidates.size());

  for (const auto& [values, equal] : equals) {
    std::set<std::string_view> files;
    bool is_settled = false;
    for (const std::size_t one : equal) {
      const ValueList& list = *candidates[one].list;
      files.insert(list.path);
      is_settled = is_settled || list.shape == Shape::Schema || (list.is_exported && is_named_type(list));
    }
    for (const std::size_t one : equal) {
      candidates[one].twins = equal.size() - 1;
      candidates[one].files = files.size();
      candidates[one].is_settled = is_settled;
      equal_to[one] = &equal;
    }
  }

  for (Candidate& candidate : candidates) {
    if (candidate.values.size() > 5 || accounts_for_all(*candidate.list) || candidate.list->is_named_answer) continue;
    // Some values of a declared domain, tried or handed on.
    for (const std::size_t other : holders[candidate.values.front()]) {
      const Candidate& whole = candidates[other];
      const bool is_larger =
          (whole.list->is_type() || whole.list->is_exported) && whole.values.size() > candidate.values.size();
      candidate.picks_some =
          candidate.picks_some || (is_larger && std::includes(whole.values.begin(), whole.values.end(),
                                                              candidate.values.begin(), candidate.values.end()));
    }
  }

  // What one list lacks of the other is a list of its own beside them: somebody divided the whole.
  const auto is_divided = [&](const Candidate& one, const Candidate& other) {
    const Candidate& whole = one.values.size() > other.values.size() ? one : other;
    const Candidate& part = &whole == &one ? other : one;
    std::vector<std::string_view> rest;
    std::set_difference(whole.values.begin(), whole.values.end(), part.values.begin(), part.values.end(),
                        std::back_inserter(rest));
    const auto known = equals.find(rest);
    return known != equals.end() && std::any_of(known->second.begin(), known->second.end(), [&](std::size_t index) {
             const ValueList& list = *candidates[index].list;
             return same_file(list, *whole.list) || same_file(list, *part.list);
           });
  };

  const auto is_meant = [&](const Candidate& one, const Candidate& other) {
    return is_made_whole_beside(one, other) || is_made_whole_beside(other, one) ||
           is_dealt_with_behind_the_door(one, other) || is_dealt_with_behind_the_door(other, one);
  };

  // Two lists of which each holds some of a type that is declared: two choices.
  const auto are_selections = [&](const Candidate& one, const Candidate& other) {
    if (one.list->is_type() || other.list->is_type()) return false;
    const auto holds = [](const Candidate& whole, const Candidate& part) {
      return whole.values.size() > part.values.size() &&
             std::includes(whole.values.begin(), whole.values.end(), part.values.begin(), part.values.end());
    };
    const std::vector<std::size_t>& known = holders[one.values.front()];
    return std::any_of(known.begin(), known.end(), [&](std::size_t index) {
      const Candidate& whole = candidates[index];
      return is_named_type(*whole.list) && holds(whole, one) && holds(whole, other);
    });
  };

  std::vector<Relation> relations;
  std::vector<std::size_t> shared(candidates.size());
  for (std::size_t a = 0; a < candidates.size(); ++a) {
    std::vector<std::size_t> partners;
    const auto meet = [&](std::size_t b, std::size_t count) {
      if (b <= a) return;
      if (shared[b] == 0) partners.push_back(b);
      shared[b] += count;
    };
    for (const std::string_view value : candidates[a].values) {
      const std::vector<std::size_t>& others = holders[value];
      if (others.size() > kMaxFanOut) continue;
      for (const std::size_t b : others) meet(b, 1);
    }
    // Of a great many equal lists, the first few are who the others are compared with.
    const std::vector<std::size_t>& equal = *equal_to[a];
    if (equal.size() <= kMaxFanOut || a <= equal[kMaxFanOut]) {
      for (const std::size_t b : equal) meet(b, 2);
    }
    std::sort(partners.begin(), partners.end());
    for (const std::size_t b : partners) {
      const bool is_enough =
          shared[b] >= 2 ||
          (shared[b] == 1 && (is_declared_twice(*candidates[a].list, *candidates[b].list) ||
                              (candidates[a].values.size() == 2 && candidates[b].values.size() == 2)));
      shared[b] = 0;
      if (!is_enough) continue;
      if (auto relation = judge(candidates[a], candidates[b])) {
        if (relation->likeness == Likeness::Part && is_divided(candidates[a], candidates[b])) continue;
        if (relation->likeness != Likeness::Equal && is_meant(candidates[a], candidates[b])) continue;
        const bool is_drift_of_two = relation->likeness != Likeness::Equal && !relation->same_name;
        if (is_drift_of_two && are_selections(candidates[a], candidates[b])) continue;
        if (relation->likeness != Likeness::Equal &&
            are_of_one_family(candidates[a], candidates[b], *relation, candidates))
          continue;
        relation->a = a;
        relation->b = b;
        relations.push_back(*relation);
      }
    }
  }
  return relations;
}

}  // namespace lockstep::rules
