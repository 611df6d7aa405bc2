// What a read decides without going into the new value: marks that are set after a look for them, what is taken away
// after it was read, and rows that are moved since they lie behind another one.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <string>

namespace lockstep::effects {

namespace {

constexpr std::array<std::string_view, 4> kBounds = {"gt", "gte", "lt", "lte"};

/// Whether a unit first gives what it takes away a name of its own: `rename(key, taken)`.
bool is_moved_away(const Node& unit) {
  const auto inside = program::nodes_of(unit, Kind::Call);
  return std::any_of(inside.begin(), inside.end(), [](const Node& call) {
    const Node head = program::callee(call);
    return head && (ends_with_any_case(head.text(), "rename") || ends_with_any_case(head.text(), "renamenx"));
  });
}

/// Whether a node lies in what a call or a constructor is given.
bool is_handed_to_somebody(const Node& node, const Node& unit) {
  for (Node below = node, above = node.parent(); above && below != unit; below = above, above = above.parent()) {
    const bool calls = above.is(Kind::Call) || above.is(Kind::New);
    if (calls && program::callee(above) != below) return true;
    if (above.is(Kind::Function) || above.is(Kind::If) || above.is(Kind::Block)) return false;
  }
  return false;
}

}  // namespace

void Walk::marks(const KeyedWrite& write) {
  const Node data = program::without_casts(write.value);
  const std::string& key = write.key_text;
  const bool is_now = data && data.is(Kind::Call) && program::is_named(program::callee(data), "Date", "now");
  const bool is_mark = data && (data.is(Kind::String) || data.is(Kind::Number) || data.is(Kind::Boolean) || is_now);
  if (!is_mark || write.store != Store::Value || key.empty() || key.find("{?}") != std::string::npos) return;
  for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
    const Source& source = flow_.sources[id];
    if (source.form != Source::Form::Read || source.store != Store::Value || source.key_text != key ||
        !checked_.contains({id, ""}))
      continue;
    flow_.writes.push_back({.source = id,
                            .flush = write.flush,
                            .deep = write.deep,
                            .chain = write.chain,
                            .mutations = {{.node = write.flush, .path = {}, .strength = Strength::Claim}}});
    return;
  }
  // In a function that is told the key: who looked is above.
  if (write.data.empty() && key.find("{#") != std::string::npos) flow_.keyed_writes.push_back(write);
}

void Walk::takes_away(KeyedWrite write) {
  const std::string& key = write.key_text;
  if (key.empty() || key.find("{?}") != std::string::npos || is_moved_away(unit_)) return;
  for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
    const Source& source = flow_.sources[id];
    if (source.form != Source::Form::Read || source.store != Store::Value || source.key_text != key) continue;
    const bool is_for_once = !source.is_list && flows_.vocabulary().is_for_once(key) && checked_.contains({id, ""});
    if (!source.is_list && !is_for_once) continue;
    flow_.writes.push_back({.source = id,
                            .flush = write.flush,
                            .deep = write.deep,
                            .chain = write.chain,
                            .mutations = {{.node = write.flush,
                                           .path = {},
                                           .strength = source.is_list ? Strength::Drained : Strength::Claim}},
                            .takes_away = true});
    return;
  }
  if (key.find("{#") != std::string::npos) flow_.keyed_writes.push_back(std::move(write));
}

bool Walk::replaces_what_was_spent(const Origin& to, const Node& value, const Node& write) {
  const std::string_view column = last_of(to.path);
  // What falls back on the old one says that it is mostly still good.
  if (!flows_.vocabulary().is_rotated(column) || !(value.is(Kind::Member) || value.is(Kind::Ident)) || clears(value))
    return false;
  for (const Node used : program::nodes_of(unit_, {Kind::Member, Kind::Ident})) {
    if (used.text() != column || used.span().end > write.span().begin || !is_handed_to_somebody(used, unit_)) continue;
    const Value known = eval(used);
    const bool is_old = std::any_of(known.begin(), known.end(), [&](const Origin& origin) {
      return origin.source == to.source && origin.relation == Relation::Part && origin.inside.empty() &&
             origin.path == to.path;
    });
    if (is_old) return true;
  }
  return false;
}

void Walk::note_compared(const Effect& of, const Node& data) {
  const Node where = program::without_casts(of.key);
  const bool names_row =
      where && where.is(Kind::Object) && (program::property(where, "id") || program::property(where, "_id"));
  if (!names_row || !data.is(Kind::Object)) return;
  for (const Node part : where.children()) {
    if (part.is(Kind::Property) && !is_identity(part.text()) && says_column(data, part.text()))
      flow_.compared_writes.push_back({of.call, of.subject, std::string(part.text())});
  }
}

void Walk::shifts(const Effect& of, const Node& data) {
  const Node where = program::without_casts(of.key);
  if (of.store != Store::Row || !where || !where.is(Kind::Object) || !data.is(Kind::Object)) return;
  for (const Node part : where.children()) {
    const Node range = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    const Node step = range ? program::without_casts(program::value_of(program::property(data, part.text()))) : Node{};
    if (!range || !range.is(Kind::Object) || !step || !step.is(Kind::Object)) continue;
    if (!program::property(step, "increment") && !program::property(step, "decrement")) continue;
    for (const Node bound : range.children()) {
      if (!bound.is(Kind::Property) || !is_one_of(bound.text(), kBounds)) continue;
      for (const Origin& origin : eval(program::value_of(bound))) {
        const Source& source = flow_.sources[origin.source];
        if (source.form != Source::Form::Read || source.subject != of.subject || !origin.inside.empty() ||
            last_of(origin.path) != part.text())
          continue;
        flow_.writes.push_back(
            {.source = origin.source,
             .flush = of.call,
             .deep = of.call,
             .mutations = {{.node = bound, .path = std::string(part.text()), .strength = Strength::Shifted}}});
        return;
      }
    }
  }
}

}  // namespace lockstep::effects
