// Rows of other tables that come along with the one that was read (`include: { team: true }`), and are written for
// themselves.

#include "effects/walk.h"

#include "effects/origins.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::effects {

using program::arguments;

namespace {

/// Whether a read brings rows of another table along: `include: { profile: true }`, `relations: ['profile']`.
bool brings_along(const Node& read, std::string_view relation) {
  for (const Node given : arguments(read)) {
    if (!given) continue;
    for (const Node node : program::descendants(given)) {
      if ((node.is(Kind::Property) || node.is(Kind::String)) && node.text() == relation) return true;
    }
  }
  return false;
}

/// The row that came along with another one and that a key names: "team" of `document.team.id`, and of
/// `document.teamId`. Empty: it names none.
std::string_view relation_named(const RowKey& key, std::uint32_t id, const std::string& subject) {
  for (const KeyPart& part : key) {
    for (const Origin& origin : part.value) {
      if (origin.source != id || origin.relation != Relation::Part || !origin.inside.empty()) continue;
      std::string_view relation = origin.path;
      for (const std::string_view end : {".id", "Id", "_id"}) {
        if (relation.size() <= end.size() || !relation.ends_with(end)) continue;
        relation.remove_suffix(end.size());
        break;
      }
      const bool is_one = relation != origin.path && relation.find('.') == std::string_view::npos;
      if (is_one && entity_word(relation) == entity_word(subject)) return relation;
    }
  }
  return {};
}

}  // namespace

std::optional<std::uint32_t> Walk::joined_row(const Origin& origin, const std::string& subject,
                                              const std::string& shown) {
  const Source& read = flow_.sources[origin.source];
  if (origin.relation != Relation::Part || read.form != Source::Form::Read || read.store != Store::Row ||
      subject.empty() || entity_word(last_of(origin.path)) != entity_word(subject))
    return std::nullopt;
  Source joined = read;
  joined.subject = subject;
  joined.shown = shown;
  joined.entity = {};
  joined.row_key.clear();
  joined.pending.clear();
  for (const Mutation& mutation : read.pending) {
    if (mutation.path.size() <= origin.path.size() || !mutation.path.starts_with(origin.path + ".")) continue;
    joined.pending.push_back(mutation);
    joined.pending.back().path.erase(0, origin.path.size() + 1);
  }
  return new_source(std::move(joined));
}

void Walk::write_joined_row(const Effect& of, const RowKey& key, const Node& data) {
  if (!data.is(Kind::Object)) return;
  const auto sources = static_cast<std::uint32_t>(flow_.sources.size());  // rows that come along are added
  for (std::uint32_t id = 0; id < sources; ++id) {
    const Source& source = flow_.sources[id];
    if (source.form != Source::Form::Read || source.store != Store::Row || source.by_name ||
        source.subject == of.subject)
      continue;
    // `if (!document.team.storeId) update({ where: { id: document.teamId }, data: { storeId } })`
    if (const std::string relation(relation_named(key, id, of.subject));
        !relation.empty() && brings_along(source.deep, relation)) {
      std::vector<Mutation> changes;
      for (const Node part : data.children()) {
        const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
        const Origin to{id, Relation::Part, joined(relation, part.text())};
        const bool is_claim = value && uses_up(to, value);
        const auto after_look = value && !is_claim ? follows_check(to, value) : std::nullopt;
        if (!is_claim && !after_look) continue;
        changes.push_back({.node = part,
                           .path = std::string(part.text()),
                           .strength = is_claim ? Strength::Claim : Strength::Checked});
        changes.back().looked_at = after_look.value_or(LookedAt::State);
        changes.back().gate = gate_of(to);
      }
      const auto row =
          changes.empty() ? std::nullopt : joined_row({id, Relation::Part, relation}, of.subject, of.shown);
      if (row)
        flow_.writes.push_back({.source = *row, .flush = of.call, .deep = of.call, .mutations = std::move(changes)});
      continue;
    }
    if (!names_row_of(key, id)) continue;
    Write write{.source = id, .flush = of.call, .deep = of.call};
    for (const Node part : data.children()) {
      const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
      if (!value || is_nested_write(value)) continue;
      for (const Origin& origin : mixed(eval(value))) {
        const std::string_view relation = first_of(origin.path);
        if (origin.source != id || !origin.is_merge() || first_of(behind_first(origin.path)) != part.text() ||
            !brings_along(source.deep, relation))
          continue;
        write.mutations.push_back(
            {.node = part, .path = origin.path, .strength = Strength::Merged, .merge = origin.merge});
        break;
      }
    }
    if (!write.mutations.empty()) flow_.writes.push_back(std::move(write));
  }
}

}  // namespace lockstep::effects
