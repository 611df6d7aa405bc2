// Lists of everyday words that what stands around them ties. `status: z.enum(['idle', 'running', 'stopped'])` and
// `status: 'idle' | 'running' | 'stopped'` say little by themselves; where the fields beside them bear the same names,
// the one object is the schema of the other. So does a name: one exported name for the same words in two modules, a
// schema that is called like a definition. And the values of an enum, spelled out in a list that is named after it.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/versions.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

constexpr std::size_t kTelling = 4;  ///< fields of everyday words; fewer say nothing even so

bool is_schema_field(const ValueList& list) {
  return list.shape == Shape::Schema && list.holder == Holder::Property && list.holder_node;
}

bool is_typed_field(const ValueList& list) {
  return list.shape == Shape::Union && list.holder == Holder::Member && list.holder_node;
}

/// The names of the fields beside a field.
std::vector<std::string_view> siblings_of(const ValueList& list) {
  std::vector<std::string_view> names;
  const Node fields = list.holder_node.parent();
  if (!fields) return names;
  for (const Node field : fields.children()) {
    const bool is_field = field.is(Kind::Property) || field.is(Kind::TypeMember);
    if (is_field && field.text() != list.name) names.push_back(field.text());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Nearly all fields of the smaller object are fields of the larger one.
bool have_same_siblings(const ValueList& a, const ValueList& b) {
  const std::vector<std::string_view> own = siblings_of(a);
  const std::vector<std::string_view> other = siblings_of(b);
  const auto shared = static_cast<std::size_t>(std::count_if(own.begin(), own.end(), [&](std::string_view name) {
    return std::binary_search(other.begin(), other.end(), name);
  }));
  return shared >= 2 && shared * 5 >= std::min(own.size(), other.size()) * 4;
}

/// `ClothColours` beside `ColourSchema`: a definition for others, and what lets its values in.
bool is_schema_of(const ValueList& schema, const ValueList& definition) {
  const bool is_constant =
      definition.shape == Shape::Array && definition.holder == Holder::Variable && definition.is_exported;
  const bool is_enum = definition.shape == Shape::Prisma || (definition.shape == Shape::Enum && definition.is_exported);
  return schema.shape == Shape::Schema && (is_constant || is_enum);
}

/// `colourSchema` of `ClothColours`: what the one is called is a part of what the other is called.
bool is_name_within(const ValueList& schema, const ValueList& definition) {
  std::vector<std::string> own = words_of(schema.name);
  std::erase_if(own, [](const std::string& word) { return word == "schema" || word == "enum" || word == "validator"; });
  const std::vector<std::string> whole = words_of(definition.name);
  return own.size() >= 2 && std::search(whole.begin(), whole.end(), own.begin(), own.end()) != whole.end();
}

/// `CreateOrder`, `OrderFilter`, `orderForm`: what a caller may say or ask, which may be less than there is.
bool is_of_a_request(const ValueList& list) {
  static constexpr std::array<std::string_view, 19> kAsking = {
      "create",  "update", "patch", "insert",  "input", "params",  "param", "query", "filter", "search",
      "request", "req",    "args",  "options", "props", "payload", "body",  "form",  "edit"};
  const std::vector<std::string> words = words_of(list.surroundings);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(kAsking.begin(), kAsking.end(), word) != kAsking.end();
  });
}

}  // namespace

bool Relating::may_be_mirrored(const Candidate& candidate) const {
  const ValueList& list = *candidate.list;
  if (candidate.values.size() < 3 || list.is_open) return false;
  const bool is_constant = list.holder == Holder::Variable && list.is_exported;
  return list.shape == Shape::Schema || list.shape == Shape::Prisma || is_typed_field(list) || is_constant;
}

std::optional<Relation> Relating::judge_mirrored(const Candidate& ca, const Candidate& cb) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (ca.values.size() < 3 || ca.values != cb.values || same_file(a, b)) return std::nullopt;
  if (ca.checked.is_checked || cb.checked.is_checked) return std::nullopt;
  const bool has_schema = is_schema_field(a) || is_schema_field(b);
  const bool are_fields = (is_schema_field(a) || is_typed_field(a)) && (is_schema_field(b) || is_typed_field(b));
  const bool are_mirrored =
      ca.values.size() >= kTelling && has_schema && are_fields && a.name == b.name && have_same_siblings(a, b);
  const auto is_called_so = [&] {
    return kinship(ca, cb, vocabulary_) == Kinship::Strong ||
           is_name_within(is_schema_of(a, b) ? a : b, is_schema_of(a, b) ? b : a);
  };
  const bool is_validated = (is_schema_of(a, b) || is_schema_of(b, a)) && is_called_so();
  // One name for others, given twice: it does not matter which words it stands for.
  const bool is_twice = is_declared_twice(a, b) && a.shape == b.shape && a.shape != Shape::Variants;
  if (!are_mirrored && !is_validated && !is_twice) return std::nullopt;
  const bool is_in_reach = owners_.can_import(a, b) || owners_.can_import(b, a);
  if (!is_in_reach && !(is_twice && have_same_members(a, b))) return std::nullopt;
  Relation relation{.kinship = Kinship::Strong, .common = ca.values.size(), .same_name = have_one_name(ca, cb)};
  for (const std::string_view value : ca.values) {
    relation.shared += weights_.of(value);
    if (weights_.is_rare(value)) ++relation.rare;
  }
  return relation;
}

/// One field of two descriptions of one object, of which the one knows a value that the other has never heard of.
std::optional<Relation> Relating::judge_mirrored_drift(const Candidate& ca, const Candidate& cb) const {
  constexpr std::size_t kFields = 4;  // beside it; fewer may agree by chance
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  const bool are_fields = (is_schema_field(a) || is_typed_field(a)) && (is_schema_field(b) || is_typed_field(b));
  if (!are_fields || a.name != b.name || same_file(a, b) || a.is_open || b.is_open) return std::nullopt;
  if (!is_schema_field(a) && !is_schema_field(b)) return std::nullopt;
  if (ca.values == cb.values || ca.is_closed || cb.is_closed) return std::nullopt;
  const std::size_t common = intersection(ca, cb).size();
  if (common < 2 || common < std::min(ca.values.size(), cb.values.size())) return std::nullopt;
  if (is_of_a_request(a) || is_of_a_request(b) || are_versions(a.path, b.path)) return std::nullopt;
  if (std::min(siblings_of(a).size(), siblings_of(b).size()) < kFields || !have_same_siblings(a, b))
    return std::nullopt;
  return Relation{.likeness = Likeness::Part,
                  .kinship = Kinship::Strong,
                  .common = common,
                  .same_name = true,
                  .surety = Relation::Surety::Likely};
}

/// Two exported enums of one name, of which one has a member more: somebody forgot the other.
std::optional<Relation> Relating::judge_grown(const Candidate& ca, const Candidate& cb) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (a.shape != Shape::Enum || b.shape != Shape::Enum || a.is_open || b.is_open || !is_declared_twice(a, b))
    return std::nullopt;
  const Candidate& part = ca.values.size() < cb.values.size() ? ca : cb;
  const Candidate& whole = &part == &ca ? cb : ca;
  const std::size_t common = intersection(ca, cb).size();
  if (part.values.size() == whole.values.size() || common < part.values.size()) return std::nullopt;
  const auto rare = std::count_if(part.values.begin(), part.values.end(),
                                  [&](std::string_view value) { return weights_.is_rare(value); });
  const bool is_telling = common >= 3 && rare >= 2;
  if ((common * 5 < whole.values.size() * 3 && !is_telling) || are_versions(a.path, b.path)) return std::nullopt;
  return Relation{.likeness = Likeness::Part, .kinship = Kinship::Strong, .common = common, .same_name = true};
}

bool Relating::are_members_spelled(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  if (relation.likeness != Likeness::Part || relation.common < 3) return false;
  const Candidate& part = ca.values.size() < cb.values.size() ? ca : cb;
  const Candidate& whole = &part == &ca ? cb : ca;
  const ValueList& list = *part.list;
  // A union of literals is there to be spelled; the members of an enum have names for it.
  if (whole.list->shape != Shape::Enum || !whole.list->is_exported || relation.common < part.values.size())
    return false;
  if (list.shape != Shape::Array || list.is_open || !list.referenced.empty()) return false;
  // What has a name of its own is a selection of its own.
  if (list.holder != Holder::Argument && list.holder != Holder::Test && list.holder != Holder::Inside) return false;
  if (part.checked.is_checked || !owners_.can_import(list, *whole.list)) return false;
  const std::vector<std::string> asked = words_of(list.name);
  const std::vector<std::string> meant = words_of(whole.list->name);
  return meant.size() >= 2 && std::all_of(meant.begin(), meant.end(), [&](const std::string& word) {
           return std::find(asked.begin(), asked.end(), word) != asked.end();
         });
}

}  // namespace lockstep::rules
