#pragma once

#include "effects/vocabulary.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Statements of SQL that are handed to a call as a text: `db.one('select * from orders where id = $1', [id])`,
/// `pool.query(sql`update orders set state = ${state}`)`. Whatever the call is named and whoever wrote it, the text
/// says which table it is about, and where in the arguments the values stand that the text leaves holes for.
namespace lockstep::effects {

/// What a column is given, or compared with.
struct StatementValue {
  std::vector<Node> holes;  ///< the expressions that it is made of
  Node place;               ///< where to point: the property or the expression, else the text
  std::string literal;      ///< spelled out in the text: 'done', true, null
  bool is_hole = false;     ///< nothing but one hole, perhaps cast: `$1::jsonb`
  bool is_null = false;
  bool uses_column = false;  ///< the store makes it of the old value: `hits + 1`, `settings || $1`
};

struct StatementColumn {
  std::string column;
  StatementValue value;
};

struct Statement {
  Does does = Does::Read;
  std::string table;
  Node text;
  std::vector<StatementColumn> set;    ///< Update, Insert
  std::vector<StatementColumn> where;  ///< columns that must have a value
  std::set<std::string> asked;         ///< columns that the condition asks anything else about
  bool is_one_row = false;             ///< the call hands out a row rather than a list
  bool is_vague = false;               ///< the condition is partly made elsewhere
  bool row_lock = false;
  bool spares_what_is_there = false;  ///< Insert: leaves alone, or changes, what is there already
};

/// Whether a text may be a statement that reads or writes rows; cheap, and wrong about prose at times.
bool may_be_statement(std::string_view text);

/// The text of a statement that a call is given; null: none.
Node statement_text(const Node& call);

/// What the call's statement does; nothing where it is none of the plain kinds.
std::optional<Statement> statement_of(const Program& program, const Node& call);

}  // namespace lockstep::effects
