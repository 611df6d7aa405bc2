#include "rules/migrations/migration.h"

#include "rules/migrations/look.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace lockstep::rules::migrations {
namespace {

bool same_table(std::string_view a, std::string_view b) { return !a.empty() && sql::same_word(a, b); }

/// Whether what an insert asks for in another table may have come with its rows.
bool is_asked_of_nobody(const Deed& insert, const Script& script) {
  return !insert.asked_table.empty() && std::ranges::none_of(script.deeds, [&](const Deed& other) {
    return &other != &insert && other.kind != Deed::Kind::Select && same_table(other.table, insert.asked_table);
  });
}

/// Whether rows that are deleted may be those that are inserted: `DELETE … WHERE id = 'z'` makes no room for 'a'.
bool may_make_room(const Deed& emptied, const Deed& insert) {
  std::set<std::string> inserted;
  for (const Row& row : insert.rows) inserted.insert(row.values.begin(), row.values.end());
  bool says_which = false;
  for (const Row& row : emptied.rows) {
    if (!row.holes.empty()) return true;
    for (const std::string& value : row.values) {
      if (inserted.contains(value)) return true;
      says_which = true;
    }
  }
  return !says_which || inserted.empty();
}

/// What makes a second run of an insert harmless; empty when nothing does.
std::string guard_of(const Program& program, const Deed& insert, const Script& script, Look look) {
  if (!insert.guard.empty() && !is_asked_of_nobody(insert, script)) return insert.guard;
  if (look != Look::None) return "after a check";
  for (const Deed& other : script.deeds) {
    switch (other.kind) {
      case Deed::Kind::Make:
        // What is made only where it is not there lets the second run pass.
        if (look_before(program, other, script) != Look::None) break;
        // `CREATE TABLE IF NOT EXISTS` lets the second run pass, too.
        if (same_table(other.table, insert.table) && other.guard != kUnlessThere)
          return "into a table that the migration makes";
        if (other.guard.empty()) return "and a second run ends at " + other.what;
        break;
      case Deed::Kind::Rename:
        if (same_table(other.other_table, insert.table)) return "into a table that the migration makes";
        break;
      case Deed::Kind::Empty:
        if (same_table(other.table, insert.table) && may_make_room(other, insert)) return "after it is emptied";
        break;
      case Deed::Kind::Drop:
        // Moved to where it belongs: a second run finds nothing to move.
        if (same_table(other.table, insert.other_table)) return "of rows whose old place is dropped";
        if (same_table(other.table, insert.table)) return "into a table that the migration makes";
        break;
      case Deed::Kind::Select:
        if (other.seeks_missing) return "for rows that are not there";
        break;
      case Deed::Kind::Insert:
      case Deed::Kind::Other:
        break;
    }
  }
  return {};
}

/// Whether a text holds a name as a word of its own: "tags" is not in "post_tags".
bool has_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char byte) { return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

/// Whether a function mentions a table in any of its texts, or makes them at run time.
bool mentions(const Node& function, const std::string& table) {
  for (const Node node : program::nodes_of(function, {Kind::String, Kind::Template, Kind::Ident, Kind::Member})) {
    const std::string_view text = node.text();
    if (node.is(Kind::Template) && text.find("${}") != std::string_view::npos) return true;
    if (has_word(text, table)) return true;
  }
  return false;
}

std::optional<Undoing> half_undone(const Migration& migration) {
  const Script& down = *migration.down;
  const auto drops_table = [](const Deed& deed) { return deed.kind == Deed::Kind::Drop && !deed.table.empty(); };
  if (std::none_of(down.deeds.begin(), down.deeds.end(), drops_table)) return std::nullopt;
  // Calls of helpers that we do not look into may do the rest.
  std::set<std::string> left;
  Place made;
  for (const Deed& deed : migration.up.deeds) {
    if (deed.kind != Deed::Kind::Make || deed.table.empty()) continue;
    if (deed.guard == "for the session" || mentions(down.function, deed.table)) continue;
    const auto is_gone = [&](const Deed& other) {
      const bool goes = other.kind == Deed::Kind::Drop || other.kind == Deed::Kind::Rename;
      return goes && same_table(other.table, deed.table);
    };
    if (std::any_of(migration.up.deeds.begin(), migration.up.deeds.end(), is_gone)) continue;
    // By a constant, which does not spell the name.
    if (std::any_of(down.deeds.begin(), down.deeds.end(), is_gone)) continue;
    if (left.empty()) made = deed.where;
    left.insert(deed.table);
  }
  if (left.empty()) return std::nullopt;
  return Undoing{.fault = Undoing::Fault::Half,
                 .where = down.where,
                 .migration = migration.up.migration,
                 .tables = {left.begin(), left.end()},
                 .up = made};
}

/// Whether there is something to take back: rows, a table, a column.
bool changes_something(const Script& script) {
  return std::any_of(script.deeds.begin(), script.deeds.end(), [](const Deed& deed) {
    const bool is_made = deed.kind == Deed::Kind::Make && (!deed.table.empty() || deed.is_part);
    return deed.kind == Deed::Kind::Insert || is_made;
  });
}

}  // namespace

std::vector<Insert> inserts(const Program& program, std::span<const Migration> migrations) {
  std::vector<Insert> found;
  for (const Migration& migration : migrations) {
    for (const Deed& deed : migration.up.deeds) {
      if (deed.kind != Deed::Kind::Insert) continue;
      const Look look = look_before(program, deed, migration.up);
      std::string guard = guard_of(program, deed, migration.up, look);
      const bool is_repeatable = !guard.empty() && (!deed.guard.empty() || look != Look::None);
      if (guard.empty() && deed.is_unknown) continue;
      found.push_back({.where = deed.where,
                       .table = deed.table,
                       .migration = migration.up.migration,
                       .rows = deed.rows,
                       .guard = std::move(guard),
                       .is_sure = deed.guard.empty() ? look != Look::Unknown : !deed.is_guess,
                       .is_repeatable = is_repeatable});
    }
  }
  return found;
}

std::vector<Making> makings(const Program& program, std::span<const Migration> migrations) {
  std::vector<Making> found;
  for (const Migration& migration : migrations) {
    for (const Deed& deed : migration.up.deeds) {
      if (deed.kind != Deed::Kind::Make || !deed.guard.empty() || deed.is_unknown) continue;
      if (look_before(program, deed, migration.up) != Look::None) continue;
      found.push_back({.where = deed.where, .what = deed.what, .migration = migration.up.migration});
    }
  }
  return found;
}

std::vector<Undoing> undoings(std::span<const Migration> migrations) {
  // Whether a team undoes its migrations shows in the others: one empty `down` among many full ones was forgotten.
  std::map<std::string_view, std::pair<std::size_t, std::size_t>>
      habits;  // folder: with a body, of those that need one
  for (const Migration& migration : migrations) {
    if (!migration.up.function) continue;
    auto& [undone, all] = habits[migration.folder];
    const bool is_undone = migration.down && !migration.down->is_empty;
    undone += is_undone ? 1U : 0U;
    all += is_undone || changes_something(migration.up) ? 1U : 0U;  // others have nothing to take back
  }
  std::vector<Undoing> found;
  for (const Migration& migration : migrations) {
    if (!migration.down) continue;
    if (auto half = half_undone(migration)) {
      found.push_back(*std::move(half));
    } else if (migration.down->is_empty && changes_something(migration.up)) {
      const auto& [undone, all] = habits[migration.folder];
      constexpr std::size_t kFewest = 3;
      const std::size_t others = all - 1;
      if (undone < kFewest || undone * 10 < others * 8) continue;
      found.push_back({.fault = Undoing::Fault::Nothing,
                       .where = migration.down->where,
                       .migration = migration.up.migration,
                       .tables = {},
                       .up = migration.up.where});
    }
  }
  return found;
}

}  // namespace lockstep::rules::migrations
