// Lists of two values. Two strings agree by chance, so they count only where something else ties them: one enum
// declared in a package and in one that builds on it, one constant under a long name, one domain that many files spell
// out and nobody has named, or a validator of exactly what a type says. And where one name goes with two values of
// which one is a slip of the fingers.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

/// The same but for two neighbouring letters that changed places.
bool is_slip(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.size() < 3) return false;
  const std::size_t at = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.substr(at + 2) == b.substr(at + 2);
}

std::string_view own_value(const Candidate& list, const Candidate& other) {
  const bool is_first = !std::binary_search(other.values.begin(), other.values.end(), list.values[0]);
  return list.values[is_first ? 0 : 1];
}

/// An enum for one file, of the name and the members of one that its package exports.
bool is_enum_again(const ValueList& own, const ValueList& shared) {
  return own.shape == Shape::Enum && shared.shape == Shape::Enum && !own.is_exported && shared.is_exported &&
         !same_file(own, shared) && own.name == shared.name && have_same_members(own, shared) &&
         own.node.file().package_id == shared.node.file().package_id;
}

/// `DBOrigin` beside `Origin`: the same members, and one name within the other.
bool is_enum_of_a_layer(const ValueList& own, const ValueList& other) {
  if (own.shape != other.shape || !own.is_exported || !other.is_exported) return false;
  const std::vector<std::string> longer = words_of(own.name);
  const std::vector<std::string> shorter = words_of(other.name);
  const bool is_within = shorter.size() >= 2 && longer.size() > shorter.size() &&
                         std::equal(shorter.rbegin(), shorter.rend(), longer.rbegin());
  return is_within && have_same_members(own, other);
}

/// `DATASET_SORT_FIELDS` beside `DATASET_LIST_SORT_COLUMNS`: two constants for others, and what is left of their names
/// without words for lists and fields is the same.
bool are_called_alike(const Candidate& ca, const Candidate& cb, const Vocabulary& vocabulary) {
  const auto subject_of = [&](const Candidate& candidate) {
    std::vector<std::string> words = candidate.name.bare;
    std::erase_if(words, [&](const std::string& word) { return vocabulary.field_words.contains(word); });
    return words;
  };
  const auto is_constant = [](const ValueList& list) {
    return list.shape == Shape::Array && list.holder == Holder::Variable && list.is_exported;
  };
  const std::vector<std::string> subject = subject_of(ca);
  return is_constant(*ca.list) && is_constant(*cb.list) && subject.size() >= 2 && subject == subject_of(cb);
}

/// `orderModeSchema` of the values of the exported type `OrderMode`.
bool is_schema_of_type(const ValueList& schema, const ValueList& type) {
  if (schema.shape != Shape::Schema || !has_own_name(schema) || type.shape != Shape::Union || !is_named_type(type) ||
      !type.is_exported)
    return false;
  const std::vector<std::string> own = words_of(schema.name);
  const std::vector<std::string> meant = words_of(type.name);
  return meant.size() >= 2 && std::search(own.begin(), own.end(), meant.begin(), meant.end()) != own.end();
}

/// `type LinkableProvider = 'chat' | 'mail'` beside `LINKABLE_PROVIDERS = ['chat', 'mail']` for others.
bool is_type_of_constant(const ValueList& type, const ValueList& constant) {
  return type.shape == Shape::Union && is_named_type(type) && constant.shape == Shape::Array &&
         constant.holder == Holder::Variable && constant.is_exported && words_of(constant.name).size() >= 3;
}

/// `['active', 'trialing'].includes(stripeSubscriptionStatus)`: three words say what is asked about.
bool is_asked_of_one_thing(const ValueList& list) {
  const std::string_view name = list.name;
  const std::string_view column = name.substr(name.rfind('.') + 1);  // a table before it says nothing of the values
  return list.shape == Shape::Array && list.holder == Holder::Test && !list.is_guard && words_of(column).size() >= 3;
}

/// `x === 'a' || x === 'b'`, which is true for all that there is.
bool is_validator(const ValueList& list) { return list.shape == Shape::Chain && list.node.is(Kind::Binary); }

}  // namespace

bool Relating::may_be_pair(const ValueList& list) const {
  const bool is_constant = list.shape == Shape::Array && list.holder == Holder::Variable;
  return list.shape == Shape::Union || list.shape == Shape::Schema || is_constant || is_validator(list) ||
         is_asked_of_one_thing(list);
}

std::optional<Relation> Relating::judge_pair(const Candidate& ca, const Candidate& cb) const {
  constexpr std::size_t kManyFiles = 3;
  constexpr std::size_t kManyPlaces = 4;  // of what a name ties; put together values tell more
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (ca.values.size() != 2 || cb.values.size() != 2 || min_values_ != 3) return std::nullopt;
  if (ca.values != cb.values && (intersection(ca, cb).size() != 1 || !is_slip(own_value(ca, cb), own_value(cb, ca))))
    return std::nullopt;
  Relation relation{.kinship = kinship(ca, cb, vocabulary_)};
  relation.same_name = relation.kinship == Kinship::Strong && have_one_name(ca, cb);

  if (ca.values != cb.values) {
    if (!relation.same_name) return std::nullopt;
    if (ca.files == cb.files) return std::nullopt;  // nobody can tell which is right
    relation.likeness = Likeness::Drifted;
    relation.misspelled = ca.files < cb.files ? Relation::Misspelled::A : Relation::Misspelled::B;
    relation.common = 1;
    return relation;
  }

  relation.common = 2;
  relation.shared = weights_.of(ca.values[0]) + weights_.of(ca.values[1]);
  relation.rare = (weights_.is_rare(ca.values[0]) ? 1U : 0U) + (weights_.is_rare(ca.values[1]) ? 1U : 0U);
  const bool is_upstream = owners_.is_upstream(a, b) || owners_.is_upstream(b, a);
  if (is_declared_twice(a, b) && have_same_members(a, b) && is_upstream) return relation;
  if (is_enum_again(a, b) || is_enum_again(b, a)) return relation;
  const bool is_in_reach = owners_.can_import(a, b) || owners_.can_import(b, a);
  if (is_in_reach && (is_enum_of_a_layer(a, b) || is_enum_of_a_layer(b, a))) return relation;
  if (is_constant_twice(a, b) && (relation.shared >= 0.9 || a.is_exported || b.is_exported)) return relation;
  const bool is_asked_again = is_asked_of_one_thing(a) && is_asked_of_one_thing(b) && a.name == b.name;
  if (is_asked_again && ca.files >= kManyFiles && !same_file(a, b) && is_in_reach) return relation;
  if (is_asked_of_one_thing(a) || is_asked_of_one_thing(b)) return std::nullopt;
  const bool are_type_and_constant = is_type_of_constant(a, b) || is_type_of_constant(b, a);
  if (are_type_and_constant && relation.same_name && is_in_reach && !same_file(a, b)) return relation;
  if (ca.checked.is_checked || cb.checked.is_checked) return std::nullopt;
  if (is_upstream && are_called_alike(ca, cb, vocabulary_)) return relation;
  if (is_in_reach && (is_schema_of_type(a, b) || is_schema_of_type(b, a)) && relation.shared >= 0.9) return relation;

  const bool are_put_together = relation.rare == 2 &&
                                std::all_of(ca.values.begin(), ca.values.end(), is_put_together) &&
                                !weights_.is_property(ca.values[0]) && !weights_.is_property(ca.values[1]);
  if (is_validator(a) || is_validator(b)) {
    const ValueList& definition = is_validator(a) ? b : a;
    const ValueList& validator = is_validator(a) ? a : b;
    const bool is_schema = definition.shape == Shape::Schema && has_own_name(definition);
    const bool is_defined =
        (is_named_type(definition) || is_schema) && definition.is_exported && owners_.can_import(validator, definition);
    const bool is_free = !ca.is_explained && !cb.is_explained && !same_file(a, b);
    return are_put_together && is_defined && is_free ? std::optional(relation) : std::nullopt;
  }
  if (!ca.is_settled || ca.files < kManyFiles) return std::nullopt;
  if (is_anonymous_type(a) && is_anonymous_type(b)) return std::nullopt;
  const bool is_one_name = relation.same_name && telling_words(a.name, vocabulary_).size() >= 2;
  const bool is_told = (is_one_name && relation.shared >= 0.9 && ca.twins + 1 >= kManyPlaces) || are_put_together;
  // Where nobody has named the pair, it takes a great many places to be worth a name.
  constexpr std::size_t kVeryManyFiles = 5;
  if (!has_own_name(a) && !has_own_name(b) && ca.files < kVeryManyFiles) return std::nullopt;
  return is_told && !is_about_looks(a, vocabulary_) ? std::optional(relation) : std::nullopt;
}

}  // namespace lockstep::rules
