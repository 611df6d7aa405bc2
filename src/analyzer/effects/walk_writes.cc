#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

/// What Prisma does to rows of another table, or in one step, inside of an update's data.
constexpr std::array<std::string_view, 16> kNestedWrites = {
    "update",     "create",     "connect",   "disconnect", "upsert",   "delete", "createMany", "connectOrCreate",
    "deleteMany", "updateMany", "increment", "decrement",  "multiply", "divide", "push",       "set"};

}  // namespace

void Walk::note_fresh(const Node& target, const Node& value) {
  const Node object = target.is(Kind::Member) ? target.child(0) : Node{};
  if (!object || !object.is(Kind::Ident)) return;
  const Value known = eval(object);
  if (std::any_of(known.begin(), known.end(), [](const Origin& origin) { return origin.inside.empty(); })) return;
  if (const auto binding = object.facts().binding(object.id()))
    fresh_[binding->value].push_back({std::string(target.text()), value});
}

bool Walk::adds(const Node& expression) const {
  const Node plain = program::without_casts(expression);
  if (!plain) return false;
  if (plain.is(Kind::Ident)) {
    const Node declared = program_.definition(plain).node;
    const Node value = declared ? program::without_casts(program::value_of(declared)) : Node{};
    return value && is_step(value);
  }
  if (is_step(plain)) return true;
  for (const Node node : program::descendants(plain)) {
    if (is_step(node)) return true;
  }
  return false;
}

bool Walk::is_step(const Node& node) {
  return node.is(Kind::Binary) && node.op() == Op::Add && node.child(1) && node.child(1).is(Kind::Number);
}

void Walk::inserts(const Effect& of, const Node& data, int depth) {
  const Node plain = program::without_casts(data);
  if (!plain || depth > 4) return;  // `create(create(row))`, or a name that leads to itself
  if (plain.is(Kind::Object)) {
    for (const Node part : plain.children()) {
      if (part.is(Kind::Property)) inserts_column(of, part.text(), program::value_of(part));
    }
    return;
  }
  if (plain.is(Kind::Call)) {
    if (const auto made = effect(plain); made && made->does == Does::Create) inserts(of, made->data, depth + 1);
    return;
  }
  if (!plain.is(Kind::Ident)) return;
  const auto binding = plain.facts().binding(plain.id());
  if (!binding) return;
  if (const auto known = fresh_.find(binding->value); known != fresh_.end()) {
    for (const auto& [column, value] : known->second) inserts_column(of, column, value);
    return;
  }
  const Node declared = program_.definition(plain).node;
  const Node made = declared ? program::without_casts(program::value_of(declared)) : Node{};
  if (made && made.is(Kind::Call)) inserts(of, made, depth + 1);
}

void Walk::inserts_column(const Effect& of, std::string_view column, const Node& value) {
  if (column.empty() || !value) return;
  for (const Origin& origin : eval(value)) {
    const Source& source = flow_.sources[origin.source];
    if (source.form != Source::Form::Read || source.store != Store::Row || source.subject != of.subject) continue;
    if (!origin.is_merge || origin.path != column || !adds(value)) continue;
    flow_.writes.push_back({.source = origin.source,
                            .flush = of.call,
                            .deep = of.call,
                            .mutations = {{.node = value, .path = std::string(column), .strength = Strength::Next}}});
    return;
  }
}

void Walk::happens(const Effect& of) {
  switch (of.does) {
    case Does::Save:
      if (of.store != Store::Row) {
        write_value(of);
      } else if (const Node data = program::without_casts(of.data)) {
        if (data.is(Kind::Object)) {
          write_row(of, data);
          return;
        }
        inserts(of, data);
        flush_all(eval(data), of.call, of.whole);
      }
      return;
    case Does::Update:
      if (const Node data = program::without_casts(of.data)) write_row(of, data);
      return;
    case Does::Insert:
      inserts(of, of.data);
      return;
    case Does::Merge:
      for (const Origin& origin : eval(of.data)) {
        if (origin.relation == Relation::Entity)
          mutate(origin.source, {.node = callee(of.call), .path = "", .strength = Strength::Plain});
      }
      return;
    case Does::Reload:
      for (const Origin& origin : eval(of.data)) flow_.sources[origin.source].pending.clear();
      return;
    case Does::Flush:
      for (std::uint32_t i = 0; i < flow_.sources.size(); ++i) {
        if (flow_.sources[i].form == Source::Form::Read && flow_.sources[i].store == Store::Row)
          flush(i, of.call, of.call, {}, false);
      }
      return;
    default:
      return;
  }
}

void Walk::flush_all(const Value& value, const Node& call, bool whole) {
  for (const Origin& origin : value) {
    if (!origin.inside.empty()) continue;
    const bool is_handed_in =
        origin.relation == Relation::Part && flow_.sources[origin.source].form == Source::Form::Parameter;
    if (origin.relation == Relation::Entity || origin.relation == Relation::List) {
      flush(origin.source, call, call, {}, whole);
    } else if (is_handed_in) {
      flush(origin.source, call, call, {}, whole, origin.path);
    }
  }
}

void Walk::flush(std::uint32_t id, const Node& call, const Node& deep, std::vector<NodeRef> chain, bool whole,
                 const std::string& path) {
  Source& source = flow_.sources[id];
  Write write{.source = id, .flush = call, .deep = deep, .chain = std::move(chain), .whole = whole, .path = path};
  std::vector<Mutation> others;
  for (Mutation& mutation : source.pending) {
    if (path.empty()) {
      write.mutations.push_back(std::move(mutation));
    } else if (mutation.path.size() > path.size() && mutation.path.starts_with(path) &&
               mutation.path[path.size()] == '.') {
      mutation.path.erase(0, path.size() + 1);
      write.mutations.push_back(std::move(mutation));
    } else {
      others.push_back(std::move(mutation));
    }
  }
  source.pending = std::move(others);
  add_write(std::move(write));
}

void Walk::add_write(Write write) {
  const bool is_read = flow_.sources[write.source].form == Source::Form::Read;
  (is_read ? flow_.writes : flow_.parameter_writes).push_back(std::move(write));
}

bool Walk::is_conditional_write(const Node& key, const Node& data) {
  const Node where = program::without_casts(key);
  if (!where || !where.is(Kind::Object)) return false;
  for (const Node part : where.children()) {
    if (!part.is(Kind::Property)) continue;
    const std::string_view name = part.text();
    if (name == "version" || name == "updatedAt" || name == "revision" || name == "rev" || name == "__v" ||
        name == "status" || name == "state")
      return true;
    if (data.is(Kind::Object) && program::property(data, name) && !is_identity(name)) return true;
  }
  return false;
}

void Walk::write_row(const Effect& of, const Node& data) {
  if (is_conditional_write(of.key, data)) return;
  const std::size_t first = flow_.writes.size();
  const RowKey key = row_key(of.key);
  for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
    const Source& source = flow_.sources[id];
    if (source.form != Source::Form::Read || source.store != Store::Row) continue;
    if (!of.subject.empty() && source.subject != of.subject) continue;
    const bool by_id_inside =
        of.does == Does::Save && (program::property(data, "id") || starts_with_spread_of(data, id));
    if (of.does == Does::Save ? !by_id_inside : !names_row_of(key, id)) continue;
    write_object(id, data, of.call, of.whole && starts_with_spread_of(data, id));
  }
  leave_to_the_latest_read(first);
  // Data that a caller hands in: the object itself, or values of its properties.
  const auto export_data = [&](std::string column, Value value) {
    const bool from_outside = std::any_of(value.begin(), value.end(), [&](const Origin& origin) {
      return flow_.sources[origin.source].form == Source::Form::Parameter;
    });
    if (!from_outside || comes_from_own_read(first, column)) return;
    flow_.keyed_writes.push_back({.flush = of.call,
                                  .deep = of.call,
                                  .store = Store::Row,
                                  .subject = of.subject,
                                  .shown = of.shown,
                                  .row_key = key,
                                  .column = std::move(column),
                                  .data = settled(std::move(value))});
  };
  if (!data.is(Kind::Object)) {
    export_data("", eval(data));
    return;
  }
  for (const Node part : data.children()) {
    if (part.is(Kind::Spread)) {
      std::map<std::string, Value> columns;
      for (Origin origin : eval(part.child(0))) {
        const std::string column(first_of(origin.inside));
        origin.inside = std::string(behind_first(origin.inside));
        if (!column.empty()) columns[column].push_back(std::move(origin));
      }
      for (auto& [column, value] : columns) export_data(column, std::move(value));
      continue;
    }
    if (!part.is(Kind::Property) || part.text().empty()) continue;
    const Node value = program::without_casts(program::value_of(part));
    if (value && !(value.is(Kind::Object) && is_nested_write(value)))
      export_data(std::string(part.text()), eval(value));
  }
}

bool Walk::comes_from_own_read(std::size_t first, std::string_view column) const {
  return std::any_of(
      flow_.writes.begin() + static_cast<std::ptrdiff_t>(first), flow_.writes.end(), [&](const Write& write) {
        return std::any_of(write.mutations.begin(), write.mutations.end(), [&](const Mutation& mutation) {
          return mutation.path == column && mutation.strength > Strength::Plain;
        });
      });
}

void Walk::leave_to_the_latest_read(std::size_t first) {
  for (std::size_t i = first; i < flow_.writes.size(); ++i) {
    Write& write = flow_.writes[i];
    std::erase_if(write.mutations, [&](const Mutation& mutation) {
      return mutation.strength == Strength::Plain && comes_from_own_read(first, mutation.path);
    });
  }
  const auto from = flow_.writes.begin() + static_cast<std::ptrdiff_t>(first);
  flow_.writes.erase(std::remove_if(from, flow_.writes.end(),
                                    [](const Write& write) { return write.mutations.empty() && !write.whole; }),
                     flow_.writes.end());
}

bool Walk::starts_with_spread_of(const Node& data, std::uint32_t id) {
  if (!data.is(Kind::Object)) return false;
  for (const Node part : data.children()) {
    if (!part.is(Kind::Spread)) continue;
    for (const Origin& origin : eval(part.child(0))) {
      if (origin.source == id && origin.relation == Relation::Entity && origin.inside.empty()) return true;
    }
  }
  return false;
}

bool Walk::is_nested_write(const Node& object) {
  bool any = false;
  for (const Node part : object.children()) {
    if (!part.is(Kind::Property) || !is_one_of(part.text(), kNestedWrites)) return false;
    any = true;
  }
  return any;
}

void Walk::write_object(std::uint32_t id, const Node& data, const Node& call, bool whole) {
  Write write{.source = id, .flush = call, .deep = call, .whole = whole};
  std::vector<Node> open{data};
  while (!open.empty()) {
    const Node object = open.back();
    open.pop_back();
    if (!object.is(Kind::Object)) {
      write_columns(object, eval(object), write);
      continue;
    }
    for (const Node part : object.children()) {
      if (part.is(Kind::Spread)) {
        Value columns = eval(part.child(0));
        std::erase_if(columns, [](const Origin& origin) { return origin.inside.empty(); });
        write_columns(part, columns, write);
      }
      if (!part.is(Kind::Property)) continue;
      const Node value = program::without_casts(program::value_of(part));
      const std::string_view name = part.text();
      if (!value || name.empty()) continue;
      if (name.starts_with('$')) {
        // Mongo's operators are atomic, except that `$set` may set what was computed here.
        if (name == "$set" && value.is(Kind::Object)) open.push_back(value);
        continue;
      }
      if (value.is(Kind::Object) && is_nested_write(value)) continue;
      const Origin to{id, Relation::Part, std::string(name)};
      auto [strength, from] = dependence_of(to, eval(value));
      // Changed in place before: `row.options.splice(…)`, and now `options: row.options`.
      for (const Mutation& before : flow_.sources[id].pending) {
        if (before.strength == Strength::Merged && first_of(before.path) == name) strength = Strength::Merged;
      }
      write.mutations.push_back({.node = part, .path = std::string(name), .strength = strength, .from = from});
    }
  }
  add_write(std::move(write));
}

void Walk::write_columns(const Node& object, const Value& value, Write& write) {
  for (Origin origin : value) {
    if (origin.source != write.source) continue;
    if (origin.inside.empty()) {
      if (origin.relation == Relation::Entity || is_identity(origin.path) || origin.path.empty()) continue;
      write.mutations.push_back({.node = object, .path = origin.path, .strength = Strength::Merged});
      continue;
    }
    const std::string column(first_of(origin.inside));
    origin.inside = std::string(behind_first(origin.inside));
    const auto [strength, from] = dependence_of({write.source, Relation::Part, column}, {origin});
    if (strength != Strength::Plain)
      write.mutations.push_back({.node = object, .path = column, .strength = strength, .from = from});
  }
}

void Walk::collect(const Node& object, const Value& value, std::string_view property) {
  const Node plain = program::without_casts(object);
  if (!plain || !plain.is(Kind::Ident) || value.empty()) return;
  const auto binding = plain.facts().binding(plain.id());
  if (!binding) return;
  Value& slot = variables_[binding->value];
  // What came from a store is changed, and that is kept with its source.
  if (std::any_of(slot.begin(), slot.end(),
                  [](const Origin& origin) { return origin.inside.empty() && origin.relation != Relation::Derived; }))
    return;
  if (property.empty()) {
    add_all(slot, derived(value));
    return;
  }
  for (Origin origin : value) {
    origin.inside = joined(std::string(property), origin.inside);
    add(slot, std::move(origin));
  }
}

void Walk::write_value(const Effect& of) {
  const std::string key = key_text(program_, unit_, of.key);
  keyed({.flush = of.call,
         .deep = of.call,
         .store = of.store,
         .shown = of.shown,
         .key_text = key,
         .row_key = {},
         .column = {},
         .data = settled(mixed(eval(of.data)))});
}

bool Walk::fills(const Node& write, std::uint32_t id) {
  // `if (!cached) { … set(key, made) }`
  for (Node below = write, above = write.parent(); above && above != unit_; below = above, above = above.parent()) {
    if (!above.is(Kind::If) || above.child(1) != below) continue;
    const Node condition = program::without_casts(above.child(0));
    if (!condition || !condition.is(Kind::Unary) || condition.op() != Op::Not) continue;
    for (const Origin& origin : eval(condition.child(0))) {
      if (origin.source == id && origin.relation == Relation::Entity) return true;
    }
  }
  return false;
}

void Walk::keyed(KeyedWrite write) {
  std::set<std::uint32_t> seen;
  bool from_outside = false;
  for (const Origin& origin : write.data) {
    const Source& source = flow_.sources[origin.source];
    if (source.form == Source::Form::Parameter) from_outside = true;
    if (source.form != Source::Form::Read || source.store != write.store || write.store == Store::Row) continue;
    if (source.key_text != write.key_text || source.key_text.find("{?}") != std::string::npos) continue;
    if (source.pending.empty() && !origin.is_merge) continue;
    if (fills(write.flush, origin.source)) continue;
    // Documents that are edited are nobody's store; data that is parsed and printed again is.
    if (source.store == Store::File && !source.is_parsed) continue;
    if (!seen.insert(origin.source).second) continue;
    flow_.writes.push_back({.source = origin.source,
                            .flush = write.flush,
                            .deep = write.deep,
                            .chain = write.chain,
                            .mutations = {{.node = write.flush,
                                           .path = "",
                                           .strength = Strength::Merged,
                                           .from = {},
                                           .chain = write.is_computed_there ? write.chain : std::vector<NodeRef>{}}}});
  }
  if (from_outside) flow_.keyed_writes.push_back(std::move(write));
}

void Walk::keyed_row(const Node& call, KeyedWrite write, const KeyedWrite& inner, const Flow& theirs) {
  if (!write.row_key.empty()) {
    for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
      const Source& source = flow_.sources[id];
      if (source.form != Source::Form::Read || source.store != Store::Row || source.subject != write.subject ||
          !names_row_of(write.row_key, id))
        continue;
      if (!write.column.empty()) {
        const auto [strength, from] = dependence_of({id, Relation::Part, write.column}, write.data);
        flow_.writes.push_back(
            {.source = id,
             .flush = call,
             .deep = write.deep,
             .chain = write.chain,
             .mutations = {{.node = write.is_computed_there ? write.deep : call,
                            .path = write.column,
                            .strength = strength,
                            .from = from,
                            .chain = write.is_computed_there ? write.chain : std::vector<NodeRef>{}}}});
        continue;
      }
      for (const Origin& origin : inner.data) {
        const Source& from = theirs.sources[origin.source];
        if (from.form != Source::Form::Parameter || origin.relation != Relation::Entity) continue;
        const Node data = program::without_casts(argument(call, static_cast<std::size_t>(from.parameter)));
        if (data && data.is(Kind::Object)) write_object(id, data, call, false);
      }
    }
  }
  const bool from_outside = std::any_of(write.data.begin(), write.data.end(), [&](const Origin& origin) {
    return flow_.sources[origin.source].form == Source::Form::Parameter;
  });
  if (from_outside) flow_.keyed_writes.push_back(std::move(write));
}

}  // namespace lockstep::effects
