#include "effects/where_to_look.h"

#include "effects/candidates.h"
#include "effects/units.h"

#include <algorithm>
#include <deque>
#include <set>

namespace lockstep::effects {

bool is_product_code(const program::File& file) {
  if (file.path.find("igration") != std::string::npos) return false;  // run once, and alone
  return !file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story | workspace::Role::Migration |
                         workspace::Role::Declaration | workspace::Role::Generated | workspace::Role::Script |
                         workspace::Role::Example | workspace::Role::Config);
}

std::vector<NodeRef> units_to_look_at(const Program& program, Flows& flows) {
  std::set<NodeRef> known;
  std::deque<NodeRef> open;
  const auto add = [&](const Node& unit) {
    if (unit && is_product_code(unit.file()) && known.insert(unit.ref()).second) open.push_back(unit.ref());
  };
  for (const NodeRef ref : flows.calls()) {
    const Node call = program[ref];
    if (!call.is(Kind::Call) || !is_product_code(call.file())) continue;
    const auto& models = flows.models(call);
    if (models.empty()) continue;
    const bool is_instance = std::any_of(models.begin(), models.end(),
                                         [](const CallModel* model) { return model->group->about == About::Instance; });
    const auto& effect = flows.effect(call);
    if (effect && effect->store == Store::Row) flows.note_entity(effect->subject);
    if (is_instance || effect) add(unit_of(call));
  }
  for (const NodeRef ref : flows.statements()) {
    const Node call = program[ref];
    if (!is_product_code(call.file())) continue;
    const auto& effect = flows.effect(call);
    if (!effect) continue;
    flows.note_entity(effect->subject);
    add(unit_of(call));
  }
  for (const NodeRef ref : flows.named().calls()) {
    const Node call = program[ref];
    if (call.is(Kind::Call) && is_product_code(call.file()) && flows.models(call).empty() && flows.named().of(call))
      add(unit_of(call));
  }
  while (!open.empty()) {
    const Node unit = program[open.front()];
    open.pop_front();
    if (!flows.of(unit).exports) continue;
    for (const NodeRef caller : program.callers(unit)) add(unit_of(program[caller]));
  }
  return {known.begin(), known.end()};
}

}  // namespace lockstep::effects
