// seed: a migration inserts a row of a table with certain values, in a way that may run twice.

#include "rules/migrations/migration.h"
#include "rules/require/kinds.h"
#include "rules/require/scene.h"

#include <algorithm>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct Seed {
  std::vector<std::string> tables;
  std::vector<std::string> values;
  std::string in;
};

Answer ask(const Seed& wanted, const Scene& scene) {
  const Program& program = scene.program();
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  std::vector<Related> doubtful;
  for (const migrations::Insert& insert : migrations::inserts(program, migrations::collect_migrations(program))) {
    // A row may go by the name of its table, or of its entity's class.
    const auto is_table = [&](const std::string& table) {
      return insert.table == table || scene.entities().are_same(insert.table, table);
    };
    if (std::none_of(wanted.tables.begin(), wanted.tables.end(), is_table)) continue;
    const auto has_all = [&](const migrations::Row& row) {
      return std::ranges::all_of(wanted.values, [&](const std::string& value) {
        return std::ranges::find(row.values, value) != row.values.end();
      });
    };
    if (!wanted.values.empty() && !std::ranges::any_of(insert.rows, has_all)) continue;
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
  if (!evidence.empty()) return holds("a migration inserts the row, and may run twice", std::move(evidence));
  std::string values;
  for (const std::string& value : wanted.values) values += (values.empty() ? " with '" : ", '") + value + "'";
  return violated({{.where = wanted.in.empty() ? place_in_program(program) : place_in_package(program, wanted.in),
                    .message = "no migration inserts a row of " + wanted.tables.front() + values,
                    .subject = "seed of " + wanted.tables.front()}});
}

Demand read_seed(json::Reader& reader) {
  const Seed wanted{.tables = read_names(reader, "table"),
                    .values = read_optional_names(reader, "values"),
                    .in = read_optional_place(reader, "in")};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kSeed{"seed", read_seed};

}  // namespace lockstep::rules::require
