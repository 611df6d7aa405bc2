#include "rules/duplicate_list/relation.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

namespace lockstep::rules {
namespace {

/// Values in more lists than this lead nowhere; equal lists of such values are still found by their whole.
constexpr std::size_t kMaxFanOut = 60;

/// Words of a name that say: a selection, on purpose.
constexpr std::array<std::string_view, 32> kSelecting = {
    "terminal", "active",   "final",     "editable", "visible",  "hidden",  "excluded", "exclude",  "ignored", "skip",    "deprecated",
    "required", "optional", "protected", "public",   "private",  "initial", "finished", "closed",   "pending", "failed",  "special",
    "legacy",   "internal", "external",  "only",     "except",   "without", "with",     "non",      "partial", "filtered"};

bool is_selection(const ValueList& list, const Vocabulary& vocabulary) {
  for (const std::string& word : telling_words(list.name, vocabulary)) {
    if (std::find(kSelecting.begin(), kSelecting.end(), word) != kSelecting.end()) return true;
  }
  return false;
}

bool same_file(const ValueList& a, const ValueList& b) { return a.path == b.path; }

bool is_inside(const ValueList& inner, const ValueList& outer) { return inner.node && outer.node && outer.node.contains(inner.node); }

/// A list in a property of an object literal, one field of a thing that is described.
bool is_field(const ValueList& list) {
  return list.holder == Holder::Property && (list.shape == Shape::Array || list.shape == Shape::ObjectArray);
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
    if (definition.node && (by == definition.node.ref() || (definition.holder_node && by == definition.holder_node.ref()))) return true;
  }
  return false;
}

std::vector<std::string_view> intersection(const Candidate& a, const Candidate& b) {
  std::vector<std::string_view> shared;
  std::set_intersection(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), std::back_inserter(shared));
  return shared;
}

/// How sure we must be, by what the names say.
struct Bar {
  double weight;       ///< of what is shared
  double proportion;   ///< of the larger list, or of both together
};

Bar equal_bar(Kinship kinship) {
  switch (kinship) {
    case Kinship::Strong: return {.weight = 0.9, .proportion = 1};
    case Kinship::Some: return {.weight = 1.5, .proportion = 1};
    case Kinship::None: break;
  }
  return {.weight = 2.2, .proportion = 1};
}

Bar drift_bar(Kinship kinship) {
  switch (kinship) {
    case Kinship::Strong: return {.weight = 1.2, .proportion = 0.45};
    case Kinship::Some: return {.weight = 2.2, .proportion = 0.6};
    case Kinship::None: break;
  }
  return {.weight = 3.0, .proportion = 0.6};
}

}  // namespace

double Relating::weight_of(const std::vector<std::string_view>& values) const {
  double sum = 0;
  for (const std::string_view value : values) sum += weights_.of(value);
  return sum;
}

bool Relating::takes_part(const Candidate& candidate) const {
  const ValueList& list = *candidate.list;
  if (candidate.values.size() < min_values_) return false;
  if (std::all_of(candidate.values.begin(), candidate.values.end(),
                  [&](std::string_view value) { return vocabulary_.closed.contains(value); })) {
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
  if (a.is_descriptor && b.is_descriptor) return std::nullopt;

  const std::vector<std::string_view> shared = intersection(ca, cb);
  if (shared.size() < 2) return std::nullopt;
  const std::size_t united = ca.values.size() + cb.values.size() - shared.size();
  const std::size_t larger = std::max(ca.values.size(), cb.values.size());
  const std::size_t smaller = std::min(ca.values.size(), cb.values.size());
  Relation relation{.shared = weight_of(shared)};
  relation.likeness = united == shared.size() ? Likeness::Equal : shared.size() == smaller ? Likeness::Part : Likeness::Drifted;
  relation.kinship = kinship(a, b, vocabulary_);

  // What the compiler keeps in step is a use. Only a full listing may still fall behind, since an annotation does not ask
  // for completeness.
  for (const auto& [user, other] : {std::pair{&ca, &cb}, std::pair{&cb, &ca}}) {
    if (!user->checked.is_checked) continue;
    const bool is_full_listing = is_checked_by(*user, *other->list) && !user->checked.by.empty() && !user->checked.is_complete &&
                                 !user->list->is_handling() && other->list->is_type() &&
                                 shared.size() == other->values.size() && shared.size() >= 4;
    if (!is_full_listing) return std::nullopt;
    relation.is_weak = true;
    relation.likeness = Likeness::Equal;
    return relation;
  }

  const bool is_equal = relation.likeness == Likeness::Equal;
  const std::size_t rare = static_cast<std::size_t>(
      std::count_if(shared.begin(), shared.end(), [&](std::string_view value) { return weights_.is_rare(value); }));

  // Two fields of one name in two descriptions of things: each thing chooses for itself, unless the list is long and its
  // own.
  if (is_field(a) && is_field(b)) {
    const bool is_long = is_equal && shared.size() >= 8 && relation.shared >= 5;
    if (!is_long && (a.name == b.name || relation.shared < 4 || !is_equal)) return std::nullopt;
  }

  // One behaviour a case is no list, where the values are known to come from the definition.
  if (a.is_handling() || b.is_handling()) {
    const ValueList& handling = a.is_handling() ? a : b;
    const ValueList& definition = a.is_handling() ? b : a;
    if (mentions(handling, definition)) return std::nullopt;
    if (same_file(a, b)) return std::nullopt;  // registered and handled side by side
    const std::size_t handled = a.is_handling() ? ca.values.size() : cb.values.size();
    if (shared.size() * 4 < united * 3 || shared.size() < 4) return std::nullopt;
    // A default takes care of what is not handled; only what is handled and not defined is drift.
    if (!is_equal && handled < larger) return std::nullopt;
    if (handling.shape == Shape::ObjectKeys && relation.kinship == Kinship::None && !is_equal) return std::nullopt;
  }

  // Two types that were given two names are two domains, however alike; the same name is for `redeclared`.
  if (is_named_type(a) && is_named_type(b)) {
    if (relation.kinship != Kinship::Strong) {
      if (!is_equal && (shared.size() < 8 || shared.size() * 5 < united * 4)) return std::nullopt;
      relation.is_weak = true;
    }
  }

  if (is_equal) {
    const Bar bar = equal_bar(relation.kinship);
    if (relation.shared >= bar.weight) return relation;
    // Words of everyday, but many of them, or under one name.
    if (shared.size() >= 6 && (relation.kinship != Kinship::None || relation.shared >= 1.2)) return relation;
    if (shared.size() >= 4 && relation.kinship == Kinship::Strong && !same_file(a, b)) return relation;
    return std::nullopt;
  }

  const Bar bar = drift_bar(relation.kinship);
  if (shared.size() < 3) return std::nullopt;
  const bool is_part = relation.likeness == Likeness::Part;
  const double proportion = static_cast<double>(shared.size()) / static_cast<double>(is_part ? larger : united);
  if (relation.shared < bar.weight || proportion < bar.proportion) return std::nullopt;
  if (is_part) {
    const ValueList& part = ca.values.size() < cb.values.size() ? a : b;
    const ValueList& whole = ca.values.size() < cb.values.size() ? b : a;
    // A list that is tried against one value is a question about some values, not an account of all.
    const bool asks = part.holder == Holder::Test || part.holder == Holder::Argument;
    if (relation.kinship != Kinship::Strong && (asks || is_selection(part, vocabulary_) != is_selection(whole, vocabulary_))) return std::nullopt;
    if (relation.kinship == Kinship::None && rare < 3) return std::nullopt;
    if (same_file(a, b) && relation.kinship != Kinship::Strong) return std::nullopt;
  } else if (relation.kinship == Kinship::None && rare < 3) {
    return std::nullopt;
  } else if (same_file(a, b) && (relation.kinship != Kinship::Strong || proportion < 0.7)) {
    return std::nullopt;
  }
  return relation;
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
