// Updates and inserts that are written in SQL: the same questions as of objects, asked of the statement's columns.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <utility>

namespace lockstep::effects {

bool Walk::compares_in_statement(const Statement& statement) {
  const auto is_set = [&](const std::string& column) {
    return std::any_of(statement.set.begin(), statement.set.end(),
                       [&](const StatementColumn& set) { return set.column == column; });
  };
  const auto is_compared = [&](const std::string& column) {
    return is_mark_of_change(column) || (is_set(column) && !is_identity(column));
  };
  const auto& where = statement.where;
  return std::any_of(statement.asked.begin(), statement.asked.end(), is_compared) ||
         std::any_of(where.begin(), where.end(), [&](const StatementColumn& part) {
           return is_compared(part.column) || is_as_read(part.column, part.value.holes[0]);
         });
}

void Walk::write_statement_to(std::uint32_t id, const Effect& of) {
  Write write{.source = id, .flush = of.call, .deep = of.call};
  std::vector<std::size_t> refilled;  // mutations
  for (const auto& [column, value] : of.statement->set) {
    if (value.is_hole) {
      write_property(column, value.holes[0], value.place, write, refilled);
      continue;
    }
    const Origin to{id, Relation::Part, column};
    if (value.holes.empty()) {
      const bool is_claim = !value.literal.empty() && uses_up(to, value.literal);
      const auto after_look = is_claim                 ? std::nullopt
                              : !value.literal.empty() ? follows_check_of_literal(to, value.literal)
                              : value.is_null          ? follows_check_of_state(to, "")
                                                       : std::nullopt;
      write.mutations.push_back({.node = value.place,
                                 .path = column,
                                 .strength = is_claim     ? Strength::Claim
                                             : after_look ? Strength::Checked
                                                          : Strength::Plain,
                                 .looked_at = after_look.value_or(LookedAt::State)});
      if (after_look) write.mutations.back().gate = gate_of(to);
      continue;
    }
    // `settings || $1` is done by the store, unless the old value has gone into what it is given.
    Value given;
    for (const Node& hole : value.holes) add_all(given, eval(hole));
    auto [strength, from, merge] = dependence_of(to, given);
    if (value.uses_column && strength != Strength::Merged) continue;
    write.mutations.push_back(
        {.node = value.place, .path = column, .strength = strength, .merge = merge, .from = from});
  }
  note_refilled(write, refilled);
  if (!write.mutations.empty()) add_write(std::move(write));
}

void Walk::write_statement(const Effect& of) {
  const Statement& statement = *of.statement;
  Taken row{.flush = of.call, .deep = of.call, .chain = {}, .subject = of.subject, .columns = {}};
  for (const auto& [column, value] : statement.set) {
    row.columns.insert(column);
    flow_.written_columns.emplace(of.subject, column);
    const std::string_view state = value.is_hole && is_state(value.holes[0]) ? value.holes[0].text() : value.literal;
    if (!state.empty() && flows_.vocabulary().is_stop(state)) flow_.stops.push_back({of.call, of.subject, column});
  }
  row_taken(row);
  const RowKey key = row_key(of);
  if (compares_in_statement(statement)) {
    for (const auto& [column, value] : statement.set) flow_.compared_writes.push_back({of.call, of.subject, column});
    return;
  }
  const std::size_t first = flow_.writes.size();
  for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
    if (may_write_back(of, key, id)) write_statement_to(id, of);
  }
  KeyedWrite write{.flush = of.call,
                   .deep = of.call,
                   .store = Store::Row,
                   .subject = of.subject,
                   .shown = of.shown,
                   .row_key = key,
                   .group = of.group};
  for (const auto& [column, value] : statement.set) {
    if (value.holes.size() != 1 || (value.uses_column && eval(value.holes[0]).empty())) continue;
    write.value = value.is_hole ? value.holes[0] : Node{};
    const Value given = eval(value.holes[0]);
    write_column_handed_in(write, column, given, value.place);
    write_column_of_parameter(write, column, given, value.place);
  }
  write.value = {};
  leave_to_the_latest_read(first);
  for (const auto& [column, value] : statement.set) {
    // What the store adds to the old value is no new value that a caller hands in.
    if (value.is_hole) export_column(write, first, column, eval(value.holes[0]), value.holes[0]);
    // `set used = true where id = $1`: who looked at the row is above.
    if (value.literal.empty() || !value.holes.empty() || !is_told_row(key)) continue;
    KeyedWrite spelled_out = write;
    spelled_out.column = column;
    spelled_out.literal = value.literal;
    flow_.keyed_writes.push_back(std::move(spelled_out));
  }
}

void Walk::insert_statement(const Effect& of) {
  for (const auto& [column, value] : of.statement->set) {
    if (value.is_hole) inserts_column(of, column, value.holes[0]);
  }
}

}  // namespace lockstep::effects
