// Rows that are looked for, and inserted where none was found. Two who look at the same time find none, and both
// insert.

#include "effects/walk.h"

#include "effects/acquisitions.h"
#include "effects/call_chain.h"
#include "effects/origins.h"
#include "program/exits.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>
#include <utility>

namespace lockstep::effects {

using program::callee;

namespace {

/// What makes an insert leave alone what is there: `onConflictDoNothing()`, `.onConflict().ignore()`, `orIgnore()`.
constexpr std::array<std::string_view, 6> kUnlessThere = {
    "onConflictDoNothing", "onConflictDoUpdate", "onConflict", "orIgnore", "orUpdate", "ignore"};

bool spares_what_is_there(const Node& insert) {
  const bool is_chained = std::any_of(kUnlessThere.begin(), kUnlessThere.end(), [&](std::string_view name) {
    return bool(following(insert, name)) || bool(chained(insert, name));
  });
  const Node options = program::argument(insert, 0) ? program::without_casts(program::argument(insert, 0)) : Node{};
  return is_chained || callee(insert).text() == "upsert" ||
         (options && options.is(Kind::Object) && bool(program::property(options, "skipDuplicates")));
}

bool is_none(const Node& node) {
  return node && (node.is(Kind::Null) || (node.is(Kind::Ident) && node.text() == "undefined"));
}

/// Whether a row was looked for by what state it is in: "the one that is still open" is no matter of an index alone.
bool asks_for_state(const Source& source) {
  const auto is_state = [](const std::string& column) {
    return ends_with_any_case(column, "status") || ends_with_any_case(column, "state") ||
           ends_with_any_case(column, "stage");
  };
  return std::any_of(source.conditions.begin(), source.conditions.end(), is_state) ||
         std::any_of(source.counted_by.begin(), source.counted_by.end(), is_state);
}

/// Rows, or what was made of each of them: `(await find(…)).map(toLabel).length`.
bool is_number_of(const Origin& list) {
  return list.path.empty() && ((list.relation == Relation::List && list.inside.empty()) ||
                               (list.relation == Relation::Decided && list.inside == "length"));
}

/// A row, or an object with its columns, as repositories hand them out: `return row && { id: row.id, name: row.name }`.
bool is_row_or_made_of_it(const Origin& origin) {
  if (origin.inside.empty())
    return origin.path.empty() && (origin.relation == Relation::Entity || origin.relation == Relation::Parsed);
  return origin.relation == Relation::Part;
}

bool is_zero(const Node& node) { return node && node.is(Kind::Number) && node.text() == "0"; }

}  // namespace

void Walk::add_absent(const Node& written, bool holds, std::vector<std::uint32_t>& into) {
  struct Open {
    Node condition;
    bool is_so = true;
  };
  std::vector<Open> open{{written, holds}};
  while (!open.empty()) {
    const auto [part, is_so] = open.back();
    open.pop_back();
    const Node condition = part ? program::without_casts(part) : Node{};
    if (!condition) continue;
    if (condition.is(Kind::Unary) && condition.op() == Op::Not) {
      open.push_back({condition.child(0), !is_so});
      continue;
    }
    if (condition.is(Kind::Binary)) {
      const Op op = condition.op();
      if ((op == Op::And && is_so) || (op == Op::Or && !is_so)) {
        open.push_back({condition.child(1), is_so});
        open.push_back({condition.child(0), is_so});
        continue;
      }
      const Node left = program::without_casts(condition.child(0));
      const Node right = program::without_casts(condition.child(1));
      const bool is_same = op == Op::StrictEqual || op == Op::Equal;
      const bool is_other = op == Op::StrictNotEqual || op == Op::NotEqual || op == Op::Greater;
      if ((!is_same && !is_other) || !left) continue;
      // `found === null`, `found.length > 0`
      const bool asks_for_none = is_none(right) && op != Op::Greater;
      if (is_zero(right) && add_uncounted(left, is_same ? !is_so : is_so, into)) continue;
      const bool asks_for_many = is_zero(right) && left.is(Kind::Member) && left.text() == "length";
      if (asks_for_none || asks_for_many) open.push_back({left, is_same ? !is_so : is_so});
      continue;
    }
    if (is_so || add_uncounted(condition, is_so, into)) continue;
    const bool is_length = condition.is(Kind::Member) && condition.text() == "length";
    for (const Origin& origin : eval(is_length ? condition.child(0) : condition)) {
      const Source& source = flow_.sources[origin.source];
      const bool is_there = is_length ? is_number_of(origin) : is_row_or_made_of_it(origin);
      const bool is_known = std::ranges::find(into, origin.source) != into.end();
      if (is_there && !is_known && source.form == Source::Form::Read && source.store == Store::Row && !source.by_name)
        into.push_back(origin.source);
    }
  }
}

bool Walk::add_uncounted(const Node& counted, bool holds, std::vector<std::uint32_t>& into) {
  bool any = false;
  for (const Origin& origin : eval(counted)) {
    if (flow_.sources[origin.source].form != Source::Form::Count || !origin.inside.empty()) continue;
    any = true;
    if (!holds) into.push_back(origin.source);
  }
  return any;
}

std::vector<std::uint32_t> Walk::absent_at(const Node& node) {
  std::vector<std::uint32_t> found;
  for (Node below = node, above = node.parent(); above && below != unit_; below = above, above = above.parent()) {
    if (above.is(Kind::If) || above.is(Kind::Conditional)) {
      if (above.child(0) != below) add_absent(above.child(0), above.child(1) == below, found);
    } else if (above.is(Kind::Binary) && above.child(1) == below) {
      if (above.op() == Op::Coalesce || above.op() == Op::Or) add_absent(above.child(0), false, found);
      if (above.op() == Op::And) add_absent(above.child(0), true, found);
    } else if (above.is(Kind::Block)) {
      for (const Node before : above.children()) {
        if (before == below) break;
        if (before.is(Kind::If) && program::leaves_function(before.child(1))) add_absent(before.child(0), false, found);
      }
    }
  }
  return found;
}

void Walk::fills_absence(Inserted& row) {
  const auto& insert = flows_.effect(row.deep);
  const bool spares =
      insert && insert->statement != nullptr ? insert->statement->spares_what_is_there : spares_what_is_there(row.deep);
  if (spares) return;
  std::vector<std::uint32_t> absent = absent_at(row.flush);
  std::ranges::sort(absent, std::ranges::greater(), [&](auto id) { return flow_.sources[id].node.span().begin; });
  for (const std::uint32_t id : absent) {
    const Source& source = flow_.sources[id];
    if (source.subject != row.subject) continue;
    std::set<std::string> columns;
    for (const KeyPart& part : source.row_key) columns.insert(part.column);
    const bool names_columns = std::ranges::any_of(columns, [](const std::string& column) {
      return !column.empty() && column != "id" && column != "_id" && column != "uuid";
    });
    // Looked for once more, perhaps under a lock: the last look decides.
    if (!row.looked_for.insert(std::move(columns)).second) continue;
    const bool is_told = std::any_of(flow_.writes.begin(), flow_.writes.end(), [&](const Write& write) {
      return write.source == id && !write.mutations.empty() && write.mutations[0].strength == Strength::Absent;
    });
    if (source.row_lock || source.is_own || !names_columns || is_told) continue;
    flow_.writes.push_back(
        {.source = id,
         .flush = row.flush,
         .deep = row.deep,
         .chain = row.chain,
         .mutations = {
             {.node = row.flush, .path = {}, .strength = Strength::Absent, .is_by_state = asks_for_state(source)}}});
  }
}

}  // namespace lockstep::effects
