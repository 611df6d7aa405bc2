#pragma once

#include "rules/require/scene.h"

#include <string>

/// Which calls take rows away.
namespace lockstep::rules::require {

/// Whether a call deletes rows of an entity, by whatever name of its class or table: through a repository, a manager, a
/// model or a builder, by a method of the row itself, or by a statement of SQL in its arguments.
bool deletes_rows_of(const Scene& scene, const Node& call, const std::string& entity);

/// The text of SQL with which a call deletes rows, also by the name of a constant; null: none.
Node deleting_text(const Program& program, const Node& call);

class Constant;
class KeyColumns;
/// Where the constant is put into a deleting text as what stays: `DELETE FROM users WHERE id <> $1`; null: nowhere.
/// `columns`: where the constant is an id, those that tell a row by it; else null.
Node left_alone_by_sql(const Constant& constant, const KeyColumns* columns, const Node& call, const Node& text);

/// The same of a condition of a builder: `andWhere("id <> :system", { system: SYSTEM_USER_ID })`.
Node left_alone_by_condition(const Constant& constant, const KeyColumns* columns, const Node& call);

}  // namespace lockstep::rules::require
