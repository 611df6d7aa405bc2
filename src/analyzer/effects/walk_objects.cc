// Objects that are made of rows, and rows that are made of objects: layers that keep entities of the domain apart from
// those of the database turn one into the other by constructors and mappers, and save what came out.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::callee;

namespace {

bool is_id(std::string_view column) { return column == "id" || column == "_id" || column == "uuid"; }

/// What a constructor puts into a field: `lines` of `this.lines = props.lines ?? []`.
Node source_of(const Node& written) {
  Node value = program::without_casts(written);
  while (value && value.is(Kind::Binary) && (value.op() == facts::Op::Coalesce || value.op() == facts::Op::Or))
    value = program::without_casts(value.child(0));
  return value;
}

}  // namespace

Value Walk::made_by_constructor(const Node& made, int depth) {
  const auto constructors = program_.callees(made);
  if (constructors.size() != 1) return {};
  const Node function = program_[constructors[0]];
  Value out;
  const auto take = [&](const ParameterPath& from, std::string_view field) {
    if (from.index < 0) return;
    const Value given = eval(argument(made, static_cast<std::size_t>(from.index)), depth + 1);
    const Origin became{.relation = from.path.empty() ? Relation::Entity : Relation::Part,
                        .path = from.path,
                        .inside = std::string(field)};
    for (const Origin& origin : composed(given, became)) add(out, origin);
  };
  int index = 0;
  for (const Node parameter : program::parameters(function).children()) {
    if (parameter.has(facts::kPublic) || parameter.has(facts::kPrivate) || parameter.has(facts::kReadonly)) {
      const Node name = parameter.child(0);
      if (name && name.is(Kind::Binding)) take({index, ""}, name.text());
    }
    ++index;
  }
  for (const Node assign : program::nodes_of(function, Kind::Assign)) {
    const Node target = program::without_casts(assign.child(0));
    if (!target || !target.is(Kind::Member) || !target.child(0).is(Kind::This)) continue;
    Node value = source_of(assign.child(1));
    std::string path;
    while (value && value.is(Kind::Member)) {
      path = path.empty() ? std::string(value.text()) : std::string(value.text()) + "." + path;
      value = program::without_casts(value.child(0));
    }
    if (!value || !value.is(Kind::Ident)) continue;
    ParameterPath from = parameter_path(program_, function, value);
    from.path = joined(from.path, path);
    take(from, target.text());
  }
  return out;
}

void Walk::note_assigned(std::uint32_t source, std::string_view column, const Value& value) {
  const Source& row = flow_.sources[source];
  if (row.form != Source::Form::Read || row.store != Store::Row || row.by_name ||
      column.find('.') != std::string_view::npos)
    return;
  Value given;
  for (Origin origin : value) {
    if (origin.relation == Relation::Decided || !flow_.sources[origin.source].is_from_outside()) continue;
    // What a helper made of all that was handed in still has its columns.
    const bool is_all = origin.path.empty() && origin.inside.empty() && column.empty();
    if (is_all && (origin.relation == Relation::Derived || origin.relation == Relation::Parsed))
      origin = {.source = origin.source, .relation = Relation::Entity};
    add(given, std::move(origin));
  }
  if (!given.empty()) assigned_[source].emplace_back(column, std::move(given));
}

void Walk::export_assigned(const Write& write) {
  const auto known = assigned_.find(write.source);
  const Source& row = flow_.sources[write.source];
  if (known == assigned_.end() || row.row_lock || !write.path.empty() || !is_told_row(row.row_key)) return;
  for (const auto& [column, value] : known->second) {
    flow_.keyed_writes.push_back({.flush = write.flush,
                                  .deep = write.deep,
                                  .chain = write.chain,
                                  .store = Store::Row,
                                  .subject = row.subject,
                                  .shown = row.shown,
                                  .row_key = row.row_key,
                                  .column = column,
                                  .data = settled(value),
                                  .is_generic = row.is_generic});
  }
}

void Walk::saves_made_row(const Effect& of, const Value& value) {
  if (of.subject.empty()) return;
  KeyedWrite write{.flush = of.call,
                   .deep = of.call,
                   .store = Store::Row,
                   .subject = of.subject,
                   .shown = of.shown,
                   .row_key = {},
                   .group = of.group};
  auto columns = columns_of(value);
  for (const auto& [column, origins] : columns) {
    if (is_id(column)) write.row_key.push_back({.column = column, .text = {}, .value = origins, .node = {}});
  }
  if (write.row_key.empty()) return;
  for (auto& [column, origins] : columns) {
    if (is_identity(column)) continue;
    write.column = column;
    write.data = settled(origins);
    writes_column(write, column, write.data, of.call);
    const bool is_told = std::any_of(write.data.begin(), write.data.end(), [&](const Origin& origin) {
      return origin.relation != Relation::Decided && flow_.sources[origin.source].is_from_outside();
    });
    if (is_told) flow_.keyed_writes.push_back(write);
  }
}

}  // namespace lockstep::effects
