#pragma once

#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <optional>
#include <string_view>
#include <vector>

/// Two lists side by side, and what one judgement after the other says of them.
namespace lockstep::rules {

struct Comparison {
  Comparison(const Candidate& first, const Candidate& second)
      : ca(first), cb(second), a(*first.list), b(*second.list), shared(intersection(first, second)) {}

  const Candidate& ca;
  const Candidate& cb;
  const ValueList& a;
  const ValueList& b;
  const std::vector<std::string_view> shared;  ///< values that both have
  Relation relation;                           ///< what is known of it so far
  bool is_enum_again = false;                  ///< an enum for one file of the members of an exported one

  bool is_equal() const { return relation.likeness == Likeness::Equal; }
};

/// Most judgements have no opinion of most lists. Whoever has one ends the matter.
struct Opinion {
  bool is_given = false;
  std::optional<Relation> relation;  ///< nothing where the two are unrelated
};

inline Opinion no_opinion() { return {}; }
inline Opinion unrelated() { return {.is_given = true, .relation = std::nullopt}; }
inline Opinion unrelated_if(bool is_so) { return is_so ? unrelated() : no_opinion(); }
inline Opinion related(const Relation& relation) { return {.is_given = true, .relation = relation}; }
inline Opinion related_if(const std::optional<Relation>& relation) {
  return relation ? related(*relation) : no_opinion();
}
/// Ends the matter either way.
inline Opinion decided(const std::optional<Relation>& relation) { return {.is_given = true, .relation = relation}; }

}  // namespace lockstep::rules
