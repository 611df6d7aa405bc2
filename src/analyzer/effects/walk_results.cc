// What calls of libraries hand back: rows and values that were read, numbers of rows, and rows that have just been
// inserted, which nobody else knows yet.

#include "effects/walk.h"

#include "effects/call_chain.h"
#include "effects/origins.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::callee;

namespace {

/// The columns that a read asks for a value, beside ids: `where: { code, status: 'pending' }`.
bool is_condition(std::string_view name) {
  return !name.empty() && !is_identity(name) && !name.starts_with("deleted") && !name.starts_with("is_deleted");
}

std::set<std::string> conditions_of(const Effect& of) {
  std::set<std::string> columns;
  if (of.statement != nullptr) {
    for (const StatementColumn& part : of.statement->where) {
      if (is_condition(part.column)) columns.insert(part.column);
    }
    for (const std::string& column : of.statement->asked) {
      if (is_condition(column)) columns.insert(column);
    }
    return columns;
  }
  const Node key = of.key;
  Node where = program::without_casts(key);
  if (where && where.is(Kind::Object) && program::property(where, "where"))
    where = program::without_casts(program::value_of(program::property(where, "where")));
  if (!where || !where.is(Kind::Object)) return columns;
  for (const Node part : where.children()) {
    const std::string_view name = part.is(Kind::Property) ? part.text() : std::string_view{};
    if (is_condition(name)) columns.emplace(name);
  }
  return columns;
}

}  // namespace

Value Walk::result_of_effect(const Effect& of, int depth) {
  switch (of.does) {
    case Does::Read:
    case Does::ReadMany: {
      Source source{.node = of.call,
                    .deep = of.call,
                    .store = of.store,
                    .subject = of.subject,
                    .shown = of.shown,
                    .entity = of.entity,
                    .row_lock = of.row_lock,
                    .is_generic = of.is_generic};
      if (of.group != nullptr) {
        source.packages = of.group->packages;
        source.in_one_step = of.group->in_one_step;
      }
      if (of.store == Store::Row) {
        source.row_key = row_key(of);
        source.row_in = of.statement != nullptr ? std::string("rows") : row_in_selection(of);
        source.is_own = is_own_row(source.row_key);
        (of.does == Does::Read ? source.conditions : source.counted_by) = conditions_of(of);
      } else {
        source.key_text = key_text(program_, unit_, of.key);
        source.is_list = of.does == Does::ReadMany;
        source.is_parsed = callee(of.call).text().find("Json") != std::string_view::npos ||
                           callee(of.call).text().find("JSON") != std::string_view::npos;
      }
      const std::uint32_t id = new_source(std::move(source));
      return {{id, of.does == Does::ReadMany ? Relation::List : Relation::Entity, ""}};
    }
    case Does::Count: {
      if (of.store != Store::Row || of.subject.empty()) return {};
      const std::uint32_t id = new_source({.form = Source::Form::Count,
                                           .node = of.call,
                                           .deep = of.call,
                                           .subject = of.subject,
                                           .shown = of.shown,
                                           .entity = of.entity,
                                           .row_key = row_key(of.key),
                                           .counted_by = conditions_of(of)});
      return {{id, Relation::Entity, ""}};
    }
    case Does::Insert:
      return inserted(of);
    case Does::Save: {
      Value saved = eval(of.data, depth + 1);
      if (of.store == Store::Row && is_new_row(saved)) add_all(saved, inserted(of));
      return saved;
    }
    case Does::Merge:
      return eval(of.data, depth + 1);
    default:
      return {};
  }
}

std::string Walk::row_in_selection(const Effect& of) const {
  const Node selection = of.call.is(Kind::Call) ? chained(of.call, "select") : Node{};
  const Node shape = selection && argument(selection, 0) ? program::without_casts(argument(selection, 0)) : Node{};
  if (!shape || !shape.is(Kind::Object)) return {};
  for (const Node part : shape.children()) {
    const Node table = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    if (!table || !table.is(Kind::Ident)) continue;
    Effect named;
    name_entity(program_, table, named);
    if (named.subject == of.subject) return std::string(part.text());
  }
  return {};
}

Value Walk::inserted(const Effect& of) {
  const std::uint32_t id = new_source({.form = Source::Form::Made,
                                       .node = of.call,
                                       .deep = of.call,
                                       .store = of.store,
                                       .subject = of.subject,
                                       .shown = of.shown,
                                       .entity = of.entity,
                                       .row_key = {},
                                       .is_generic = of.is_generic});
  return {{id, Relation::Entity, ""}};
}

bool Walk::is_own_row(const RowKey& key) const {
  return std::any_of(key.begin(), key.end(), [&](const KeyPart& part) {
    return !part.value.empty() && std::all_of(part.value.begin(), part.value.end(), [&](const Origin& origin) {
      const Source& from = flow_.sources[origin.source];
      return from.form == Source::Form::Made && origin.relation == Relation::Part &&
             is_id_of_row(origin.path, from.subject);
    });
  });
}

}  // namespace lockstep::effects
