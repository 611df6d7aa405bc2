// migration-idempotent: a migration that fails or duplicates rows the second time it runs.
//
// Migrations run twice more often than their authors think: a deployment that dies half-way, two instances that start
// at once, a database that was restored from a copy, a table of done migrations that was not. Rows that are inserted
// without a look are there twice afterwards, or the second run ends with an error in the middle of a deployment.
//
// Where a migration also makes a table or column that must not be there yet, its second run ends at that statement, and
// nothing is doubled; we say nothing about its rows then. Whether such statements should say IF NOT EXISTS is a matter
// of a team's habits: `migration-idempotent/not-repeatable` asks for it and is off unless somebody switches it on.

#include "rules/migrations/migration.h"
#include "rules/migrations/newest.h"
#include "rules/rule.h"

#include <string>
#include <utility>
#include <vector>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "unguarded-insert",
     .severity = Severity::Warning,
     .meaning = "rows that are inserted again, or fail, on a second run",
     .one = "migration inserts rows that may be there already",
     .many = "migrations insert rows that may be there already",
     .impact = "A deployment that dies half-way and starts again fails at the insert, or leaves the rows there twice.",
     .effort = findings::Effort::Line},
    {.id = "half-undone",
     .severity = Severity::Warning,
     .meaning = "a `down` that drops some of the tables and leaves others",
     .one = "migration undoes only a part of what it did",
     .many = "migrations undo only a part of what they did",
     .impact = "After going back the next attempt ends at a table that is still there.",
     .effort = findings::Effort::Line},
    {.id = "not-undone",
     .severity = Severity::Note,
     .meaning = "an empty `down` among many that do undo",
     .one = "migration cannot be undone, though the others can",
     .many = "migrations cannot be undone, though the others can",
     .impact = "Going back passes over it in silence, and the schema is one that no version of the code knows.",
     .effort = findings::Effort::Function},
    {.id = "not-repeatable",
     .severity = Severity::Off,
     .meaning = "DDL without IF NOT EXISTS; off unless a team asks for it",
     .one = "migration cannot run twice",
     .many = "migrations cannot run twice",
     .impact = "A deployment that dies half-way has to be mended by hand before it can start again.",
     .effort = findings::Effort::Line},
};

constexpr RuleInfo kInfo{
    .id = "migration-idempotent",
    .name = "MigrationIdempotent",
    .title = "A migration fails or duplicates rows the second time it runs",
    .advice =
        "Insert with ON CONFLICT DO NOTHING or WHERE NOT EXISTS, or look before you insert; leave alone what has "
        "run everywhere, and write the next one so.",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .area = "Migrations",
};

/// Whether a team means its inserts to be repeatable: some of them are, and not just by chance. Where nobody ever looks
/// before inserting, the framework's table of finished migrations is trusted, and one more such insert is only worth a
/// note.
bool guards_inserts(const std::vector<migrations::Insert>& inserts) {
  constexpr std::size_t kFewest = 2;
  std::size_t guarded = 0;
  std::size_t bare = 0;
  for (const migrations::Insert& insert : inserts) {
    bare += insert.guard.empty() ? 1U : 0U;
    guarded += insert.is_repeatable ? 1U : 0U;
  }
  return guarded >= kFewest && guarded * 2 >= bare;
}

/// One migration is one finding at most, however many tables it fills: it is repaired, or left alone, as a whole.
std::vector<Finding> unguarded(std::vector<migrations::Insert> inserts) {
  const Severity severity = guards_inserts(inserts) ? Severity::Warning : Severity::Note;
  std::vector<Finding> found;
  for (migrations::Insert& insert : inserts) {
    if (!insert.guard.empty()) continue;
    const bool is_same = !found.empty() && found.back().where.path == insert.where.path;
    if (is_same) {
      found.back().related.push_back({std::move(insert.where), "and these of `" + insert.table + "`"});
      continue;
    }
    found.push_back({.kind = "unguarded-insert",
                     .severity = severity,
                     .subject = insert.table + " in " + insert.migration,
                     .where = std::move(insert.where),
                     .message = "a second run inserts these rows of `" + insert.table + "` again, or fails"});
  }
  return found;
}

std::vector<Finding> check(const Program& program, const Shared&, const Settings&) {
  const std::vector<migrations::Migration> all = migrations::collect_migrations(program);
  std::vector<Finding> found = migrations::newest_of_each_folder(unguarded(migrations::inserts(program, all)));
  std::vector<Finding> not_undone;
  for (migrations::Undoing& undoing : migrations::undoings(all)) {
    Finding finding{.subject = undoing.migration, .where = std::move(undoing.where)};
    if (undoing.fault == migrations::Undoing::Fault::Half) {
      std::string tables;
      for (const std::string& table : undoing.tables) tables += (tables.empty() ? "`" : ", `") + table + "`";
      finding.kind = "half-undone";
      finding.message = "`down` leaves " + tables + " behind, which `up` makes";
      finding.advice = "Drop what `up` makes, in the opposite order.";
      finding.related.push_back({undoing.up, "made here"});
    } else {
      finding.kind = "not-undone";
      finding.message = "`down` does nothing, though `up` does and other migrations here can be undone";
      finding.advice = "Undo what `up` does, or throw an error that says why that cannot be done.";
    }
    (finding.kind == "not-undone" ? not_undone : found).push_back(std::move(finding));
  }
  for (Finding& finding : migrations::newest_of_each_folder(std::move(not_undone))) found.push_back(std::move(finding));
  for (migrations::Making& making : migrations::makings(program, all)) {
    found.push_back({.kind = "not-repeatable",
                     .subject = making.what + " in " + making.migration,
                     .where = std::move(making.where),
                     .message = making.what + " fails on a second run",
                     .advice = "Say IF NOT EXISTS, or look before you make it."});
  }
  return found;
}

}  // namespace

extern constinit const Rule migration_idempotent{
    .info = kInfo,
    .check = check,
    .silent_in = workspace::Roles(workspace::Role::Test) | workspace::Role::Story | workspace::Role::Declaration,
};

}  // namespace lockstep::rules
