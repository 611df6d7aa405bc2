// seed: a migration inserts a row of a table with certain values, in a way that may run twice.
//
// That such a row is there is of no use where the program means another one: the values of constants may be asked for,
// so that the id which the migration writes is the one that the code acts by.

#include "rules/migrations/migration.h"
#include "rules/require/kinds.h"
#include "rules/require/scene.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct Seed {
  std::vector<std::string> tables;
  std::vector<std::string> values;
  std::vector<std::string> constants;  ///< whose values the row must have, too
  std::string package;                 ///< that exports them; empty: anywhere
  std::string in;
};

/// What a constant of the program holds; nothing where that cannot be read.
std::optional<std::string> value_of_constant(const Program& program, const Seed& wanted, const std::string& name) {
  for (const Node& declared : declarations(program, name, wanted.package)) {
    const program::Values held = program.values(declared);
    if (held.complete && held.values.size() == 1) return std::string(held.values.front().text);
    const Node number = declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
    if (number && number.is(Kind::Number)) return std::string(number.text());
  }
  return std::nullopt;
}

/// Whether all of the values are spelled in a file, or named by their constants, so that a row which is put together at
/// run time may be the one.
bool has_at_hand(const Program& program, const Seed& wanted, std::string_view path) {
  for (const File& file : program.files()) {
    if (file.path != path) continue;
    const auto says = [&](Kind kind, std::string_view text) {
      const auto nodes = program::nodes_of(file, kind);
      return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
        return kind == Kind::Template ? node.text().find(text) != std::string_view::npos : node.text() == text;
      });
    };
    const auto is_spelled = [&](const std::string& value) {
      return says(Kind::String, value) || says(Kind::Template, "'" + value + "'");
    };
    return std::ranges::all_of(wanted.values, is_spelled) &&
           std::ranges::all_of(wanted.constants, [&](const std::string& name) {
             const auto value = value_of_constant(program, wanted, name);
             return says(Kind::Ident, name) || (value && is_spelled(*value));
           });
  }
  return false;
}

Answer ask(const Seed& wanted, const Scene& scene) {
  const Program& program = scene.program();
  if (auto nothing = empty_scope(program, wanted.in)) return std::move(*nothing);
  std::vector<std::string> expected = wanted.values;
  std::vector<std::string> gaps;
  for (const std::string& name : wanted.constants) {
    auto value = value_of_constant(program, wanted, name);
    if (value) {
      expected.push_back(std::move(*value));
    } else if (declarations(program, name, wanted.package).empty()) {
      gaps.push_back("there is no `" + name + "`");
    } else {
      gaps.push_back("what `" + name + "` holds cannot be read");
    }
  }
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  std::vector<Related> doubtful;
  std::vector<Related> made_up;  // at run time, where the values are at hand
  for (const migrations::Insert& insert : migrations::inserts(program, migrations::collect_migrations(program))) {
    // A row may go by the name of its table, or of its entity's class.
    const auto is_table = [&](const std::string& table) {
      return insert.table == table || scene.entities().are_same(insert.table, table);
    };
    if (std::none_of(wanted.tables.begin(), wanted.tables.end(), is_table)) continue;
    if (!wanted.in.empty() && !lies_in(program, wanted.in, insert.where.path)) continue;
    const auto has_all = [&](const migrations::Row& row) {
      return std::ranges::all_of(
          expected, [&](const std::string& value) { return std::ranges::find(row.values, value) != row.values.end(); });
    };
    if (!expected.empty() && !std::ranges::any_of(insert.rows, has_all)) {
      const auto is_open = [](const migrations::Row& row) { return row.is_open; };
      if (std::ranges::any_of(insert.rows, is_open) && has_at_hand(program, wanted, insert.where.path))
        made_up.push_back({insert.where, "inserted here"});
      continue;
    }
    if (insert.guard.empty()) {
      violations.push_back({.where = insert.where,
                            .message = "the row of " + insert.table + " is inserted again, or fails, on a second run",
                            .subject = "seed of " + insert.table});
    } else if (!insert.is_sure) {
      doubtful.push_back({insert.where, "inserted here, behind a condition that may let a second run in"});
    } else {
      evidence.push_back({insert.where, "inserted here, " + insert.guard});
    }
  }
  if (!violations.empty()) return violated(std::move(violations));
  if (!doubtful.empty())
    return unknown("whether a second run leaves the row of " + wanted.tables.front() + " alone cannot be seen",
                   std::move(doubtful));
  if (!evidence.empty() && !gaps.empty()) {
    Answer open = unknown("whether the row that a migration inserts is the one cannot be told", std::move(evidence));
    open.gaps = std::move(gaps);
    return open;
  }
  if (!evidence.empty()) return holds("a migration inserts the row, and may run twice", std::move(evidence));
  if (!made_up.empty())
    return unknown(
        "whether the row that is put together at run time is that of " + wanted.tables.front() + " cannot be read",
        std::move(made_up));
  std::string values;
  for (const std::string& value : expected) values += (values.empty() ? " with '" : ", '") + value + "'";
  return violated({{.where = wanted.in.empty() ? place_in_program(program) : place_in_package(program, wanted.in),
                    .message = "no migration inserts a row of " + wanted.tables.front() + values,
                    .subject = "seed of " + wanted.tables.front()}});
}

Demand read_seed(json::Reader& reader) {
  const Seed wanted{.tables = read_names(reader, "table"),
                    .values = read_optional_names(reader, "values"),
                    .constants = read_optional_names(reader, "constants"),
                    .package = std::string(reader.string("package", "")),
                    .in = read_optional_place(reader, "in")};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kSeed{"seed", read_seed};

}  // namespace lockstep::rules::require
