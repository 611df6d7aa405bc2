#include "rules/migrations/script.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

// Calls of libraries that migrations are written with. They are few, and each says its table as its first argument, at
// the beginning of a chain, or behind `into`.

namespace lockstep::rules::migrations {
namespace {

using DeedKind = Deed::Kind;

constexpr std::array<std::string_view, 9> kConflictWords{
    "onConflict",         "ignore", "merge", "orIgnore", "orUpdate", "onDuplicateKeyUpdate", "onConflictDoNothing",
    "onConflictDoUpdate", "upsert"};
constexpr std::array<std::string_view, 3> kConflictOptions{"ignoreDuplicates", "upsertKeys", "updateOnDuplicate"};

std::string text_of(const Program& program, const Node& expression) {
  if (!expression) return {};
  if (expression.is(Kind::Ident) || expression.is(Kind::Member) || expression.is(Kind::String) ||
      expression.is(Kind::Template)) {
    if (const auto value = program.value(expression)) return std::string(value->text);
  }
  // `new Table({ name: 'users' })`, `{ tableName: 'users', schema: 'x' }`
  const Node object = expression.is(Kind::New) ? program::argument(expression, 0) : expression;
  if (object && object.is(Kind::Object)) {
    for (const std::string_view key : {"name", "tableName"}) {
      if (const Node property = program::property(object, key)) return text_of(program, program::value_of(property));
    }
  }
  return {};
}

/// The methods that are called on the result, from the inside out: `insert(…).onConflict(…).ignore()`.
std::vector<std::string_view> chained(const Node& call) {
  std::vector<std::string_view> words;
  for (Node at = call.parent(); at; at = at.parent()) {
    if (at.is(Kind::Member)) {
      words.push_back(at.text());
    } else if (!at.is(Kind::Call) && !at.is(Kind::Cast)) {
      break;
    }
  }
  return words;
}

/// A table by its name, or by the entity that stands for its rows.
std::string table_or_entity(const Program& program, const Node& expression) {
  std::string table = text_of(program, expression);
  if (table.empty() && expression && expression.is(Kind::Ident)) table = expression.text();
  return table;
}

/// What a variable was made as: the repository, the row.
Node made_as(const Program& program, const Node& expression) {
  if (!expression || !expression.is(Kind::Ident)) return expression;
  const Node made = program.constant(expression);
  return made ? program::without_casts(made) : expression;
}

/// The table that a chain begins with: `knex('users')`, `.into('users')`, `.table('users')`, `.from('users')`,
/// `.getRepository(User)`, also where the beginning is kept in a variable.
std::string table_of_chain(const Program& program, const Node& call) {
  constexpr int kLongest = 32;
  Node at = program::callee(call);
  for (int step = 0; at && step < kLongest; ++step) {
    if (at.is(Kind::Member)) {
      at = made_as(program, at.child(0));
    } else if (at.is(Kind::Call)) {
      const Node head = program::callee(at);
      const Node first = program::argument(at, 0);
      const bool is_repository = head && head.text() == "getRepository";
      const std::string table = is_repository ? table_or_entity(program, first) : text_of(program, first);
      if (!table.empty()) return table;
      at = head;
      if (at && at.is(Kind::Ident)) return {};
    } else {
      return {};
    }
  }
  return {};
}

std::string table_behind(const Program& program, const Node& call) {
  for (Node at = call.parent(); at && (at.is(Kind::Member) || at.is(Kind::Call)); at = at.parent()) {
    if (!at.is(Kind::Call)) continue;
    const Node head = program::callee(at);
    if (head && head.text() == "into") {
      const Node table = program::argument(at, 0);
      const std::string text = text_of(program, table);
      return text.empty() && table ? std::string(table.text()) : text;
    }
  }
  return {};
}

/// Rows that are made here: what is read and written back is no insert. The entity of `new User()` and
/// `create(User, …)`, and whether the rows bring the key by which the store would know them again.
struct NewRows {
  bool are_new = false;
  bool have_key = false;
  std::string entity;
};

bool is_key(std::string_view name) { return name == "id" || name == "_id" || name == "uuid"; }

NewRows new_rows(const Program& program, const Node& expression, int depth = 0) {
  constexpr int kDeepest = 4;
  const Node rows = made_as(program, expression);
  NewRows found;
  if (!rows || depth > kDeepest) return found;
  if (rows.is(Kind::Object)) {
    found.are_new = true;
    for (const Node part : rows.children())
      found.have_key = found.have_key || part.is(Kind::Spread) || is_key(part.text());
  } else if (rows.is(Kind::Array)) {
    for (const Node row : rows.children()) {
      const NewRows one = new_rows(program, row, depth + 1);
      found.are_new = found.are_new || one.are_new;
      found.have_key = found.have_key || one.have_key;
    }
  } else if (rows.is(Kind::New)) {
    found.are_new = true;
    found.entity = program::callee(rows) ? program::callee(rows).text() : std::string_view{};
  } else if (rows.is(Kind::Call)) {
    const Node head = program::callee(rows);
    if (!head || !head.is(Kind::Member) || head.text() != "create") return found;
    const bool names_entity = program::argument_count(rows) >= 2;
    found = new_rows(program, program::argument(rows, names_entity ? 1 : 0), depth + 1);
    found.are_new = true;
    found.entity = names_entity ? table_or_entity(program, program::argument(rows, 0)) : table_of_chain(program, rows);
  }
  if (!expression.is(Kind::Ident)) return found;
  // `admin.id = ADMIN_ID;`
  const Node function = expression.enclosing_function();
  for (const Node assign :
       function ? program::nodes_of(function, Kind::Assign) : program::nodes_of(rows, Kind::Assign)) {
    const Node target = assign.child(0);
    if (target && target.is(Kind::Member) && is_key(target.text()) && target.child(0) &&
        target.child(0).text() == expression.text())
      found.have_key = true;
  }
  return found;
}

std::vector<std::string> strings_in(const Program& program, const Node& call) {
  std::vector<std::string> values;
  for (const Node node : program::nodes_of(call, Kind::String)) values.emplace_back(node.text());
  for (const Node node : program::nodes_of(call, {Kind::Ident, Kind::Member})) {
    if (const auto value = program.value(node)) values.emplace_back(value->text);
  }
  return values;
}

/// The rows of `[{ … }, { … }]`, also by the name of such a list; anything else is one row.
std::vector<Row> rows_of(const Program& program, const Node& expression, int depth = 0) {
  constexpr int kDeepest = 4;
  const Node rows = made_as(program, expression);
  std::vector<Row> found;
  if (!rows || depth > kDeepest) return found;
  const Node head = rows.is(Kind::Call) ? program::callee(rows) : Node{};
  if (head && head.is(Kind::Member) && head.text() == "create" && program::argument_count(rows) > 0)
    return rows_of(program, program::argument(rows, program::argument_count(rows) - 1), depth + 1);
  if (!rows.is(Kind::Array)) {
    Row one{.values = strings_in(program, rows), .holes = {}};
    // `const admin = new User(); admin.email = '…';`
    const Node function = expression.is(Kind::Ident) ? expression.enclosing_function() : Node{};
    const bool is_object = rows.is(Kind::New) || rows.is(Kind::Object);
    if (function && is_object) {
      for (const Node assign : program::nodes_of(function, Kind::Assign)) {
        const Node target = assign.child(0);
        if (!target || !target.is(Kind::Member) || !target.child(0) || target.child(0).text() != expression.text())
          continue;
        const Node value = assign.child(1);
        if (value && value.is(Kind::String)) one.values.emplace_back(value.text());
        if (const auto known = value ? program.value(value) : std::nullopt) one.values.emplace_back(known->text);
      }
    }
    return {std::move(one)};
  }
  for (const Node row : rows.children()) {
    for (Row& one : rows_of(program, row, depth + 1)) found.push_back(std::move(one));
  }
  return found;
}

/// The call behind another one in a chain: `.values(…)` of `insert().into('users').values(…)`.
Node chained_call(const Node& call, std::string_view name) {
  for (Node at = call.parent(); at && (at.is(Kind::Member) || at.is(Kind::Call)); at = at.parent()) {
    const Node head = at.is(Kind::Call) ? program::callee(at) : Node{};
    if (head && head.text() == name) return at;
  }
  return {};
}

/// What an insert puts in: the values of its chain, else its last argument that may hold any, else all of the call.
std::vector<Row> rows_of_call(const Program& program, const Node& call) {
  const Node values = chained_call(call, "values");
  std::vector<Row> rows;
  for (const Node argument : program::arguments(values ? values : call)) {
    const Node made = argument.is(Kind::None) ? Node{} : made_as(program, argument);
    if (!made || made.is(Kind::String) || (made.is(Kind::Ident) && made == argument && !values)) continue;
    for (Row& row : rows_of(program, argument)) rows.push_back(std::move(row));
  }
  if (rows.empty()) rows.push_back({.values = strings_in(program, call), .holes = {}});
  return rows;
}

Deed insert(const Program& program, const Node& call, std::string table) {
  Deed deed{.kind = DeedKind::Insert, .node = call, .table = std::move(table)};
  deed.is_unknown = deed.table.empty();
  const auto words = chained(call);
  const bool has_word = std::any_of(words.begin(), words.end(), [](std::string_view word) {
    return std::find(kConflictWords.begin(), kConflictWords.end(), word) != kConflictWords.end();
  });
  if (has_word) deed.guard = "unless there is a conflict";
  for (const Node node : program::nodes_of(call, Kind::Property)) {
    if (std::find(kConflictOptions.begin(), kConflictOptions.end(), node.text()) != kConflictOptions.end())
      deed.guard = "unless there is a conflict";
  }
  deed.rows = rows_of_call(program, call);
  return deed;
}

/// TypeORM's and MikroORM's `save`: inserts what has no key, and knows again what has one.
std::optional<Deed> save(const Program& program, const Node& call) {
  const bool names_entity = program::argument_count(call) >= 2;
  const Node first = program::argument(call, 0);
  const Node rows = program::argument(call, names_entity ? 1 : 0);
  const NewRows found = rows ? new_rows(program, rows) : NewRows{};
  if (!found.are_new) return std::nullopt;
  std::string table = names_entity ? table_or_entity(program, first) : table_of_chain(program, call);
  if (table.empty()) table = found.entity;
  if (table.empty()) return std::nullopt;
  Deed deed = insert(program, call, std::move(table));
  if (found.have_key && deed.guard.empty()) deed.guard = "by its key";
  deed.rows = rows_of(program, rows);
  return deed;
}

/// `manager.upsert(User, rows, keys)`, `repository.upsert(rows, keys)`, `queryInterface.upsert('users', row)`.
std::optional<Deed> upsert(const Program& program, const Node& call) {
  std::string table = table_of_chain(program, call);
  if (table.empty()) table = table_or_entity(program, program::argument(call, 0));
  if (table.empty()) return std::nullopt;
  Deed deed = insert(program, call, std::move(table));
  deed.guard = "unless it is there";
  return deed;
}

/// Whether a call is chained to one of this name: `createTable('users').addColumn(…)`.
bool begins_with(const Node& call, std::string_view name) {
  Node at = program::callee(call);
  while (at && (at.is(Kind::Member) || at.is(Kind::Call))) {
    if (at.is(Kind::Member) && at.text() == name && at.parent().is(Kind::Call)) return true;
    at = at.is(Kind::Member) ? at.child(0) : program::callee(at);
  }
  return false;
}

Deed simple(DeedKind kind, const Node& call, std::string table, std::string what = {}) {
  return {.kind = kind, .node = call, .table = std::move(table), .what = std::move(what)};
}

}  // namespace

std::string table_of_call(const Program& program, const Node& call) {
  const Node first = program::argument(call, 0);
  std::string table = text_of(program, first);
  const bool is_entity = first && first.is(Kind::Ident) && !first.text().empty() &&
                         std::isupper(static_cast<unsigned char>(first.text().front())) != 0;
  if (table.empty() && is_entity) table = first.text();
  if (table.find(' ') != std::string::npos) table.clear();  // SQL
  return table.empty() ? table_of_chain(program, call) : table;
}

std::optional<Deed> deed_of_call(const Program& program, const Node& call) {
  const Node head = program::callee(call);
  if (!head || !head.is(Kind::Member)) return std::nullopt;
  const std::string_view name = head.text();
  const Node first = program::argument(call, 0);
  const std::string first_text = text_of(program, first);

  if (name == "bulkInsert" || name == "batchInsert") return insert(program, call, first_text);
  if (name == "insert") {
    std::string table = table_of_chain(program, call);
    if (table.empty()) table = table_behind(program, call);
    // `manager.insert(User, rows)`, `manager.insert('users', rows)`; a lone value is of a builder whose table is not
    // known.
    // Sequelize: `queryInterface.insert(null, 'users', row)`. Drizzle: `db.insert(users).values(rows)`.
    if (table.empty() && first && first.is(Kind::Null)) table = text_of(program, program::argument(call, 1));
    if (table.empty() && (program::argument_count(call) >= 2 || chained_call(call, "values")))
      table = table_or_entity(program, first);
    if (table.empty()) return std::nullopt;
    return insert(program, call, std::move(table));
  }
  if (name == "insertInto" && !first_text.empty()) return insert(program, call, first_text);
  if (name == "upsert" && program::argument_count(call) > 0) return upsert(program, call);
  if (name == "save") return save(program, call);
  if (name == "createTable" || name == "addColumn" || name == "addColumns" || name == "createType" ||
      name == "createForeignKey" || name == "addIndex" || name == "createIndex" || name == "addConstraint") {
    // Kysely: `createTable('users').addColumn(…)` makes one thing.
    if (name != "createTable" && begins_with(call, "createTable")) return std::nullopt;
    Deed deed = simple(DeedKind::Make, call, name == "createTable" ? first_text : std::string(),
                       std::string(name) + (first_text.empty() ? "" : " " + first_text));
    deed.is_part = name == "addColumn" || name == "addColumns";
    const auto words = chained(call);
    if (std::find(words.begin(), words.end(), "ifNotExists") != words.end()) deed.guard = kUnlessThere;
    // TypeORM: createTable(table, ifNotExist)
    const Node second = program::argument(call, 1);
    if (second && second.is(Kind::Boolean) && second.text() == "true") deed.guard = kUnlessThere;
    return deed;
  }
  if (name == "createTableIfNotExists") {
    Deed deed = simple(DeedKind::Make, call, first_text, "createTable " + first_text);
    deed.guard = kUnlessThere;
    return deed;
  }
  if (name == "dropTable" || name == "dropTableIfExists" || name == "removeColumn" || name == "dropColumn")
    return simple(DeedKind::Drop, call, first_text);
  if (name == "renameTable") {
    Deed deed = simple(DeedKind::Rename, call, first_text);
    deed.other_table = text_of(program, program::argument(call, 1));
    return deed;
  }
  if (name == "bulkDelete" || name == "del" || name == "truncate" || name == "delete")
    return simple(DeedKind::Empty, call, first_text.empty() ? table_of_chain(program, call) : first_text);
  if (name == "hasTable" || name == "hasColumn" || name == "first" || name == "findOne" || name == "count")
    return simple(DeedKind::Select, call, first_text);
  return std::nullopt;
}

}  // namespace lockstep::rules::migrations
