#pragma once

#include "base/sql_tokens.h"
#include "rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One direction of a migration as a sequence of deeds, whoever writes them: a statement of SQL or a call of a library.
namespace lockstep::rules::migrations {

/// The strings among the values of a row.
struct Row {
  std::vector<std::string> values;
  std::vector<std::string> holes;  ///< `$1`, `?`, `${}`: until it is known what is put in there
  bool is_open = false;            ///< of some holes that is not known
};

/// The guard of what is made only where it is not there: `IF NOT EXISTS`.
inline constexpr std::string_view kUnlessThere = "if it is not there";

struct Deed {
  enum class Kind : std::uint8_t {
    Insert,
    Select,  ///< reads, which may be the check before an insert
    Make,    ///< CREATE TABLE, ADD COLUMN, CREATE TYPE …
    Drop,
    Empty,  ///< DELETE, TRUNCATE
    Rename,
    Other,
  } kind = Kind::Other;
  Place where;
  Node node;                   ///< the string or call; null in a script
  std::string table;           ///< empty: not known
  std::string other_table;     ///< Insert: where its rows come from; Rename: the new name
  std::string what;            ///< Make: "CREATE TABLE users"
  bool is_part = false;        ///< Make: of a table that is there, such as a column
  std::string asked_table;     ///< Insert: whose rows must not be there, when that is another table
  std::vector<Row> rows;       ///< Insert; Empty: the strings that say which rows go
  std::string guard;           ///< Insert: why a second run does no harm; Make: IF NOT EXISTS
  bool is_guess = false;       ///< the guard may be none: `DO $$ … IF somebody_said_so THEN …`
  bool is_unknown = false;     ///< a part of it is made up at run time: say nothing
  bool seeks_missing = false;  ///< Select: asks for rows that have no counterpart
};

/// What a text of SQL does, in order.
std::vector<Deed> deeds_of_sql(std::string_view text);

/// What a call of a migration library does.
std::optional<Deed> deed_of_call(const Program& program, const Node& call);

/// The table, or the entity that stands for it, that a call of a library is about; empty where it does not say.
std::string table_of_call(const Program& program, const Node& call);

/// One direction of one migration.
struct Script {
  std::string migration;
  Node function;  ///< null in a script of SQL
  Place where;    ///< its name
  std::vector<Deed> deeds;
  bool is_empty = false;  ///< a body without a statement
};

struct Migration {
  Script up;
  std::optional<Script> down;
  std::string_view folder;  ///< that it lies in
};

/// All migrations of a program that are asked about, in order of path.
std::vector<Migration> collect_migrations(const Program& program);

}  // namespace lockstep::rules::migrations
