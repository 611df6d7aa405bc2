// Rows that somebody outside of the program read and handed in: `ctx.user` of a middleware, `req.account`. Their words
// tell: a value called after the entity, written back under its own id, with its own column in the new value.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lockstep::effects {

namespace {

/// What carries a request's rows along: `ctx.user`, `req.account`, `context.org`.
constexpr std::array<std::string_view, 9> kCarriers = {"ctx", "context", "req",    "request", "session",
                                                       "c",   "event",   "locals", "this"};

}  // namespace

void Walk::find_rows(const Node& pattern, const Node& value) {
  const Node made = program::without_casts(value);
  if (!made || made.is(Kind::Object) || made.is(Kind::Array) || made.is(Kind::Function) || made.is(Kind::String))
    return;
  // `const order = await retried(() => orders.create(…))`
  const auto inside = program::nodes_of(made, Kind::Call);
  const bool is_inserted = std::any_of(inside.begin(), inside.end(), [&](const Node& call) {
    const auto& of = flows_.effect(call);
    return of && of->does == Does::Insert;
  });
  if (is_inserted) return;
  const auto find = [&](const Node& name) {
    const auto binding = name.is(Kind::Binding) ? name.facts().binding(name.id()) : std::nullopt;
    const std::string_view entity = binding ? flows_.entity_called(name.text()) : std::string_view{};
    if (!binding || (entity.empty() && !is_one_of(name.text(), kCarriers))) return;
    const std::uint32_t source =
        new_source({.form = Source::Form::Found, .node = name, .deep = name, .subject = std::string(entity)});
    forget_objects();
    variables_[binding->value] = {{source, Relation::Entity, ""}};
  };
  find(pattern);
  if (pattern.is(Kind::ObjectPattern)) {
    for (const Node part : pattern.children()) {
      if (part.is(Kind::PatternProperty)) find(part.child(0));
    }
  }
}

bool Walk::is_row_handed_in(std::uint32_t id, const std::string& row, const std::string& subject) const {
  const Source& source = flow_.sources[id];
  const Node pattern = source.form == Source::Form::Parameter ? source.node.child(0) : source.node;
  const bool is_entity_itself =
      source.form != Source::Form::This && pattern && (pattern.is(Kind::Binding) || pattern.is(Kind::Ident));
  const std::string_view start = is_entity_itself ? pattern.text() : std::string_view{};
  const std::string_view word = row.empty() ? start : last_of(row);
  if (word.empty() || flows_.entity_called(word) != subject) return false;
  // Where the program calls this function itself, it is the caller who says where a row comes from that is handed over.
  bool is_here =
      source.form != Source::Form::Parameter || program_.callers(unit_).empty() || is_one_of(start, kCarriers);
  for (std::string_view rest = row; !rest.empty(); rest = behind_first(rest))
    is_here = is_here || is_one_of(first_of(rest), kCarriers);
  return is_here;
}

std::optional<std::string> Walk::row_around(const Origin& origin, std::string_view column,
                                            const std::string& subject) const {
  std::string row;
  for (std::string_view rest = origin.path; !rest.empty(); rest = behind_first(rest)) {
    if (first_of(rest) == column && is_row_handed_in(origin.source, row, subject)) return row;
    row = joined(row, first_of(rest));
  }
  return std::nullopt;
}

Source Walk::row_handed_in(const Source& from, const std::string& subject, const std::string& shown,
                           const CallGroup* group) {
  Source read{.node = from.node, .deep = from.node, .subject = subject, .shown = shown, .is_handed_in = true};
  if (group != nullptr) read.in_one_step = group->in_one_step;
  return read;
}

void Walk::save_row_handed_in(const Write& write) {
  if (flow_.sources[write.source].form != Source::Form::Parameter || write.path.empty()) return;
  std::string row = write.path;
  while (row.ends_with(".[]")) row.resize(row.size() - 3);
  const std::string entity(flows_.entity_called(last_of(row)));
  if (entity.empty() || !is_row_handed_in(write.source, row, entity)) return;
  // A body that bears such a name is nothing that was read: `save(data.user)`.
  const Node pattern = flow_.sources[write.source].node.child(0);
  bool is_carried = pattern && is_one_of(pattern.text(), kCarriers);
  is_carried = is_carried || (pattern && pattern.is(Kind::ObjectPattern) && first_of(row) == "user");
  for (std::string_view rest = row; !rest.empty(); rest = behind_first(rest)) {
    if (first_of(rest) == "body") return;
  }
  if (!is_carried) return;
  Write known = write;
  // Of a parameter, all columns hang together by its name: a number may as well come from another one.
  const auto is_from_any = [](const Mutation& change) {
    const Node assign = change.node.parent();
    return change.merge == Merge::Number && assign && assign.is(Kind::Assign) && assign.op() == Op::Assign;
  };
  std::erase_if(known.mutations,
                [&](const Mutation& change) { return change.strength != Strength::Merged || is_from_any(change); });
  if (known.mutations.empty()) return;
  known.source = new_source(row_handed_in(flow_.sources[write.source], entity, std::string(last_of(row)), nullptr));
  known.path.clear();
  flow_.writes.push_back(std::move(known));
}

bool Walk::names_row_at(const RowKey& key, std::uint32_t source, const std::string& row) const {
  return std::any_of(key.begin(), key.end(), [&](const KeyPart& part) {
    return std::any_of(part.value.begin(), part.value.end(), [&](const Origin& origin) {
      if (origin.source != source) return false;
      // Its own id, or that of what it belongs to: `settings` of the user with `user.id`.
      const std::string owner = row.find('.') == std::string::npos ? row : row.substr(0, row.rfind('.'));
      for (const std::string& at : {row, owner}) {
        if (origin.path == joined(at, "id") || origin.path == joined(at, "_id")) return true;
      }
      return false;
    });
  });
}

void Walk::write_row_handed_in(const KeyedWrite& write, const Node& data) {
  if (write.by_name || !data || !data.is(Kind::Object)) return;
  for (const Node part : data.children()) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    if (!value || is_nested_write(value)) continue;
    if (write_column_handed_in(write, part.text(), eval(value), part)) continue;
  }
}

bool Walk::write_column_handed_in(const KeyedWrite& write, std::string_view column, const Value& value,
                                  const Node& change) {
  if (is_watermark(column)) return false;
  for (const Origin& origin : mixed(value)) {
    const Source& from = flow_.sources[origin.source];
    const bool is_handed =
        from.form == Source::Form::Parameter || from.form == Source::Form::This || from.form == Source::Form::Found;
    if (!is_handed || !(origin.is_merge() || is_changed_copy(origin))) continue;
    const auto row = row_around(origin, column, write.subject);
    if (!row || !names_row_at(write.row_key, origin.source, *row)) continue;
    const std::uint32_t id = new_source(row_handed_in(from, write.subject, write.shown, write.group));
    flow_.writes.push_back({.source = id,
                            .flush = write.flush,
                            .deep = write.deep,
                            .chain = write.chain,
                            .mutations = {{.node = change,
                                           .path = std::string(column),
                                           .strength = Strength::Merged,
                                           .merge = both(origin.merge, Merge::Some)}}});
    return true;
  }
  return false;
}

}  // namespace lockstep::effects
