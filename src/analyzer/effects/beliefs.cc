#include "effects/beliefs.h"

#include "effects/origins.h"

#include <algorithm>

namespace lockstep::effects {

void Beliefs::note(const Node& unit, const Flow& flow) {
  for (const ComparedWrite& stop : flow.stops) stops_[{stop.subject, stop.column}].emplace_back(unit.ref(), stop.call);
  for (const auto& column : flow.written_columns) writers_[column].insert(unit.ref());
  for (const Write& write : flow.writes) {
    for (const Mutation& mutation : write.mutations)
      writers_[{flow.sources[write.source].subject, std::string(first_of(mutation.path))}].insert(unit.ref());
  }
  for (const ComparedWrite& write : flow.compared_writes) {
    if (write.depth == 0) compared_.try_emplace({write.subject, write.column}, write.call);
  }
}

bool Beliefs::has_several_writers(const std::string& entity, const std::string& column) const {
  const auto known = writers_.find({entity, column});
  return known != writers_.end() && known->second.size() > 1;
}

Node Beliefs::stopped_elsewhere(const Node& unit, const std::string& entity, const std::string& column) const {
  const auto known = stops_.find({entity, column});
  if (known == stops_.end()) return {};
  // Who calls off his own work knows about it.
  const bool is_own = std::any_of(known->second.begin(), known->second.end(),
                                  [&](const auto& stop) { return stop.first == unit.ref(); });
  return is_own ? Node{} : known->second.front().second;
}

Node Beliefs::weigh(const Node& unit, const Source& read, const Write& write, const Mutation& change) const {
  if (change.strength == Strength::Checked && change.looked_at != LookedAt::SameState) {
    const auto known = compared_.find({read.subject, change.path});
    if (known != compared_.end()) return known->second;
  }
  if (change.strength == Strength::Shifted || change.strength == Strength::Checked) {
    const Region* region = paths_.guard(unit, write.flush, write.flush);
    return region == nullptr || region->is_by_write || Locks::covers(*region, read.node) ? Node{} : region->opener;
  }
  return {};
}

}  // namespace lockstep::effects
