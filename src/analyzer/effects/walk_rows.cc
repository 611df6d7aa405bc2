// Updates of rows: which row that was read they go back to, and how the new values hang together with the old ones.

#include "effects/walk.h"

#include "effects/origins.h"
#include "effects/row_locks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::callee;

namespace {

constexpr std::size_t kFewestRefilled = 2;

/// `onConflictDoUpdate({ target, set, setWhere })`
bool has_condition(const Node& upsert) {
  const Node given = program::without_casts(argument(upsert, 0));
  return given && given.is(Kind::Object) && (program::property(given, "setWhere") || program::property(given, "where"));
}

}  // namespace

/// A name says "user" where a library's call says "users".
bool is_of_entity(const Source& read, const std::string& subject, bool by_name) {
  return by_name || read.by_name ? entity_word(read.subject) == entity_word(subject) : read.subject == subject;
}

bool Walk::may_write_back(const Effect& of, const RowKey& key, std::uint32_t id) const {
  const Source& source = flow_.sources[id];
  if (source.form != Source::Form::Read || source.store != Store::Row) return false;
  if (!of.subject.empty() && !is_of_entity(source, of.subject, of.by_name)) return false;
  if (of.does == Does::Save) return true;
  return of.by_name && !of.key ? source.is_only : names_row_of(key, id);
}

void Walk::note_columns(const Effect& of, const Node& data) {
  Taken row{.flush = of.call, .deep = of.call, .chain = {}, .subject = of.subject, .columns = {}};
  for (const Node part : data.children()) {
    if (part.is(Kind::Property)) row.columns.emplace(part.text());
  }
  if (!row.columns.empty()) row_taken(row);
  const Node set = program::without_casts(program::value_of(program::property(data, "$set")));
  for (const Node part : (set && set.is(Kind::Object) ? set : data).children()) {
    if (!part.is(Kind::Property) || part.text().empty() || part.text().starts_with('$')) continue;
    flow_.written_columns.emplace(of.subject, part.text());
    const Node value = program::without_casts(program::value_of(part));
    if (value && (is_now(value) || clears(value))) stamp(of, data, part);
    if (value && is_state(value) && flows_.vocabulary().is_stop(value.text()))
      flow_.stops.push_back({of.call, of.subject, std::string(part.text())});
  }
}

void Walk::stamp(const Effect& of, const Node& data, const Node& part) {
  Stamp stamp{.call = of.call, .subject = of.subject, .shown = of.shown, .column = std::string(part.text())};
  stamp.is_cleared = clears(program::without_casts(program::value_of(part)));
  for (const Node other : data.children()) {
    if (!other.is(Kind::Property) || other == part) continue;
    stamp.others.emplace(other.text());
    const Node value = program::without_casts(program::value_of(other));
    if (value && clears(value)) stamp.emptied_along.emplace(other.text());
  }
  add_words_asked(program_, of.key, stamp.asked);
  flow_.stamps.push_back(std::move(stamp));
}

void Walk::write_row(const Effect& of, const Node& data) {
  shifts(of, data);
  if (of.does == Does::Update && data.is(Kind::Object)) note_columns(of, data);
  if (of.is_upsert ? has_condition(of.call) : is_conditional_write(of.key, data)) {
    note_compared(of, data);
    return;
  }
  const std::size_t first = flow_.writes.size();
  const RowKey key = row_key(of);
  const ParameterPath condition = condition_from_outside(program::without_casts(of.key));
  for (std::uint32_t id = 0; id < flow_.sources.size() && condition.index < 0; ++id) {
    if (!may_write_back(of, key, id)) continue;
    const bool by_id_inside =
        of.does == Does::Save && (program::property(data, "id") || starts_with_spread_of(data, id));
    if (of.does == Does::Save && !by_id_inside) continue;
    write_object(id, data, of.call, of.does, of.whole, of.by_name);
  }
  if (!of.by_name && of.does == Does::Update && condition.index < 0) write_joined_row(of, key, data);
  // `save({ ...visitor, geo })` of a row that a caller has read
  if (of.does == Does::Save && of.whole && !of.by_name) {
    const Node front = data.child(0);
    for (const Origin& row : front&& front.is(Kind::Spread) ? eval(front.child(0)) : Value{}) {
      const Source& source = flow_.sources[row.source];
      const bool is_handed_in = source.form == Source::Form::Parameter && row.relation == Relation::Entity;
      if (!is_handed_in || !row.path.empty() || !row.inside.empty()) continue;
      write_object(row.source, data, of.call, of.does, true);
      Write& saved = flow_.parameter_writes.back();
      saved.subject = of.subject;
      saved.shown = of.shown;
      saved.is_generic = of.is_generic;
    }
  }
  const KeyedWrite write{.flush = of.call,
                         .deep = of.call,
                         .store = Store::Row,
                         .subject = of.subject,
                         .shown = of.shown,
                         .row_key = key,
                         .group = of.group,
                         .condition = condition,
                         .by_name = of.by_name,
                         .is_generic = of.is_generic};
  const Node set = program::without_casts(program::value_of(program::property(data, "$set")));
  const Node columns = set ? set : data;
  if (condition.index < 0) write_row_handed_in(write, columns);
  write_row_of_parameter(write, columns);
  leave_to_the_latest_read(first);
  export_row(write, first, columns);
  if (set && data.is(Kind::Object)) export_row(write, first, data);
}

void Walk::export_column(const KeyedWrite& write, std::size_t first, std::string column, Value value,
                         const Node& written) {
  const bool from_outside = std::any_of(value.begin(), value.end(), [&](const Origin& origin) {
    return origin.relation != Relation::Decided && flow_.sources[origin.source].is_from_outside();
  });
  const bool may_follow_look = written && may_end_something(written) && is_told_row(write.row_key);
  if ((!from_outside && !may_follow_look) || comes_from_own_read(first, column)) return;
  KeyedWrite one = write;
  one.column = std::move(column);
  one.data = settled(std::move(value));
  one.value = written;
  flow_.keyed_writes.push_back(std::move(one));
}

void Walk::export_row(const KeyedWrite& write, std::size_t first, const Node& data) {
  // Data that a caller hands in: the object itself, or values of its properties.
  const auto export_data = [&](std::string column, Value value, const Node& written) {
    export_column(write, first, std::move(column), std::move(value), written);
  };
  if (!data.is(Kind::Object)) {
    export_data("", eval(data), {});
    // `const changes = { ...given, updatedAt: now }`, and now `set(changes)`
    const Node declared = data.is(Kind::Ident) && is_constant(data) ? program_.definition(data).node : Node{};
    const Node literal = declared ? program::without_casts(program::value_of(declared)) : Node{};
    if (literal && literal.is(Kind::Object)) export_spreads(literal, export_data);
    return;
  }
  export_spreads(data, export_data);
  for (const Node part : data.children()) {
    if (!part.is(Kind::Property) || part.text().empty() || part.text().starts_with('$')) continue;
    const Node value = put_whole(program::without_casts(program::value_of(part)));
    if (value && !is_nested_write(value)) export_data(std::string(part.text()), eval(value), value);
  }
}

void Walk::export_spreads(const Node& object, const std::function<void(std::string, Value, const Node&)>& give) {
  for (const Node part : object.children()) {
    if (!part.is(Kind::Spread)) continue;
    const Value value = eval(part.child(0));
    for (auto& [column, origins] : columns_of(value)) give(column, std::move(origins), {});
    Value whole;
    for (const Origin& origin : value) {
      const bool is_given = origin.relation == Relation::Entity || origin.relation == Relation::Part;
      if (is_given && origin.inside.empty() && flow_.sources[origin.source].is_from_outside()) whole.push_back(origin);
    }
    if (!whole.empty()) give("", std::move(whole), {});
  }
}

bool Walk::comes_from_own_read(std::size_t first, std::string_view column) const {
  return std::any_of(
      flow_.writes.begin() + static_cast<std::ptrdiff_t>(first), flow_.writes.end(), [&](const Write& write) {
        return std::any_of(write.mutations.begin(), write.mutations.end(), [&](const Mutation& mutation) {
          return mutation.path == column && mutation.strength > Strength::Shifted;
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

bool Walk::is_row(const Node& expression, std::uint32_t id) {
  const Value value = eval(expression);
  return std::any_of(value.begin(), value.end(), [&](const Origin& origin) {
    return origin.source == id && origin.relation == Relation::Entity && origin.inside.empty();
  });
}

bool Walk::starts_with_spread_of(const Node& data, std::uint32_t id) {
  if (!data.is(Kind::Object)) return false;
  for (const Node part : data.children()) {
    if (part.is(Kind::Spread) && is_row(part.child(0), id)) return true;
  }
  return false;
}

bool Walk::is_constant(const Node& ident) {
  const auto binding = ident.facts().binding(ident.id());
  if (!binding) return false;
  Node at = ident.file().node(ident.facts()[*binding].declaration);
  while (at && !at.is(Kind::Variable) && !at.is(Kind::Function)) at = at.parent();
  return at && at.is(Kind::Variable) && at.op() == Op::Const;
}

bool Walk::is_nested_write(const Node& value) const {
  const Node declared = value.is(Kind::Ident) ? program_.definition(value).node : Node{};
  const Node object =
      declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : value;
  if (!object || !object.is(Kind::Object)) return false;
  bool any = false;
  for (const Node part : object.children()) {
    if (!part.is(Kind::Property) || !is_store_operation(part.text())) return false;
    any = true;
  }
  return any;
}

Node Walk::put_whole(const Node& value) {
  if (!value || !value.is(Kind::Object) || !value.child(0) || value.child(1)) return value;
  const Node only = value.child(0);
  return only.is(Kind::Property) && only.text() == "set" ? program::without_casts(program::value_of(only)) : value;
}

bool Walk::is_kept(std::uint32_t id, std::string_view column, const Node& value) {
  const auto is_still_the_row = [&](const Value& of) {
    bool any = false;
    for (const Origin& origin : of) {
      if (first_of(origin.inside) == column) return false;  // `{ ...row, theme: other }.theme`
      if (!origin.inside.empty()) continue;
      if (origin.source != id || !origin.path.empty() || origin.relation == Relation::List) return false;
      any = true;
    }
    return any;
  };
  switch (value.kind()) {
    case Kind::Member:
      return value.text() == column && is_still_the_row(eval(value.child(0)));
    case Kind::Conditional: {  // `row.theme ? row.theme : undefined`
      const Node yes = program::without_casts(value.child(1));
      const Node no = program::without_casts(value.child(2));
      return yes && no &&
             (is_kept(id, column, yes) ? eval(no).empty() || is_kept(id, column, no)
                                       : eval(yes).empty() && is_kept(id, column, no));
    }
    case Kind::Ident: {
      const Value known = eval(value);
      return known.size() == 1 && known[0].source == id && known[0].relation == Relation::Part &&
             known[0].inside.empty() && known[0].path == column && is_constant(value);
    }
    default:
      return false;
  }
}

bool Walk::is_set(std::uint32_t id, std::string_view column) const {
  const auto sets = [&](const Mutation& change) { return change.path.empty() || first_of(change.path) == column; };
  // What was set on the row and saved since, unlike what an update told the store alone.
  return std::ranges::any_of(flow_.sources[id].pending, sets) ||
         std::ranges::any_of(flow_.writes, [&](const Write& write) {
           return write.source == id && std::ranges::any_of(write.mutations, [&](const Mutation& change) {
                    return !change.node.is(Kind::Property) && sets(change);
                  });
         });
}

bool Walk::is_refilled(std::uint32_t id, std::string_view column, const Node& value) {
  const auto falls_back = [&](const Node& given, const Node& other) {
    const Node fallback = program::without_casts(other);
    const Value first = eval(given);
    const bool is_given = given && (given.is(Kind::Member) || (given.is(Kind::Ident) && given.text() != "undefined"));
    return is_given && fallback && is_kept(id, column, fallback) &&
           std::none_of(first.begin(), first.end(), [&](const Origin& origin) { return origin.source == id; });
  };
  if (value.is(Kind::Binary) && value.op() == Op::Coalesce) return falls_back(value.child(0), value.child(1));
  // `input.title !== undefined ? input.title : row.title`
  return value.is(Kind::Conditional) &&
         (falls_back(value.child(1), value.child(2)) || falls_back(value.child(2), value.child(1)));
}

void Walk::write_property(std::string_view name, const Node& value, const Node& part, Write& write,
                          std::vector<std::size_t>& refilled) {
  const std::uint32_t id = write.source;
  if (!is_identity(name) && is_kept(id, name, value) && !is_set(id, name)) write.kept.push_back(part);
  const Origin to{id, Relation::Part, std::string(name)};
  auto [strength, from, merge] = dependence_of(to, eval(value));
  if (strength == Strength::Plain && !is_identity(name) && is_refilled(id, name, value))
    refilled.push_back(write.mutations.size());
  if (strength == Strength::Plain && uses_up(to, value)) strength = Strength::Claim;
  if (strength == Strength::Plain && replaces_what_was_spent(to, value, write.flush)) strength = Strength::Rotated;
  const auto after_look = strength == Strength::Plain ? follows_check(to, value) : std::nullopt;
  if (after_look) strength = Strength::Checked;
  // Changed in place before: `row.options.splice(…)`, and now `options: row.options`.
  for (const Mutation& before : flow_.sources[id].pending) {
    if (before.strength != Strength::Merged || first_of(before.path) != name) continue;
    strength = Strength::Merged;
    merge = before.merge;
  }
  write.mutations.push_back(
      {.node = part, .path = std::string(name), .strength = strength, .merge = merge, .from = from});
  write.mutations.back().looked_at = after_look.value_or(LookedAt::State);
  if (after_look) write.mutations.back().gate = gate_of(to);
}

void Walk::note_refilled(Write& write, const std::vector<std::size_t>& refilled) {
  // One such column is a default; with two, each of two partial updates puts back what the other one changed.
  if (refilled.size() < kFewestRefilled) return;
  for (const std::size_t i : refilled) {
    Mutation& mutation = write.mutations[i];
    if (mutation.strength == Strength::Plain) mutation.strength = Strength::Refilled;
  }
}

void Walk::write_object(std::uint32_t id, const Node& data, const Node& call, Does does, bool whole, bool by_name) {
  Write write{.source = id, .flush = call, .deep = call, .by_name = by_name};
  std::vector<std::size_t> refilled;  // mutations
  const auto take_all = [&] {
    write.whole = true;
    write.is_spread = does == Does::Update;
  };
  if ((whole || does == Does::Update) && starts_with_spread_of(data, id)) take_all();
  // `update(row)` by its key writes every column that was read, also those that nothing here changed.
  if (does == Does::Update && !by_name && is_row(data, id)) {
    take_all();
    write.mutations = std::exchange(flow_.sources[id].pending, {});
  }
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
      const Node value = put_whole(program::without_casts(program::value_of(part)));
      const std::string_view name = part.text();
      if (!value || name.empty()) continue;
      if (name.starts_with('$')) {
        // Mongo's operators are atomic, except that `$set` may set what was computed here.
        if (name != "$set") continue;
        open.push_back(value);
        if (is_row(value, id) || starts_with_spread_of(value, id)) take_all();
        continue;
      }
      if (is_nested_write(value)) continue;
      write_property(name, value, part, write, refilled);
    }
  }
  note_refilled(write, refilled);
  add_write(std::move(write));
}

void Walk::write_columns(const Node& object, const Value& value, Write& write) {
  for (Origin origin : value) {
    if (origin.source != write.source) continue;
    if (origin.inside.empty()) {
      if (is_identity(origin.path) || origin.path.empty() || !(origin.is_merge() || is_changed_copy(origin))) continue;
      write.mutations.push_back(
          {.node = object, .path = origin.path, .strength = Strength::Merged, .merge = origin.merge});
      continue;
    }
    const std::string column(first_of(origin.inside));
    origin.inside = std::string(behind_first(origin.inside));
    if (is_store_operation(first_of(origin.inside))) continue;
    const auto [strength, from, merge] = dependence_of({write.source, Relation::Part, column}, {origin});
    if (strength != Strength::Plain)
      write.mutations.push_back({.node = object, .path = column, .strength = strength, .merge = merge, .from = from});
  }
}

}  // namespace lockstep::effects
