// Writes that name what they write by a key: of values and files, and of rows, also in functions that are told the key,
// the row or the new values by their caller.

#include "effects/walk.h"

#include "effects/acquisitions.h"
#include "effects/origins.h"
#include "effects/units.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lockstep::effects {

using program::argument;

namespace {

/// The next hole of a key from an index on, and the text before it; without a hole the rest.
std::pair<std::string_view, std::string_view> next_hole(std::string_view key, std::size_t& at) {
  const std::size_t open = std::min(key.find('{', at), key.size());
  std::size_t end = open;
  for (int depth = 0; end < key.size(); ++end) {
    if (key[end] == '{') ++depth;
    if (key[end] == '}' && --depth == 0) break;
  }
  const std::string_view before = key.substr(at, open - at);
  const std::string_view hole = open < key.size() ? key.substr(open, end - open + 1) : std::string_view{};
  at = std::min(end + 1, key.size());
  return {before, hole};
}

}  // namespace

bool Walk::is_key_of(const Source& source, const std::string& key) const {
  if (source.key_text == key) return true;
  const Node name = source.node.is(Kind::Call) ? bound_to(source.node) : Node{};
  if (!name || !name.is(Kind::Binding)) return false;
  const std::string own = "{" + std::string(name.text()) + ".";
  std::size_t read = 0;
  std::size_t written = 0;
  while (read < source.key_text.size() || written < key.size()) {
    const auto [text, hole] = next_hole(source.key_text, read);
    const auto [other_text, other_hole] = next_hole(key, written);
    if (text != other_text || hole.empty() != other_hole.empty()) return false;
    if (hole != other_hole && !other_hole.starts_with(own)) return false;
  }
  return true;
}

void Walk::keyed(KeyedWrite write) {
  std::set<std::uint32_t> seen;
  bool from_outside = false;
  for (const Origin& origin : write.data) {
    const Source& source = flow_.sources[origin.source];
    if (origin.relation == Relation::Decided) continue;
    if (source.is_from_outside()) from_outside = true;
    if (source.form != Source::Form::Read || source.store != write.store || write.store == Store::Row) continue;
    if (!is_key_of(source, write.key_text) || source.key_text.find("{?}") != std::string::npos) continue;
    if (source.pending.empty() && !origin.is_merge()) continue;
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
                                           .merge = origin.merge,
                                           .from = {},
                                           .chain = write.is_computed_there ? write.chain : std::vector<NodeRef>{}}}});
  }
  if (from_outside) flow_.keyed_writes.push_back(std::move(write));
}

std::map<std::string, Value> Walk::columns_of(const Value& object) {
  std::map<std::string, Value> columns;
  for (Origin origin : object) {
    const std::string column(first_of(origin.inside));
    origin.inside = std::string(behind_first(origin.inside));
    // `{surveys: {connect: ids}}` adds to what is there.
    if (is_store_operation(first_of(origin.inside))) continue;
    if (!column.empty() && !column.starts_with('$')) add(columns[column], std::move(origin));
  }
  return columns;
}

void Walk::writes_column(const KeyedWrite& write, std::string_view column, const Value& value, const Node& change) {
  for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
    const Source& source = flow_.sources[id];
    if (source.form != Source::Form::Read || source.store != Store::Row ||
        !is_of_entity(source, write.subject, write.by_name) || !names_row_of(write.row_key, id))
      continue;
    Mutation mutation = mutation_at({id, Relation::Part, std::string(column)}, column, value, write, change);
    // Changed in place before: `flag.hits += 1`, and now `store.update(name, flag)`.
    for (const Mutation& before : source.pending) {
      const bool is_given = std::any_of(value.begin(), value.end(), [&](const Origin& origin) {
        return origin.source == id && first_of(origin.path) == column;
      });
      if (!is_given || before.strength != Strength::Merged || first_of(before.path) != column) continue;
      mutation.strength = Strength::Merged;
      mutation.merge = before.merge;
    }
    if (write.is_computed_there) mutation.chain = write.chain;
    flow_.writes.push_back({.source = id,
                            .flush = write.flush,
                            .deep = write.deep,
                            .chain = write.chain,
                            .mutations = {std::move(mutation)},
                            .by_name = write.by_name});
  }
  write_column_of_parameter(write, column, value, change);
  write_column_handed_in(write, column, value, change);
}

void Walk::keyed_row(const Node& call, KeyedWrite write, const KeyedWrite& inner, const Flow& theirs) {
  const std::size_t first = flow_.writes.size();
  if (!write.row_key.empty()) {
    const Node change = write.is_computed_there ? write.deep : call;
    if (!write.column.empty()) {
      writes_column(write, write.column, write.data, change);
    } else if (const Node data = object_handed_to(call, inner, theirs)) {
      for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
        const Source& source = flow_.sources[id];
        if (source.form == Source::Form::Read && source.store == Store::Row &&
            is_of_entity(source, write.subject, write.by_name) && names_row_of(write.row_key, id))
          write_object(id, data, call, Does::Update, false, write.by_name);
      }
      write_row_of_parameter(write, data);
      write_row_handed_in(write, data);
    } else {
      for (const auto& [column, value] : columns_of(write.data)) writes_column(write, column, value, change);
    }
  }
  const bool is_told_data = std::any_of(write.data.begin(), write.data.end(), [&](const Origin& origin) {
    return origin.relation != Relation::Decided && flow_.sources[origin.source].is_from_outside();
  });
  const bool may_end = !write.literal.empty() || (write.value && may_end_something(write.value));
  // Where the look stands here, callers have nothing to add.
  const bool is_looked_at =
      std::any_of(flow_.writes.begin() + static_cast<std::ptrdiff_t>(first), flow_.writes.end(), [](const Write& own) {
        return std::any_of(own.mutations.begin(), own.mutations.end(), [](const Mutation& change) {
          return change.strength == Strength::Claim || change.strength == Strength::Checked;
        });
      });
  const bool is_told_key = may_end && !is_looked_at && is_told_row(write.row_key);
  if (is_told_data || is_told_key) flow_.keyed_writes.push_back(std::move(write));
}

Node Walk::object_handed_to(const Node& call, const KeyedWrite& inner, const Flow& theirs) {
  for (const Origin& origin : inner.data) {
    const Source& from = theirs.sources[origin.source];
    if (from.form != Source::Form::Parameter || !origin.inside.empty() ||
        (origin.relation != Relation::Entity && origin.relation != Relation::Part &&
         !(origin.relation == Relation::Parsed && origin.path.empty())))
      continue;
    Node data = program::without_casts(argument(call, static_cast<std::size_t>(from.parameter)));
    for (std::string_view path = origin.path; data && !path.empty(); path = behind_first(path))
      data = program::without_casts(program::value_of(program::property(data, first_of(path))));
    if (data && data.is(Kind::Object)) return data;
  }
  return {};
}

bool Walk::is_told_row(const RowKey& key) const {
  return std::any_of(key.begin(), key.end(), [&](const KeyPart& part) {
    return part.text.find("{#") != std::string::npos ||
           std::any_of(part.value.begin(), part.value.end(),
                       [&](const Origin& origin) { return flow_.sources[origin.source].is_from_outside(); });
  });
}

void Walk::write_row_of_parameter(const KeyedWrite& write, const Node& data) {
  if (write.by_name || !data || !data.is(Kind::Object)) return;
  for (const Node part : data.children()) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    if (!value || part.text().empty() || part.text().starts_with('$') || is_nested_write(value)) continue;
    KeyedWrite one = write;
    one.value = value;
    write_column_of_parameter(one, part.text(), eval(value), part);
  }
}

void Walk::write_column_of_parameter(const KeyedWrite& write, std::string_view column, const Value& value,
                                     const Node& change) {
  const bool is_reference = is_reference_column(column);
  if (write.by_name || write.store != Store::Row || (is_identity(column) && !is_reference)) return;
  std::set<std::pair<std::uint32_t, std::string>> seen;  // sources, and where in them the row lies
  for (const KeyPart& part : write.row_key) {
    for (const Origin& id : part.value) {
      const Source& source = flow_.sources[id.source];
      if (!source.is_from_outside() || id.relation != Relation::Part || !id.inside.empty()) continue;
      const bool is_own_column = !part.column.empty() && last_of(id.path) == part.column;
      const bool is_own_id = is_id_of_row(last_of(id.path), write.subject) &&
                             (part.column.empty() || is_id_of_row(part.column, write.subject));
      if (!is_own_column && !is_own_id) continue;
      const std::size_t end = id.path.rfind('.');
      const std::string row = end == std::string::npos ? std::string() : id.path.substr(0, end);
      if (!seen.insert({id.source, row}).second) continue;
      Mutation mutation = mutation_at({id.source, Relation::Part, joined(row, column)}, column, value, write, change);
      if (mutation.strength == Strength::Plain || mutation.strength == Strength::Other) continue;
      if (is_reference && mutation.strength != Strength::Checked) continue;
      if (!is_own_id && mutation.strength != Strength::Claim && mutation.strength != Strength::Checked) continue;
      if (mutation.strength == Strength::Claim && write.value && is_now(write.value))
        flow_.leases.emplace(write.subject, std::string(column));
      if (write.is_computed_there) mutation.chain = write.chain;
      flow_.parameter_writes.push_back({.source = id.source,
                                        .flush = write.flush,
                                        .deep = write.deep,
                                        .chain = write.chain,
                                        .mutations = {std::move(mutation)},
                                        .path = row,
                                        .is_keyed = true,
                                        .subject = write.subject,
                                        .shown = write.shown,
                                        .is_generic = write.is_generic,
                                        .group = write.group,
                                        .condition = write.condition});
    }
  }
}

Mutation Walk::mutation_at(const Origin& to, std::string_view column, const Value& value, const KeyedWrite& write,
                           const Node& change) const {
  // As if the row itself had been handed in.
  const std::string row = to.path.size() > column.size() ? to.path.substr(0, to.path.size() - column.size()) : "";
  Value from_row;
  for (Origin origin : value) {
    if (origin.source != to.source || !origin.path.starts_with(row)) continue;
    origin.path.erase(0, row.size());
    add(from_row, std::move(origin));
  }
  const auto [strength, from, merge] = dependence_of({to.source, Relation::Part, std::string(column)}, from_row);
  Mutation mutation{.node = change, .path = std::string(column), .strength = strength, .merge = merge, .from = from};
  const bool is_literal = !write.literal.empty();
  if (strength == Strength::Plain && (is_literal ? uses_up(to, write.literal) : uses_up(to, write.value)))
    mutation.strength = Strength::Claim;
  if (mutation.strength != Strength::Plain) return mutation;
  if (const auto after_look =
          is_literal ? follows_check_of_literal(to, write.literal) : follows_check(to, write.value)) {
    mutation.strength = Strength::Checked;
    mutation.looked_at = *after_look;
    mutation.gate = gate_of(to);
  }
  return mutation;
}

void Walk::row_write_happens(const Node& call, const Write& write, const Source& theirs) {
  if (may_compare(call, write.condition)) return;
  Write here = write;
  here.flush = call;
  here.condition = {};
  const auto deeper = [&](std::vector<NodeRef>& chain) {
    if (call.is(Kind::Call)) chain.insert(chain.begin(), call.ref());
  };
  deeper(here.chain);
  for (Mutation& mutation : here.mutations) deeper(mutation.chain);
  for (const auto& [origin, rest] : reach(handed_in(call, theirs), write.path)) {
    if (!origin.inside.empty() || origin.relation == Relation::Derived || origin.relation == Relation::Decided)
      continue;
    here.path = joined(origin.path, rest);
    here.source = origin.source;
    const Source from = flow_.sources[origin.source];
    if (from.form == Source::Form::Read) {
      const auto joined_one = rest.empty() ? joined_row(origin, write.subject, write.shown) : std::nullopt;
      if (!joined_one && (!here.path.empty() || from.store != Store::Row || !is_of_entity(from, write.subject, false)))
        continue;
      if (joined_one) here.source = *joined_one;
      here.path.clear();
      flow_.writes.push_back(here);
      continue;
    }
    if (is_row_handed_in(origin.source, here.path, write.subject)) {
      Write known = here;
      known.source = new_source(row_handed_in(from, write.subject, write.shown, write.group));
      known.path.clear();
      flow_.writes.push_back(std::move(known));
    }
    if (from.is_from_outside()) flow_.parameter_writes.push_back(here);
  }
}

ParameterPath Walk::condition_from_outside(const Node& where) const {
  if (!where || !where.is(Kind::Object)) return {};
  for (const Node part : where.children()) {
    if (!part.is(Kind::Spread)) continue;
    for (const Node ident : program::nodes_of(part, Kind::Ident)) {
      ParameterPath found = parameter_path(program_, unit_, ident);
      if (found.index < 0) continue;
      const Node above = ident.parent();
      if (above && above.is(Kind::Member) && above.child(0) == ident) found.path = joined(found.path, above.text());
      return found;
    }
  }
  return {};
}

bool Walk::may_compare(const Node& call, const ParameterPath& condition) {
  if (condition.index < 0) return false;
  Node given = program::without_casts(argument(call, static_cast<std::size_t>(condition.index)));
  for (std::string_view path = condition.path; given && !path.empty(); path = behind_first(path)) {
    if (!given.is(Kind::Object)) return true;
    const auto parts = given.children();
    if (std::any_of(parts.begin(), parts.end(), [](const Node& part) { return part.is(Kind::Spread); })) return true;
    given = program::without_casts(program::value_of(program::property(given, first_of(path))));
  }
  return bool(given);
}

Node Walk::value_handed_to(const Node& call, const Node& function, const Node& value) const {
  if (!value || !(value.is(Kind::Ident) || value.is(Kind::Member))) return value;
  const Node ident = value.is(Kind::Member) ? program::without_casts(value.child(0)) : value;
  if (!ident || !ident.is(Kind::Ident)) return value;
  ParameterPath at = parameter_path(program_, function, ident);
  if (at.index < 0) return value;
  if (value.is(Kind::Member)) at.path = joined(at.path, value.text());
  Node given = program::without_casts(argument(call, static_cast<std::size_t>(at.index)));
  for (std::string_view path = at.path; given && !path.empty(); path = behind_first(path))
    given = program::without_casts(program::value_of(program::property(given, first_of(path))));
  return given;
}

}  // namespace lockstep::effects
