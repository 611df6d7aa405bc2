// The names of the messages that two programs send each other, in a table at each end: `SocketEvent` of the server's
// contract, and the `Wire` of a client that would not import it. A client need not know them all, but what it alone
// knows is sent to nobody, or waited for in vain.

#include "rules/duplicate_list/comparison.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>

namespace lockstep::rules {

std::optional<Relation> Relating::judge_wire(const Comparison& both) const {
  constexpr std::size_t kTelling = 4;
  const ValueList& a = both.a;
  const ValueList& b = both.b;
  if (!a.names_messages || !b.names_messages || a.is_open || b.is_open) return std::nullopt;
  // In one program each bus may have names of its own that are made alike.
  if (a.node.file().package_id == b.node.file().package_id) return std::nullopt;
  // A list that a loop listens to may hold what several others send: only what nobody else has heard of is lost.
  if (a.shape == Shape::Array && b.shape == Shape::Array) return std::nullopt;
  const auto is_known_elsewhere = [&](const Candidate& list) {
    return list.list->shape == Shape::Array &&
           std::any_of(list.values.begin(), list.values.end(), [&](std::string_view value) {
             return !std::binary_search(both.shared.begin(), both.shared.end(), value) &&
                    !weights_.is_of_package(value, list.list->node.file().package_id);
           });
  };
  if (is_known_elsewhere(both.ca) || is_known_elsewhere(both.cb)) return std::nullopt;
  const std::size_t smaller = std::min(both.ca.values.size(), both.cb.values.size());
  if (both.shared.size() * 3 < smaller * 2 || both.shared.size() == smaller) return std::nullopt;
  Relation relation{.likeness = Likeness::Drifted,
                    .kinship = kinship(both.ca, both.cb, vocabulary_),
                    .common = both.shared.size(),
                    .surety = Relation::Surety::Likely};
  for (const std::string_view value : both.shared) {
    const Weights::Weight weight = weights_.about(value);
    relation.shared += weight.weight;
    if (weight.is_rare()) ++relation.rare;
    if (weight.is_coined) ++relation.coined;
  }
  return relation.coined >= kTelling ? std::optional(relation) : std::nullopt;
}

}  // namespace lockstep::rules
