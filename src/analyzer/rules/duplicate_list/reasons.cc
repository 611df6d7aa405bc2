#include "rules/duplicate_list/reasons.h"

#include "rules/reasons.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMostValues = 8;

/// A weight as people read it: "0.85".
std::string hundredths(double weight) {
  const auto number = std::lround(weight * 100);
  const std::string cents = std::to_string(number % 100);
  return std::to_string(number / 100) + "." + (cents.size() < 2 ? "0" : "") + cents;
}

std::vector<std::pair<double, std::string_view>> shared_values(const Candidate& a, const Candidate& b,
                                                               const Weights& weights) {
  std::vector<std::pair<double, std::string_view>> shared;
  for (const std::string_view value : a.values) {
    if (std::binary_search(b.values.begin(), b.values.end(), value)) shared.emplace_back(weights.of(value), value);
  }
  std::stable_sort(shared.begin(), shared.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
  return shared;
}

std::string_view words_of(Likeness likeness) {
  switch (likeness) {
    case Likeness::Equal:
      return "both hold the same values";
    case Likeness::Part:
      return "all values of one are values of the other";
    case Likeness::Drifted:
      break;
  }
  return "each has values that the other lacks";
}

std::string words_of(const Relation& relation) {
  if (relation.is_tied) return "the program itself takes the values of the one for values of the other";
  if (relation.same_name) return "they bear the same name, but for words that say no more than \"list\"";
  switch (relation.kinship) {
    case Kinship::Strong:
      return "their names, with what is around them, say the same";
    case Kinship::Some:
      return "their names, or what is around them, have a telling word in common";
    case Kinship::None:
      break;
  }
  return "their names do not tie them, so the values have to";
}

std::string_view words_of(Relation::Surety surety) {
  return surety == Relation::Surety::Certain ? "it is hard to think that anybody meant the difference"
                                             : "the difference may be meant, but hardly is: a warning and no error";
}

}  // namespace

void give_reasons(Finding& finding, const Candidate& copy, const Candidate& original, const Relation& relation,
                  const Weights& weights, const Owners& owners) {
  const auto shared = shared_values(copy, original, weights);
  std::string text = "they share " + std::to_string(shared.size()) + " values that weigh " +
                     hundredths(relation.shared) + " together (1 for a value that hardly any other list has, 0 for " +
                     "everyday words):";
  for (std::size_t i = 0; i < std::min(shared.size(), kMostValues); ++i) {
    text += (i == 0 ? " " : ", ") + std::string(shared[i].second) + " " + hundredths(shared[i].first);
  }
  if (shared.size() > kMostValues) text += " …";
  give_reason(finding, std::move(text));
  give_reason(finding, std::string(words_of(relation.likeness)) + ", and nothing that the compiler checks ties them");
  give_reason(finding, words_of(relation));
  if (relation.likeness != Likeness::Equal) give_reason(finding, std::string(words_of(relation.surety)));
  if (relation.is_weak) give_reason(finding, "all in all that is little, so it is a note");

  const ValueList& owner = *original.list;
  std::string why = title_of(owner) + " is the one to keep: ";
  if (owners.is_upstream(owner, *copy.list)) {
    why += "the other's package may import from its package, and not the other way round";
  } else {
    why += "it is more made to be imported (" + std::to_string(owners.rank(owner)) + " points against " +
           std::to_string(owners.rank(*copy.list)) + " for a name, an export, a type, packages that depend on it)";
  }
  finding.reasons.push_back({.text = std::move(why), .place = owner.place()});
}

}  // namespace lockstep::rules
