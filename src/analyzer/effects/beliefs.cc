#include "effects/beliefs.h"

namespace lockstep::effects {

void Beliefs::note(const Flow& flow) {
  for (const ComparedWrite& write : flow.compared_writes)
    compared_.try_emplace({write.subject, write.column}, write.call);
}

Node Beliefs::weigh(const Node& unit, const Source& read, const Write& write, Mutation& change) const {
  if (change.strength == Strength::Checked) {
    const auto known = compared_.find({read.subject, change.path});
    if (known != compared_.end()) return known->second;
    change.strength = Strength::Plain;
  }
  if (change.strength == Strength::Shifted) {
    const Region* region = paths_.guard(unit, write.flush, write.flush);
    return region == nullptr || Locks::covers(*region, read.node) ? Node{} : region->opener;
  }
  return {};
}

}  // namespace lockstep::effects
