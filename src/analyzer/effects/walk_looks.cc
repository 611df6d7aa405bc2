// What is looked at before something is written: states, marks, codes that are still unused. Whoever finds it otherwise
// goes no further, here, in a function that throws, or because the write stands in the branch.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace lockstep::effects {

namespace {

constexpr std::array<std::string_view, 5> kAsserts = {"assert", "assertThat", "invariant", "ensure", "ok"};

/// For a look at a value that is compared with another one, which is not known.
constexpr std::string_view kSomething = "?";

bool compares_with_nothing(const Node& comparison) {
  for (std::size_t side = 0; side < 2; ++side) {
    if (const Node value = program::without_casts(comparison.child(side)); value && clears(value)) return true;
  }
  return false;
}

/// What a branch ends with: the Throw or Return that leaves the function, or null.
Node way_out(const Node& branch) {
  if (!branch) return {};
  if (branch.is(Kind::Throw) || branch.is(Kind::Return)) return branch;
  if (!branch.is(Kind::Block)) return {};
  Node last;
  for (const Node statement : branch.children()) last = statement;
  return last && (last.is(Kind::Throw) || last.is(Kind::Return)) ? last : Node{};
}

bool is_equality(Op op) { return op == Op::StrictEqual || op == Op::Equal; }
bool is_inequality(Op op) { return op == Op::StrictNotEqual || op == Op::NotEqual; }

/// The value that a condition asks for: 'done' of `row.state === 'done'`.
std::string asked_for(const Node& comparison) {
  const Node value = program::without_casts(comparison.child(1));
  return value && (value.is(Kind::String) || value.is(Kind::Member)) ? std::string(value.text()) : std::string();
}

/// `Date.now() - row.takenAt < LEASE`
bool compares_with_now(const Node& comparison) {
  const auto inside = program::nodes_of(comparison, {Kind::Call, Kind::New});
  for (const Node node : inside) {
    if (is_now(node)) return true;
  }
  return false;
}

/// Whether a node stands in something that a condition awaits.
bool is_awaited_within(const Node& node, const Node& condition) {
  for (Node at = node; at && at != condition; at = at.parent()) {
    if (at.parent() && at.parent().is(Kind::Await)) return true;
  }
  return false;
}

bool is_state_column(std::string_view path) {
  const std::string_view column = last_of(path);
  return ends_with_any_case(column, "status") || ends_with_any_case(column, "state") ||
         ends_with_any_case(column, "stage") || ends_with_any_case(column, "phase") || column.starts_with("status") ||
         column.starts_with("state");
}

/// What is written down when something was done says when the next may be; it is nobody's claim.
bool is_record(std::string_view column) {
  return column.starts_with("last") || column.find("ent") != std::string_view::npos ||
         column.find("equest") != std::string_view::npos || column.find("pdated") != std::string_view::npos ||
         column.find("een") != std::string_view::npos || column.find("reated") != std::string_view::npos ||
         column.find("ync") != std::string_view::npos;
}

/// … of what somebody gets, who then gets it twice: `lastDigestSentAt`, `reminderMailedAt`.
bool is_record_of_deed(std::string_view column) {
  constexpr std::array<std::string_view, 8> kDeeds = {"Sent",   "MailAt", "EmailAt", "mailed",
                                                      "Mailed", "otifi",  "emind",   "igestAt"};
  return column.starts_with("sent") || std::ranges::any_of(kDeeds, [&](std::string_view deed) {
           return column.find(deed) != std::string_view::npos;
         });
}

/// What is deleted twice is deleted.
bool is_stamp(std::string_view column) {
  return !is_record(column) && column.find("eleted") == std::string_view::npos &&
         column.find("rchived") == std::string_view::npos;
}

/// `if (row.acceptedAt) …`, unlike `if (!row.acceptedAt) …`
bool stops_where_set(const Node& unit, std::string_view column) {
  const auto looks = program::nodes_of(unit, Kind::If);
  return std::any_of(looks.begin(), looks.end(), [&](const Node& look) {
    const Node condition = program::without_casts(look.child(0));
    return condition && condition.is(Kind::Member) && condition.text() == column;
  });
}

}  // namespace

bool is_now(const Node& value) {
  if (value.is(Kind::New)) return program::callee(value).text() == "Date" && program::argument_count(value) == 0;
  return value.is(Kind::Call) && program::is_named(program::callee(value), "Date", "now");
}

bool clears(const Node& value) {
  return value.is(Kind::Null) || (value.is(Kind::Ident) && value.text() == "undefined");
}

void Walk::note_checks_of(const Node& statement) {
  if (statement.is(Kind::If)) {
    if (const Node out = way_out(statement.child(1)))
      note_checked(statement.child(0), {.throws = out.is(Kind::Throw), .out = out});
    return;
  }
  const Node head = program::callee(statement);
  if (head && head.text().find("ransition") != std::string_view::npos) note_ways(statement);
  if (head && is_one_of(head.text(), kAsserts)) note_checked(program::argument(statement, 0), {.throws = true});
}

void Walk::note_checked(const Node& written, const Gate& gate) {
  const Node condition = program::without_casts(written);
  if (!condition) return;
  std::string stop;
  if (condition.is(Kind::Binary)) {
    const Op op = condition.op();
    if (op == Op::And || op == Op::Or) {
      note_checked(condition.child(0), gate);
      note_checked(condition.child(1), gate);
      return;
    }
    note_limit(condition, gate);
    note_last(condition, gate);
    if (gate.is_inside ? is_inequality(op) : is_equality(op)) stop = asked_for(condition);
    // Compared with something else than nothing: whoever gets past it has not found it empty.
    if (stop.empty() && !compares_with_nothing(condition)) stop = kSomething;
  }
  note_told_limit(condition, gate);
  const bool is_lease = condition.is(Kind::Binary) && compares_with_now(condition);
  const auto note = [&](const Node& node) {
    if (!node.is(Kind::Member) && !node.is(Kind::Ident) && !node.is(Kind::Call)) return;
    // What is handed to somebody who has to be waited for is looked into and not looked at: `await compare(row.hash)`.
    if (!node.is(Kind::Call) && is_awaited_within(node, condition)) return;
    for (const Origin& origin : eval(node)) {
      const Source& source = flow_.sources[origin.source];
      if (source.form == Source::Form::This || !origin.inside.empty()) continue;
      const bool is_value = origin.relation == Relation::Entity && source.store == Store::Value;
      if (origin.relation != Relation::Part && origin.relation != Relation::Decided && !is_value) continue;
      check(origin.source, origin.path, stop, gate);
      if (is_lease && !gate.is_inside) checked_[{origin.source, origin.path}].is_lease = true;
    }
  };
  note(condition);
  for (const Node node : program::descendants(condition)) note(node);
  if (gate.is_inside) return;
  if (condition.is(Kind::Call)) note_ways(condition);
  for (const Node call : program::nodes_of(condition, Kind::Call)) note_ways(call);
}

void Walk::note_ways(const Node& call) {
  std::set<std::string> values;
  for (const Node given : program::arguments(call)) {
    const Node value = given ? program::without_casts(given) : Node{};
    if (value && (value.is(Kind::Ident) || value.is(Kind::Member))) values.insert(key_text(program_, unit_, value));
  }
  for (const Node node : program::nodes_of(call, Kind::Member)) {
    for (const Origin& origin : eval(node)) {
      const Source& source = flow_.sources[origin.source];
      if (origin.relation != Relation::Part || !origin.inside.empty() || source.form != Source::Form::Read ||
          source.store != Store::Row || !is_state_column(origin.path))
        continue;
      Checked& checked = checked_[{origin.source, origin.path}];
      checked.leaves = true;
      checked.ways_to.insert(values.begin(), values.end());
    }
  }
}

void Walk::check(std::uint32_t source, const std::string& path, const std::string& stop, const Gate& gate) {
  Checked& checked = checked_[{source, path}];
  checked.throws = checked.throws || gate.throws;
  checked.leaves = checked.leaves || !gate.is_inside;
  if (gate.is_inside) checked.gate = gate.statement;
  if (checked.stops_at.insert(stop).second && gate.is_inside && !open_gates_.empty())
    open_gates_.back().push_back({source, path, stop});
}

void Walk::enter_gate(const Node& statement) {
  open_gates_.emplace_back();
  open_limits_.emplace_back();
  note_checked(statement.child(0), {.is_inside = true, .statement = statement});
}

void Walk::leave_gate() {
  for (const Look& look : open_gates_.back()) {
    const auto at = checked_.find({look.source, look.path});
    if (at == checked_.end()) continue;
    at->second.stops_at.erase(look.stops_at);
    if (at->second.stops_at.empty()) checked_.erase(at);
  }
  open_gates_.pop_back();
  for (const std::uint32_t source : open_limits_.back()) limits_.erase(source);
  open_limits_.pop_back();
}

void Walk::looks_happen(const Node& call, NodeRef target) {
  const Flow& inner = flows_.of(program_[target]);
  for (const Look& look : inner.looks) {
    const Source& theirs = inner.sources[look.source];
    if (theirs.form == Source::Form::Read) {
      check(imported(call, target, look.source, inner), look.path, look.stops_at, {.throws = true});
      continue;
    }
    for (const auto& [origin, rest] : reach(handed_in(call, theirs), look.path)) {
      const bool is_row = origin.relation == Relation::Entity || origin.relation == Relation::Part;
      if (is_row && origin.inside.empty() && flow_.sources[origin.source].form != Source::Form::This)
        check(origin.source, joined(origin.path, rest), look.stops_at, {.throws = true});
    }
  }
}

void Walk::export_looks() {
  for (const auto& [at, checked] : checked_) {
    const Source& source = flow_.sources[at.first];
    const bool is_ours_to_tell = source.form == Source::Form::Parameter ||
                                 (source.form == Source::Form::Read && source.store == Store::Row && !source.by_name);
    if (!checked.throws || !is_ours_to_tell) continue;
    for (const std::string& stop : checked.stops_at) flow_.looks.push_back({at.first, at.second, stop});
  }
}

bool Walk::was_found_by(const Source& source, std::string_view column) {
  return std::any_of(source.row_key.begin(), source.row_key.end(),
                     [&](const KeyPart& part) { return part.column == column; });
}

namespace {

/// Whether what a read asks for has nothing in a column: `{ where: { assigneeId: IsNull() } }`,
/// `isNull(jobs.workerId)`.
bool asks_for_none(const Node& key, std::string_view column) {
  const auto is_call_of_null = [](const Node& call) {
    const Node head = call.is(Kind::Call) ? program::callee(call) : Node{};
    return head && (head.text() == "IsNull" || head.text() == "isNull");
  };
  for (const Node part : program::nodes_of(key, {Kind::Property, Kind::Call})) {
    if (part.is(Kind::Property) && part.text() == column) {
      const Node value = program::without_casts(program::value_of(part));
      if (value && (value.is(Kind::Null) || is_call_of_null(value))) return true;
    }
    const Node asked = is_call_of_null(part) ? program::argument(part, 0) : Node{};
    if (asked && asked.is(Kind::Member) && asked.text() == column) return true;
  }
  return false;
}

/// Whether a read takes whichever comes first, rather than one that somebody names.
bool takes_the_first(const Source& read) {
  if (read.row_key.empty()) return true;
  for (const Node part : program::nodes_of(read.deep, Kind::Property)) {
    if (part.text() == "order" || part.text() == "orderBy") return true;
  }
  return false;
}

/// Whether a write gives to somebody what a read found that was nobody's.
bool takes_next_free(Flows& flows, const Source& source, std::string_view column, const Node& value) {
  const bool is_id = (value.is(Kind::Member) || value.is(Kind::Ident)) && ends_with_any_case(value.text(), "id");
  if (!is_id || !is_reference_column(column) || source.form != Source::Form::Read || source.store != Store::Row ||
      source.row_lock || !takes_the_first(source))
    return false;
  const auto& effect = flows.effect(source.deep);
  return effect && effect->does == Does::Read && effect->key && asks_for_none(effect->key, column);
}

}  // namespace

bool Walk::uses_up(const Origin& to, const Node& value) const {
  if (!value) return false;
  const Source& source = flow_.sources[to.source];
  const std::string_view column = last_of(to.path);
  // The next conversation that is nobody's: two who ask at once get the same.
  if (takes_next_free(flows_, source, column, value)) return true;
  // Found by its code, and the code is taken away by the row's id: two who found it both take it away.
  if (clears(value)) return was_found_by(source, column) && flows_.vocabulary().is_code(column);
  const auto look = checked_.find({to.source, to.path});
  const bool is_looked_at = look != checked_.end();
  if (is_looked_at && look->second.is_lease && is_now(value)) return !is_record(column);
  // To revoke twice what was found valid does no harm.
  const bool is_asked_for = source.conditions.contains(to.path) && column.find("evoked") == std::string_view::npos;
  if (!is_looked_at && !is_asked_for) return false;
  const bool has_word = value.is(Kind::Member) || value.is(Kind::String);
  // What comes from elsewhere may as well say that it is unused again.
  const bool is_mark =
      has_word || value.is(Kind::New) || value.is(Kind::Call) || (value.is(Kind::Boolean) && value.text() == "true");
  return is_mark && flows_.vocabulary().uses_up(column, has_word ? value.text() : std::string_view{});
}

bool Walk::uses_up(const Origin& to, std::string_view literal) const {
  const Source& source = flow_.sources[to.source];
  const std::string_view column = last_of(to.path);
  const bool is_asked_for = source.conditions.contains(to.path) && column.find("evoked") == std::string_view::npos;
  if (!checked_.contains({to.source, to.path}) && !is_asked_for) return false;
  return flows_.vocabulary().uses_up(column, literal == "true" ? std::string_view{} : literal);
}

std::optional<LookedAt> Walk::follows_check_of_literal(const Origin& to, std::string_view literal) const {
  if (literal != "true") return follows_check_of_state(to, literal);
  const auto checks = checked_.find({to.source, to.path});
  const bool is_mark = checks != checked_.end() && checks->second.stops_at.contains("");
  return is_mark && !is_identity(to.path) ? std::optional(LookedAt::NoMark) : std::nullopt;
}

Node Walk::gate_of(const Origin& to) const {
  const auto look = checked_.find({to.source, to.path});
  return look == checked_.end() || look->second.leaves ? Node{} : look->second.gate;
}

bool Walk::is_state(const Node& value) {
  const Node type = value.is(Kind::Member) ? value.child(0) : Node{};
  const bool is_of_enum =
      type && type.is(Kind::Ident) && !type.text().empty() && type.text()[0] >= 'A' && type.text()[0] <= 'Z';
  return value.is(Kind::String) || is_of_enum;
}

bool Walk::may_end_something(const Node& value) {
  return is_state(value) || clears(value) || value.is(Kind::New) || is_now(value) ||
         (value.is(Kind::Boolean) && value.text() == "true");
}

std::optional<LookedAt> Walk::follows_check_of_state(const Origin& to, std::string_view state) const {
  if (is_identity(to.path)) return std::nullopt;
  if (flow_.sources[to.source].conditions.contains(to.path)) return LookedAt::State;
  const auto checks = checked_.find({to.source, to.path});
  if (checks == checked_.end()) return std::nullopt;
  const auto& stops = checks->second.stops_at;
  return std::all_of(stops.begin(), stops.end(), [&](const std::string& stop) { return stop == state; })
             ? LookedAt::SameState
             : LookedAt::State;
}

std::optional<LookedAt> Walk::follows_check(const Origin& to, const Node& value) const {
  // `customerId` may be put where there was none; what else names a row is no state.
  const bool is_reference = is_reference_column(last_of(to.path));
  if (!value || (is_identity(to.path) && !is_reference)) return std::nullopt;
  const bool is_cleared = clears(value);
  // `findFirst({ where: { code, status: 'pending' } })` is a look, too.
  if (!is_reference && (is_state(value) || is_cleared) && flow_.sources[to.source].conditions.contains(to.path))
    return LookedAt::State;
  const auto checks = checked_.find({to.source, to.path});
  if (checks == checked_.end()) return std::nullopt;
  const auto& stops = checks->second.stops_at;
  if ((value.is(Kind::Ident) || value.is(Kind::Member)) &&
      checks->second.ways_to.contains(key_text(program_, unit_, value)))
    return LookedAt::Way;
  if (!is_reference && is_state(value)) return follows_check_of_state(to, value.text());
  // `if (session.isReplying) throw …`, and then `isReplying: true`
  if (!is_reference && value.is(Kind::Boolean) && value.text() == "true" && stops.contains("")) return LookedAt::NoMark;
  // `if (invitation.acceptedAt) throw …`, and then `acceptedAt: new Date()`: when it happened says that it did.
  if (!is_reference && is_now(value) && stops.contains("") && is_stamp(last_of(to.path)) &&
      stops_where_set(unit_, last_of(to.path)))
    return LookedAt::State;
  // `if (row.lastMailedAt > yesterday) return;`, then the mail, and then `lastMailedAt: new Date()`.
  if (!is_reference && is_now(value) && checks->second.leaves && is_record_of_deed(last_of(to.path)))
    return LookedAt::NoMark;
  // A value from elsewhere, put where nothing was found: whoever finds one stops.
  if (is_cleared || is_watermark(last_of(to.path)) || !stops.contains("")) return std::nullopt;
  const bool is_id = (value.is(Kind::Member) || value.is(Kind::Ident)) && ends_with_any_case(value.text(), "id");
  if (is_reference && !is_id) return std::nullopt;
  return is_id ? LookedAt::NoId : LookedAt::Nothing;
}

}  // namespace lockstep::effects
