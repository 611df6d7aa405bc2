// Reads and writes that only their names tell (named.h): what makes a pair of them believable.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <utility>

namespace lockstep::effects {

namespace {

/// Whether two expressions are written with the same words.
bool same_expression(const Node& a, const Node& b) {
  if (!a || !b || a.raw().size != b.raw().size) return false;
  for (std::uint32_t i = 0; i < a.raw().size; ++i) {
    const Node x = a.file().node(facts::NodeId{a.id().value + i});
    const Node y = b.file().node(facts::NodeId{b.id().value + i});
    if (x.kind() != y.kind() || x.op() != y.op() || x.text() != y.text()) return false;
  }
  return true;
}

}  // namespace

bool Walk::is_looked_up_by(const Node& key, std::uint32_t id) {
  for (const Node index : program::nodes_of(unit_, Kind::Index)) {
    if (!same_expression(index.child(1), key)) continue;
    const Value object = eval(index.child(0));
    if (std::any_of(object.begin(), object.end(), [&](const Origin& origin) { return origin.source == id; }))
      return true;
  }
  return false;
}

void Walk::writes_what_was_looked_up(const Effect& of) {
  const Node data = program::without_casts(of.data);
  if (!of.key || !data || data.is(Kind::Object)) return;
  for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
    const Source& source = flow_.sources[id];
    if (source.form != Source::Form::Read || !source.by_name || source.subject != of.subject) continue;
    if (!is_looked_up_by(of.key, id)) continue;
    const Value value = eval(data);
    const bool is_merge = std::any_of(value.begin(), value.end(), [&](const Origin& origin) {
      return origin.source == id && (origin.is_merge() || is_changed_copy(origin));
    });
    if (!is_merge) continue;
    flow_.writes.push_back({.source = id,
                            .flush = of.call,
                            .deep = of.call,
                            .mutations = {{.node = data, .path = "", .strength = Strength::Merged}},
                            .by_name = true});
  }
}

}  // namespace lockstep::effects
