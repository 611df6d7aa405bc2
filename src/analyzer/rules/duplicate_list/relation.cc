#include "rules/duplicate_list/relation.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace lockstep::rules {
namespace {

/// Values in more lists than this lead nowhere; equal lists of such values are still found by their whole.
constexpr std::size_t kMaxFanOut = 60;

/// Whether a name tells something of its own that the other does not: TERMINAL_STATES beside STATES.
bool is_qualified(const ValueList& list, const ValueList& other, const Vocabulary& vocabulary) {
  const std::vector<std::string> own = telling_words(list.name, vocabulary);
  const std::vector<std::string> others = telling_words(other.name, vocabulary);
  return !others.empty() && !std::includes(others.begin(), others.end(), own.begin(), own.end());
}

bool same_file(const ValueList& a, const ValueList& b) { return a.path == b.path; }

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

bool is_inside(const ValueList& inner, const ValueList& outer) {
  return inner.node && outer.node && outer.node.contains(inner.node);
}

/// A list in a property of an object literal: one field of a thing that is described.
bool is_field(const ValueList& list) {
  return list.holder == Holder::Property && (list.shape == Shape::Array || list.shape == Shape::ObjectArray);
}

/// Made to give an account of all values, so that a missing one is a fault. A list that is tried against one value or
/// handed to a call is a question about some.
bool accounts_for_all(const ValueList& list) {
  switch (list.shape) {
    case Shape::Schema:
    case Shape::Elements:
    case Shape::ObjectArray:
    case Shape::Collected:
    case Shape::ConstObject:
    case Shape::ArraysObject:
    case Shape::Union:
    case Shape::Enum:
    case Shape::Prisma:
    case Shape::Pattern:
    case Shape::Switch:
      return true;
    default:
      return list.holder == Holder::Variable || list.holder == Holder::ClassField;
  }
}

bool is_anonymous_type(const ValueList& list) { return list.shape == Shape::Union && list.holder != Holder::TypeName; }

/// `Record<'a' | 'b', …>`: the keys that some function asks for.
bool is_key_of_record(const ValueList& list) {
  if (list.shape != Shape::Union) return false;
  Node above = list.node.parent();
  if (above && above.is(Kind::TypeArguments)) above = above.parent();
  return above && above.is(Kind::TypeName) && (above.text() == "Record" || above.text() == "Map");
}

bool is_private_type(const ValueList& list) { return list.holder == Holder::TypeName && !list.is_exported; }

/// One exported name, declared in two files.
bool is_declared_twice(const ValueList& a, const ValueList& b) {
  const auto is_declaration = [](const ValueList& list) {
    return list.is_exported && (list.holder == Holder::TypeName || list.holder == Holder::Variable) &&
           list.shape != Shape::Prisma;
  };
  return is_declaration(a) && is_declaration(b) && a.name == b.name && a.path != b.path && !a.is_handling() &&
         !b.is_handling();
}

/// A definition under a name of its own, made to be used by name.
bool is_named_type(const ValueList& list) {
  return list.shape == Shape::Enum || list.shape == Shape::Prisma ||
         ((list.shape == Shape::Union || list.shape == Shape::Variants) && list.holder == Holder::TypeName);
}

/// Whether a file knows a definition by its name, so that what it spells is probably typed by it.
bool mentions(const ValueList& user, const ValueList& definition) {
  if (!user.node || definition.name.empty() || definition.holder_node == Node{}) return false;
  const facts::FileFacts& facts = user.node.facts();
  return std::any_of(facts.bindings.begin(), facts.bindings.end(), [&](const facts::Binding& binding) {
    return binding.kind == facts::BindingKind::Import && facts.text(binding.name) == definition.name;
  });
}

bool is_checked_by(const Candidate& user, const ValueList& definition) {
  if (!user.checked.is_checked) return false;
  if (user.checked.by.empty()) return true;  // by something that we do not know: better be quiet
  for (const NodeRef by : user.checked.by) {
    if (definition.node &&
        (by == definition.node.ref() || (definition.holder_node && by == definition.holder_node.ref())))
      return true;
  }
  return false;
}

std::vector<std::string_view> intersection(const Candidate& a, const Candidate& b) {
  std::vector<std::string_view> shared;
  std::set_intersection(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), std::back_inserter(shared));
  return shared;
}

/// Whether both lists hold a value by one and the same spelling: two views of one thing.
bool share_a_spelling(const ValueList& a, const ValueList& b) {
  if (a.path != b.path && a.shape != Shape::Variants && b.shape != Shape::Variants && a.shape != Shape::Collected &&
      b.shape != Shape::Collected) {
    return false;
  }
  std::set<std::pair<NodeRef, std::string_view>> spelled;
  for (const ListedValue& value : a.spelled) {
    if (value.where) spelled.emplace(value.where.ref(), value.text);
  }
  return std::any_of(b.spelled.begin(), b.spelled.end(), [&](const ListedValue& value) {
    return value.where && spelled.contains({value.where.ref(), value.text});
  });
}

/// How sure we must be, by what the names say.
struct Bar {
  double weight;      ///< of what is shared
  double proportion;  ///< of the larger list, or of both together
};

Bar equal_bar(Kinship kinship) {
  switch (kinship) {
    case Kinship::Strong:
      return {.weight = 0.9, .proportion = 1};
    case Kinship::Some:
      return {.weight = 1.5, .proportion = 1};
    case Kinship::None:
      break;
  }
  return {.weight = 2.2, .proportion = 1};
}

Bar drift_bar(Kinship kinship) {
  switch (kinship) {
    case Kinship::Strong:
      return {.weight = 1.2, .proportion = 0.5};
    case Kinship::Some:
      return {.weight = 2.5, .proportion = 0.6};
    case Kinship::None:
      break;
  }
  return {.weight = 3.0, .proportion = 0.7};
}

}  // namespace

bool Relating::takes_part(const Candidate& candidate) const {
  const ValueList& list = *candidate.list;
  if (candidate.values.size() < min_values_) return false;
  if (std::all_of(candidate.values.begin(), candidate.values.end(), [&](std::string_view value) {
        const auto closed = vocabulary_.closed.find(value);
        return closed != vocabulary_.closed.end() && candidate.values.size() < closed->second;
      })) {
    return false;
  }
  if (list.holder == Holder::Property && vocabulary_.quiet_keys.contains(list.name)) return false;
  if (list.holder == Holder::Argument) {
    const Node callee = list.holder_node ? program::callee(list.holder_node) : Node{};
    if (callee && vocabulary_.quiet_callees.contains(callee.text())) return false;
  }
  return true;
}

std::optional<Relation> Relating::judge(const Candidate& ca, const Candidate& cb) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (is_inside(a, b) || is_inside(b, a)) return std::nullopt;
  if (a.is_handling() && b.is_handling()) return std::nullopt;
  if (ca.is_explained || cb.is_explained) return std::nullopt;
  if (a.is_descriptor && b.is_descriptor) return std::nullopt;
  // Two choices of one function, two branches of one constant: each stands where it is needed.
  if (a.holder_node && a.holder_node == b.holder_node && (a.holder == Holder::Return || a.holder == Holder::Variable))
    return std::nullopt;

  const std::vector<std::string_view> shared = intersection(ca, cb);
  if (shared.size() < 2) return std::nullopt;
  Relation relation{.common = shared.size()};
  for (const std::string_view value : shared) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  // "all" or "none" beside the same values makes no difference.
  const auto is_filler = [&](std::string_view value) { return vocabulary_.fillers.contains(value); };
  const auto has_own = [&](const Candidate& list) {
    return std::any_of(list.values.begin(), list.values.end(), [&](std::string_view value) {
      return !is_filler(value) && !std::binary_search(shared.begin(), shared.end(), value);
    });
  };
  const bool a_has_own = has_own(ca);
  const bool b_has_own = has_own(cb);
  relation.likeness = a_has_own && b_has_own   ? Likeness::Drifted
                      : a_has_own || b_has_own ? Likeness::Part
                                               : Likeness::Equal;
  relation.kinship = kinship(a, b, vocabulary_);

  if (ca.checked.is_checked && cb.checked.is_checked) return std::nullopt;
  if (ca.checked.is_checked) return judge_checked(ca, cb, relation);
  if (cb.checked.is_checked) return judge_checked(cb, ca, relation);

  const bool is_equal = relation.likeness == Likeness::Equal;
  if (!is_equal && is_declared_twice(a, b) && relation.common * 2 >= std::min(ca.values.size(), cb.values.size()))
    return relation;
  if (is_field(a) && is_field(b) && a.name == b.name) {
    // Two fields of one name in two descriptions of things: each thing chooses for itself, unless the list is long.
    if (!is_equal || relation.common < 8 || relation.shared < 5) return std::nullopt;
  }
  if (a.holder == Holder::Argument && b.holder == Holder::Argument && (!is_equal || relation.common < 5))
    return std::nullopt;
  if ((a.is_descriptor || b.is_descriptor) && !is_equal && relation.kinship != Kinship::Strong) return std::nullopt;
  if ((a.is_handling() || b.is_handling()) && !is_plausible_handling(ca, cb, relation)) return std::nullopt;
  if ((a.shape == Shape::Variants) != (b.shape == Shape::Variants)) {
    // Every variant says which it is; that it says so is no second list.
    if (is_equal || relation.kinship == Kinship::None) return std::nullopt;
  }
  if (is_named_type(a) && is_named_type(b) && relation.kinship != Kinship::Strong) {
    // Two types that were given two names are two domains, however alike.
    const bool are_aliases = a.shape == Shape::Union && b.shape == Shape::Union;
    if (!is_equal || !are_aliases || relation.kinship == Kinship::None || same_file(a, b)) return std::nullopt;
    relation.is_weak = true;
  }
  // A dialog's own states, and those of the dialog beside it.
  const bool are_private = is_named_type(a) && is_named_type(b) && !a.is_exported && !b.is_exported;
  if (are_private && a.path.ends_with(".tsx") && b.path.ends_with(".tsx") && relation.common < 6) return std::nullopt;

  if (!(is_equal ? is_equal_enough(ca, cb, relation) : is_drift(ca, cb, relation))) return std::nullopt;
  if (share_a_spelling(a, b)) return std::nullopt;
  return relation;
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
  if (!is_named || !is_full || user.checked.is_complete || list.is_handling()) return std::nullopt;
  if (!definition.list->is_type() || user.checked.by.empty() || !is_checked_by(user, *definition.list))
    return std::nullopt;
  relation.is_weak = true;
  return relation;
}

/// One behaviour a case is no list where the values are known to come from the definition, or where the definition lies
/// out of reach and all is handled anyway.
bool Relating::is_plausible_handling(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const Candidate& handling = ca.list->is_handling() ? ca : cb;
  const Candidate& definition = ca.list->is_handling() ? cb : ca;
  if (mentions(*handling.list, *definition.list)) return false;
  if (same_file(*handling.list, *definition.list)) return false;  // registered and handled side by side
  const bool is_equal = relation.likeness == Likeness::Equal;
  const std::size_t united = handling.values.size() + definition.values.size() - relation.common;
  if (relation.common < 4 || relation.common * 4 < united * 3) return false;
  // A default takes care of what is not handled; only what is handled and not defined is drift.
  if (!is_equal && handling.values.size() < definition.values.size()) return false;
  if (is_equal && !owners_.can_import(*handling.list, *definition.list)) return false;
  return handling.list->shape != Shape::ObjectKeys || is_equal || relation.kinship != Kinship::None;
}

bool Relating::is_equal_enough(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const bool is_local = same_file(*ca.list, *cb.list);
  // A small type written twice in one place is how signatures look.
  if (is_local && relation.common < 4 && is_anonymous_type(*ca.list) && is_anonymous_type(*cb.list)) return false;
  if (relation.shared >= equal_bar(relation.kinship).weight) return true;
  // Words of everyday, but many of them, or under one name.
  if (relation.common >= 6 && (relation.kinship != Kinship::None || relation.shared >= 1.2)) return true;
  if (relation.common < 4 || is_local) return false;
  // Or in two types of neighbours that share a word.
  const bool are_neighbours =
      folder_of(ca.list->path) == folder_of(cb.list->path) && ca.list->is_type() && cb.list->is_type();
  return relation.kinship == Kinship::Strong || (relation.kinship == Kinship::Some && are_neighbours);
}

bool Relating::is_drift(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  if (relation.common < 3) return false;
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  const bool is_part = relation.likeness == Likeness::Part;
  const std::size_t united = ca.values.size() + cb.values.size() - relation.common;
  const Bar bar = drift_bar(relation.kinship);
  const double proportion = static_cast<double>(relation.common) / static_cast<double>(united);
  if (relation.shared < bar.weight || proportion < bar.proportion) return false;
  const auto is_script = [](const ValueList& list) {
    return list.node && list.node.file().roles.has(workspace::Role::Script);
  };
  if (is_script(a) || is_script(b)) return false;
  if (is_key_of_record(a) || is_key_of_record(b) || is_private_type(a) || is_private_type(b)) return false;

  const bool one_name = relation.kinship == Kinship::Strong;
  const bool is_nearly_all = relation.common >= 10 && proportion >= 0.85;
  // Lists of names of properties: each of two modules leaves out or shows what its own type has.
  const auto names_properties = [&](const Candidate& list) {
    const auto known = std::count_if(list.values.begin(), list.values.end(),
                                     [&](std::string_view value) { return weights_.is_property(value); });
    return static_cast<std::size_t>(known) * 5 >= list.values.size() * 4;
  };
  if (a.shape == Shape::Array && b.shape == Shape::Array && !a.is_exported && !b.is_exported && proportion < 0.85 &&
      names_properties(ca) && names_properties(cb)) {
    return false;
  }
  if (is_part) {
    const Candidate& part = ca.values.size() < cb.values.size() ? ca : cb;
    const Candidate& whole = ca.values.size() < cb.values.size() ? cb : ca;
    const bool both_ask = part.list->holder == Holder::Test && whole.list->holder == Holder::Test;
    if ((!accounts_for_all(*part.list) || !accounts_for_all(*whole.list)) && !(both_ask && one_name)) return false;
    // A type with a name of its own may well hold less: ScoreConfigType beside ScoreType.
    if (is_named_type(*part.list) && !one_name && is_qualified(*part.list, *whole.list, vocabulary_)) return false;
    // FLOW_TOOLS beside TOOLS may be a selection; EXPANDABLE_TOOLS beside LOW_STAKES_TOOLS is another list altogether.
    if (relation.kinship == Kinship::Some && !is_nearly_all && is_qualified(*part.list, *whole.list, vocabulary_)) {
      if (proportion < 0.8 || is_qualified(*whole.list, *part.list, vocabulary_)) return false;
    }
    if (same_file(a, b) && (!one_name || is_anonymous_type(*part.list))) return false;
    // A signature may well take fewer than there are; a field that holds the value may not.
    const bool is_narrow =
        is_anonymous_type(*part.list) && part.list->holder != Holder::Member && part.list->holder != Holder::ClassField;
    if (is_narrow && proportion < 0.8) return false;
    return relation.kinship != Kinship::None || relation.rare >= 3;
  }
  if (!accounts_for_all(a) || !accounts_for_all(b)) return a.is_handling() || b.is_handling();
  if (same_file(a, b) && (!one_name || proportion < 0.7)) return false;
  if (!one_name && !is_nearly_all) {
    const int qualified = (is_qualified(a, b, vocabulary_) ? 1 : 0) + (is_qualified(b, a, vocabulary_) ? 1 : 0);
    if (qualified == 2 || (qualified == 1 && proportion < 0.8)) return false;
  }
  return relation.kinship != Kinship::None || (relation.rare >= 4 && relation.common >= 4);
}

std::vector<Relation> Relating::relate(const std::vector<Candidate>& candidates) const {
  std::map<std::string_view, std::vector<std::size_t>> holders;
  std::map<std::vector<std::string_view>, std::vector<std::size_t>> equals;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    for (const std::string_view value : candidates[i].values) holders[value].push_back(i);
    equals[candidates[i].values].push_back(i);
  }

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
    for (const std::size_t b : equals[candidates[a].values]) meet(b, 2);
    std::sort(partners.begin(), partners.end());
    for (const std::size_t b : partners) {
      const bool is_enough = shared[b] >= 2;
      shared[b] = 0;
      if (!is_enough) continue;
      if (auto relation = judge(candidates[a], candidates[b])) {
        relation->a = a;
        relation->b = b;
        relations.push_back(*relation);
      }
    }
  }
  return relations;
}

}  // namespace lockstep::rules
