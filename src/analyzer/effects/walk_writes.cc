// What is written: rows and instances that are saved, values under keys, files, and what callees write.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::callee;

namespace {

constexpr std::array<std::string_view, 3> kCombined = {"OR", "AND", "NOT"};
constexpr std::array<std::string_view, 2> kEmptiness = {"isNull", "isNotNull"};

/// `and(eq(tasks.id, id), isNull(tasks.owner))` before `owner` is set: the store compares.
bool compares_column(const Node& condition, const Node& data) {
  if (!data.is(Kind::Object)) return false;
  for (const Node member : program::nodes_of(condition, Kind::Member)) {
    const Node above = member.parent();
    const Node head = above && above.is(Kind::Call) && above.child(0) != member ? callee(above) : Node{};
    if (!head || !program::property(data, member.text())) continue;
    if (is_one_of(head.text(), kEmptiness) || !is_identity(member.text())) return true;
  }
  return false;
}

/// `shelfId: null`, `shelfId: IsNull()`
bool asks_for_none(const Node& asked) {
  const Node value = asked ? program::without_casts(asked) : Node{};
  if (!value) return false;
  const Node head = value.is(Kind::Call) ? callee(value) : Node{};
  return clears(value) || (head && head.text() == "IsNull");
}

}  // namespace

void Walk::happens(const Effect& of) {
  switch (of.does) {
    case Does::Save:
      if (of.store != Store::Row) {
        write_value(of);
      } else if (const Node data = program::without_casts(of.data)) {
        writes_answer(of, data);
        if (data.is(Kind::Object)) {
          write_row(of, data);
          return;
        }
        inserts(of, data);
        if (is_new_row(eval(data))) row_inserted(insert_of(of));
        flush_all(eval(data), of.call, of.whole, &of);
        saves_made_row(of, eval(data));
      }
      return;
    case Does::Update:
      if (of.statement != nullptr) write_statement(of);
      if (const Node data = program::without_casts(of.data)) {
        writes_answer(of, data);
        write_row(of, data);
      }
      return;
    case Does::Insert:
      inserts(of, of.data);
      if (of.statement != nullptr) insert_statement(of);
      row_inserted(insert_of(of));
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
    case Does::Delete:
      if (of.store == Store::Value)
        takes_away({.flush = of.call,
                    .deep = of.call,
                    .key_text = key_text(program_, unit_, of.key),
                    .row_key = {},
                    .data = {},
                    .is_delete = true});
      else if (of.store == Store::Row)
        row_taken({.flush = of.call, .deep = of.call, .chain = {}, .subject = of.subject, .columns = {}});
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

bool Walk::is_new_row(const Value& value) {
  return std::none_of(value.begin(), value.end(), [](const Origin& origin) {
    return origin.inside.empty() && (origin.relation == Relation::Entity || origin.relation == Relation::List ||
                                     origin.relation == Relation::Part);
  });
}

void Walk::flush_all(const Value& value, const Node& call, bool whole, const Effect* of) {
  const std::size_t first = flow_.writes.size() + flow_.parameter_writes.size();
  for (const Origin& origin : value) {
    if (!origin.inside.empty()) continue;
    if (of != nullptr && of->store == Store::Row) {
      if (const auto joined = joined_row(origin, of->subject, of->shown)) flush(*joined, call, call, {}, whole);
    }
    const bool is_handed_in = origin.relation == Relation::Part && flow_.sources[origin.source].is_from_outside();
    if (origin.relation == Relation::Entity || origin.relation == Relation::List) {
      flush(origin.source, call, call, {}, whole);
    } else if (is_handed_in) {
      flush(origin.source, call, call, {}, whole, origin.path);
    }
  }
  if (of == nullptr || flow_.writes.size() + flow_.parameter_writes.size() == first) return;
  for (auto* writes : {&flow_.writes, &flow_.parameter_writes}) {
    for (Write& write : *writes) {
      if (write.flush != call) continue;
      write.subject = of->subject;
      write.shown = of->shown;
      write.is_generic = of->is_generic;
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
  saved_after_handing_out(write);
  save_row_handed_in(write);
  export_assigned(write);
  add_write(std::move(write));
}

void Walk::add_write(Write write) {
  if (flow_.sources[write.source].form == Source::Form::Made) return;
  const bool is_read = flow_.sources[write.source].form == Source::Form::Read;
  (is_read ? flow_.writes : flow_.parameter_writes).push_back(std::move(write));
}

bool Walk::is_as_read(std::string_view column, const Node& written) {
  const Node value = program::without_casts(written);
  if (!value || column.empty() || is_identity(column) || !(value.is(Kind::Member) || value.is(Kind::Ident)))
    return false;
  const Value known = eval(value);
  return std::any_of(known.begin(), known.end(), [&](const Origin& origin) {
    const Source& read = flow_.sources[origin.source];
    // By what the row was found, it is only named once more.
    return read.form == Source::Form::Read && read.store == Store::Row && origin.relation == Relation::Part &&
           origin.inside.empty() && origin.path == column && !was_found_by(read, column);
  });
}

bool Walk::compares_with_read(const Node& where) {
  bool names_row = false;
  bool compares = false;
  const auto note = [&](std::string_view column, const Node& value) {
    names_row = names_row || is_identity(column);
    compares = compares || is_as_read(column, value);
  };
  if (where.is(Kind::Object)) {
    for (const Node part : where.children()) {
      if (part.is(Kind::Property)) note(part.text(), program::value_of(part));
    }
    return names_row && compares;
  }
  for (const Node call : program::nodes_of(where, Kind::Call)) {
    const Node head = callee(call);
    const Node column = argument(call, 0);
    if (head && head.text() == "eq" && column && column.is(Kind::Member)) note(column.text(), argument(call, 1));
  }
  return names_row && compares;
}

bool Walk::is_mark_of_change(std::string_view column) {
  constexpr std::array<std::string_view, 8> kMarks = {"version", "updatedAt", "updated_at", "revision",
                                                      "rev",     "__v",       "status",     "state"};
  return is_one_of(column, kMarks);
}

/// Whether new values say something of a column, also behind an operator: `{ $set: { status } }`.
bool Walk::says_column(const Node& data, std::string_view column) {
  if (!data.is(Kind::Object)) return false;
  if (program::property(data, column)) return true;
  constexpr std::array<std::string_view, 4> kOperators = {"$set", "$unset", "$inc", "$currentDate"};
  return std::ranges::any_of(kOperators, [&](std::string_view name) {
    const Node inside = program::without_casts(program::value_of(program::property(data, name)));
    return inside && inside.is(Kind::Object) && program::property(inside, column);
  });
}

bool Walk::is_conditional_write(const Node& key, const Node& data) {
  const Node where = program::without_casts(key);
  if (!where) return false;
  if (where.is(Kind::Call)) return compares_column(where, data) || compares_with_read(where);
  if (!where.is(Kind::Object)) return false;
  if (compares_with_read(where)) return true;
  for (const Node part : where.children()) {
    if (!part.is(Kind::Property)) continue;
    const std::string_view name = part.text();
    if (is_one_of(name, kCombined)) {
      // `OR: [{status: 'PENDING'}, {status: 'EXECUTING', startedAt: {lt: …}}]`
      const Node inside = program::without_casts(program::value_of(part));
      if (!inside) continue;
      if (inside.is(Kind::Object) && is_conditional_write(inside, data)) return true;
      const auto parts = inside.children();
      const bool is_any = inside.is(Kind::Array) && std::any_of(parts.begin(), parts.end(), [&](const Node& one) {
                            return is_conditional_write(one, data);
                          });
      if (is_any) return true;
    }
    if (is_mark_of_change(name)) return true;
    if (!says_column(data, name)) continue;
    if (!is_identity(name) || asks_for_none(program::value_of(part))) return true;
  }
  return false;
}

void Walk::collect(const Node& object, const Value& value, std::string_view property) {
  const Node plain = program::without_casts(object);
  if (!plain || !plain.is(Kind::Ident) || value.empty()) return;
  const auto binding = plain.facts().binding(plain.id());
  if (!binding) return;
  forget_objects();
  Value& slot = variables_[binding->value];
  // What came from a store is changed, and that is kept with its source.
  if (std::any_of(slot.begin(), slot.end(),
                  [](const Origin& origin) { return origin.inside.empty() && origin.relation != Relation::Derived; }))
    return;
  if (property.empty()) {
    for (const Origin& origin : value) {
      // `done.push(row)`: a list of rows, which may be saved as such.
      const Source& source = flow_.sources[origin.source];
      const bool is_row = origin.relation == Relation::Entity && origin.inside.empty() &&
                          source.form == Source::Form::Read && source.store == Store::Row;
      if (is_row)
        add(slot, {origin.source, Relation::List, ""});
      else
        add_all(slot, derived({origin}));
    }
    return;
  }
  for (Origin origin : value) {
    origin.inside = joined(std::string(property), origin.inside);
    add(slot, std::move(origin));
  }
}

Node Walk::before_printing(const Node& written) const {
  constexpr int kMost = 4;
  Node value = program::without_casts(written);
  for (int depth = 0; value && depth < kMost; ++depth) {
    if (value.is(Kind::Call) && callee(value) &&
        (program::is_named(callee(value), "JSON", "stringify") || callee(value).text() == "String")) {
      value = program::without_casts(argument(value, 0));
      continue;
    }
    const Node declared = value.is(Kind::Ident) && is_constant(value) ? program_.definition(value).node : Node{};
    const Node made =
        declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
    if (!made || !made.is(Kind::Call)) break;
    value = made;
  }
  return value;
}

void Walk::write_value(const Effect& of) {
  KeyedWrite write{.flush = of.call,
                   .deep = of.call,
                   .store = of.store,
                   .shown = of.shown,
                   .key_text = key_text(program_, unit_, of.key),
                   .row_key = {},
                   .column = {},
                   .data = settled(mixed(eval(of.data))),
                   .value = before_printing(of.data)};
  marks(write);
  keyed(std::move(write));
}

bool Walk::fills(const Node& write, std::uint32_t id) {
  // `if (!cached) { … set(key, made) }`, `if (cached) … else { … set(key, made) }`
  for (Node below = write, above = write.parent(); above && above != unit_; below = above, above = above.parent()) {
    if (!above.is(Kind::If) || above.child(0) == below) continue;
    Node condition = program::without_casts(above.child(0));
    const bool is_negated = condition && condition.is(Kind::Unary) && condition.op() == Op::Not;
    if (!condition || is_negated != (above.child(1) == below)) continue;
    if (is_negated) condition = condition.child(0);
    for (const Origin& origin : eval(condition)) {
      if (origin.source == id && origin.relation == Relation::Entity) return true;
    }
  }
  return false;
}

}  // namespace lockstep::effects
