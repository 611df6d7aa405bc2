// What a package declares for others, and a package that builds on it declares again for itself. Nobody compares the
// two: each is exported, each has a name, and values travel from the one to the other as strings.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lockstep::rules {
namespace {

/// `type Status = …`, `enum Status`, `const Status = {…} as const`, for others.
bool is_declared_for_others(const ValueList& list) {
  const bool is_type = list.shape == Shape::Enum || (list.shape == Shape::Union && list.holder == Holder::TypeName);
  return list.node && list.is_exported && !list.is_open && (is_type || list.shape == Shape::ConstObject);
}

/// `Role` beside `UserRole`: every word of the one is a word of the other, and they end alike.
bool is_name_within(const Candidate& part, const Candidate& whole) {
  return !part.name.all.empty() &&
         std::includes(whole.name.all.begin(), whole.name.all.end(), part.name.all.begin(), part.name.all.end());
}

bool end_alike(const ValueList& a, const ValueList& b) {
  const std::vector<std::string> own = words_of(a.name);
  const std::vector<std::string> other = words_of(b.name);
  return !own.empty() && !other.empty() && own.back() == other.back();
}

}  // namespace

/// Two enums with the very same members, of which one is called by a part of the other's name, or `UserRole` and
/// `TeamRole` of words that hardly any other list of the program has.
bool Relating::is_enum_of_same_members(const Candidate& ca, const Candidate& cb) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (a.shape != Shape::Enum || b.shape != Shape::Enum || ca.values != cb.values || same_file(a, b)) return false;
  if (!a.is_exported || !b.is_exported || !end_alike(a, b)) return false;
  // `Action` of everybody's words is a part of many names.
  const bool is_everybodys =
      std::min(ca.name.all.size(), cb.name.all.size()) < 2 &&
      std::all_of(ca.values.begin(), ca.values.end(), [&](std::string_view value) { return vocabulary_.holds(value); });
  if (is_everybodys || !(owners_.can_import(a, b) || owners_.can_import(b, a))) return false;
  if (is_name_within(ca, cb) || is_name_within(cb, ca)) return true;
  const bool are_rare =
      std::all_of(ca.values.begin(), ca.values.end(), [&](std::string_view value) { return weights_.is_rare(value); });
  return are_rare && have_same_members(a, b) && a.node.file().package_id == b.node.file().package_id;
}

/// What the package above lacks of the one below. A name that says more than the other may be meant to hold less.
std::optional<Relation> Relating::judge_layers(const Candidate& ca, const Candidate& cb, Relation relation) const {
  const Candidate& part = ca.values.size() < cb.values.size() ? ca : cb;
  const Candidate& whole = &part == &ca ? cb : ca;
  if (relation.likeness != Likeness::Part || relation.common < 3 || relation.common < part.values.size())
    return std::nullopt;
  if (relation.common * 4 < whole.values.size() * 3) return std::nullopt;
  if (!is_declared_for_others(*part.list) || !is_declared_for_others(*whole.list)) return std::nullopt;
  if (!owners_.is_upstream(*whole.list, *part.list) || !end_alike(*part.list, *whole.list)) return std::nullopt;
  const bool is_telling = relation.common >= 4 && relation.rare >= 2 && !is_name_within(whole, part);
  if (!is_name_within(part, whole) && !is_telling) return std::nullopt;
  const bool is_meant = std::any_of(whole.values.begin(), whole.values.end(), [&](std::string_view value) {
    return excluded_.contains(value) && !std::binary_search(part.values.begin(), part.values.end(), value);
  });
  if (is_meant) return std::nullopt;
  relation.surety = Relation::Surety::Likely;
  return relation;
}

}  // namespace lockstep::rules
