#pragma once

#include "rules/migrations/script.h"
#include "rules/rule.h"

#include <span>
#include <string>
#include <vector>

/// What the migrations of a program do to rows and tables: SQL in strings and scripts, and the calls of TypeORM, Knex,
/// Sequelize and MikroORM, in one shape.
namespace lockstep::rules::migrations {

/// Rows that a migration puts into a table.
struct Insert {
  Place where;
  std::string table;
  std::string migration;  ///< what it is called: its class, else its file's name without the number
  std::vector<Row> rows;  ///< the strings among what is inserted, row by row
  /// What makes a second run harmless, as a clause ("unless there is a conflict"); empty: nothing does.
  std::string guard;
  bool is_sure = true;         ///< of the guard: a condition that is no look we know may let a second run in
  bool is_repeatable = false;  ///< by the statement itself or by a look before it, rather than by what stands around it
};

/// A statement that makes something and fails where that is there already.
struct Making {
  Place where;
  std::string what;  ///< "CREATE TABLE users"
  std::string migration;
};

/// A `down` that leaves something behind.
struct Undoing {
  enum class Fault : std::uint8_t {
    Half,    ///< drops some of the tables that `up` makes, and not others
    Nothing  ///< is empty, though the team's other migrations can be undone
  } fault = Fault::Half;
  Place where;
  std::string migration;
  std::vector<std::string> tables;  ///< Half: those that stay
  Place up;
};

/// In order of path and position.
std::vector<Insert> inserts(const Program& program, std::span<const Migration> migrations);
std::vector<Making> makings(const Program& program, std::span<const Migration> migrations);
std::vector<Undoing> undoings(std::span<const Migration> migrations);

}  // namespace lockstep::rules::migrations
