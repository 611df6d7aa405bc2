// What a read decides without going into the new value: things that may be used once (a token, a coupon), states that
// are looked at before they are set, and rows that are moved since they lie behind another one.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <string>

namespace lockstep::effects {

namespace {

constexpr std::array<std::string_view, 5> kAsserts = {"assert", "assertThat", "invariant", "ensure", "ok"};

constexpr std::array<std::string_view, 4> kBounds = {"gt", "gte", "lt", "lte"};

/// Whether a branch leaves the function: `throw …`, `{ …; return … }`.
bool leaves(const Node& branch) {
  if (!branch) return false;
  if (branch.is(Kind::Throw) || branch.is(Kind::Return)) return true;
  if (!branch.is(Kind::Block)) return false;
  Node last;
  for (const Node statement : branch.children()) last = statement;
  return last && (last.is(Kind::Throw) || last.is(Kind::Return));
}

/// The value that a condition asks for: 'done' of `row.state === 'done'`.
std::string stops_at(const Node& condition) {
  const Node plain = program::without_casts(condition);
  if (!plain || !plain.is(Kind::Binary) || !(plain.op() == Op::StrictEqual || plain.op() == Op::Equal)) return {};
  const Node value = program::without_casts(plain.child(1));
  return value && (value.is(Kind::String) || value.is(Kind::Member)) ? std::string(value.text()) : std::string();
}

/// Whether a unit first gives what it takes away a name of its own: `rename(key, taken)`.
bool is_moved_away(const Node& unit) {
  const auto inside = program::nodes_of(unit, Kind::Call);
  return std::any_of(inside.begin(), inside.end(), [](const Node& call) {
    const Node head = program::callee(call);
    return head && (ends_with_any_case(head.text(), "rename") || ends_with_any_case(head.text(), "renamenx"));
  });
}

}  // namespace

void Walk::note_checks_of(const Node& statement) {
  if (statement.is(Kind::If)) {
    if (leaves(statement.child(1))) note_checked(statement.child(0));
    return;
  }
  const Node head = program::callee(statement);
  if (head && is_one_of(head.text(), kAsserts)) note_checked(program::argument(statement, 0));
}

void Walk::note_checked(const Node& condition) {
  if (!condition) return;
  const auto note = [&](const Node& node) {
    if (!node.is(Kind::Member) && !node.is(Kind::Ident)) return;
    for (const Origin& origin : eval(node)) {
      const bool is_value = origin.relation == Relation::Entity && flow_.sources[origin.source].store == Store::Value;
      if ((origin.relation == Relation::Part || is_value) && origin.inside.empty() &&
          flow_.sources[origin.source].form == Source::Form::Read)
        checked_[{origin.source, origin.path}].insert(stops_at(condition));
    }
  };
  note(condition);
  for (const Node node : program::descendants(condition)) note(node);
}

void Walk::marks(const Effect& of, const std::string& key) {
  const Node data = program::without_casts(of.data);
  const bool is_now = data && data.is(Kind::Call) && program::is_named(program::callee(data), "Date", "now");
  const bool is_mark = data && (data.is(Kind::String) || data.is(Kind::Number) || data.is(Kind::Boolean) || is_now);
  if (!is_mark || of.store != Store::Value || key.empty() || key.find("{?}") != std::string::npos) return;
  for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
    const Source& source = flow_.sources[id];
    if (source.form != Source::Form::Read || source.store != Store::Value || source.key_text != key ||
        !checked_.contains({id, ""}))
      continue;
    flow_.writes.push_back({.source = id,
                            .flush = of.call,
                            .deep = of.call,
                            .mutations = {{.node = of.call, .path = {}, .strength = Strength::Claim}}});
    return;
  }
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

bool Walk::uses_up(const Origin& to, const Node& value) const {
  if (!value || !checked_.contains({to.source, to.path})) return false;
  const bool has_word = value.is(Kind::Member) || value.is(Kind::String);
  // What comes from elsewhere may as well say that it is unused again.
  const bool is_mark =
      has_word || value.is(Kind::New) || value.is(Kind::Call) || (value.is(Kind::Boolean) && value.text() == "true");
  return is_mark && flows_.vocabulary().uses_up(to.path, has_word ? value.text() : std::string_view{});
}

std::optional<LookedAt> Walk::follows_check(const Origin& to, const Node& value) const {
  if (!value || is_identity(to.path)) return std::nullopt;
  const Node type = value.is(Kind::Member) ? value.child(0) : Node{};
  const bool is_of_enum =
      type && type.is(Kind::Ident) && !type.text().empty() && type.text()[0] >= 'A' && type.text()[0] <= 'Z';
  const bool is_state = value.is(Kind::String) || is_of_enum;
  const bool clears = value.is(Kind::Null) || (value.is(Kind::Ident) && value.text() == "undefined");
  // `findFirst({ where: { code, status: 'pending' } })` is a look, too.
  if ((is_state || clears) && flow_.sources[to.source].conditions.contains(to.path)) return LookedAt::State;
  const auto checks = checked_.find({to.source, to.path});
  if (checks == checked_.end()) return std::nullopt;
  if (is_state) {
    const bool stops_there = std::all_of(checks->second.begin(), checks->second.end(),
                                         [&](const std::string& stop) { return stop == value.text(); });
    return stops_there ? LookedAt::SameState : LookedAt::State;
  }
  // A value from elsewhere, put where nothing was found: whoever finds one stops.
  if (clears || is_watermark(to.path) || !checks->second.contains("")) return std::nullopt;
  const bool is_id = (value.is(Kind::Member) || value.is(Kind::Ident)) && ends_with_any_case(value.text(), "id");
  return is_id ? LookedAt::NoId : LookedAt::Nothing;
}

void Walk::note_compared(const Effect& of, const Node& data) {
  const Node where = program::without_casts(of.key);
  if (!where || !where.is(Kind::Object) || !data.is(Kind::Object) || !program::property(where, "id")) return;
  for (const Node part : where.children()) {
    if (part.is(Kind::Property) && !is_identity(part.text()) && program::property(data, part.text()))
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
