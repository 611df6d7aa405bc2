// Rows that somebody outside of the program read and handed in: `ctx.user` of a middleware, `req.account`. Their words
// tell: a value called after the entity, written back under its own id, with its own column in the new value.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <utility>

namespace lockstep::effects {

std::optional<std::string> Walk::row_around(const Origin& origin, std::string_view column,
                                            const std::string& subject) const {
  const Source& source = flow_.sources[origin.source];
  const Node pattern = source.node.child(0);
  std::string row;  // the path to the row that is looked at
  std::string_view word =
      pattern && (pattern.is(Kind::Binding) || pattern.is(Kind::Ident)) ? pattern.text() : std::string_view{};
  std::string_view rest = origin.path;
  while (!rest.empty()) {
    const std::string_view segment = first_of(rest);
    if (segment == column && entity_word(word) == entity_word(subject)) return row;
    row = joined(row, segment);
    word = segment;
    rest = behind_first(rest);
  }
  return std::nullopt;
}

void Walk::write_row_handed_in(const Effect& of, const RowKey& key, const Node& data) {
  // Where the program calls this function itself, it is the caller who says where the row comes from.
  if (of.by_name || !data.is(Kind::Object) || !program_.callers(unit_).empty()) return;
  const auto is_key_of = [&](std::uint32_t source, const std::string& row) {
    return std::any_of(key.begin(), key.end(), [&](const KeyPart& part) {
      return std::any_of(part.value.begin(), part.value.end(), [&](const Origin& origin) {
        return origin.source == source && (origin.path == joined(row, "id") || origin.path == joined(row, "_id"));
      });
    });
  };
  for (const Node part : data.children()) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    if (!value || is_nested_write(value)) continue;
    for (const Origin& origin : mixed(eval(value))) {
      const Source& from = flow_.sources[origin.source];
      if (from.form != Source::Form::Parameter || !(origin.is_merge || is_changed_copy(origin))) continue;
      const auto row = row_around(origin, part.text(), of.subject);
      if (!row || is_watermark(part.text()) || !is_key_of(origin.source, *row)) continue;
      const std::uint32_t id = new_source({.node = from.node,
                                           .deep = from.node,
                                           .subject = of.subject,
                                           .shown = of.shown,
                                           .entity = of.entity,
                                           .in_one_step = of.group != nullptr ? of.group->in_one_step : InOneStep{}});
      flow_.writes.push_back(
          {.source = id,
           .flush = of.call,
           .deep = of.call,
           .mutations = {{.node = part, .path = std::string(part.text()), .strength = Strength::Merged}}});
      break;
    }
  }
}

}  // namespace lockstep::effects
