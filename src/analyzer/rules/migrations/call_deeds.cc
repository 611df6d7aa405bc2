#include "rules/migrations/script.h"

#include <algorithm>
#include <array>
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

/// The table that a chain begins with: `knex('users')`, `.into('users')`, `.table('users')`, `.from('users')`.
std::string table_of_chain(const Program& program, const Node& call) {
  for (Node at = program::callee(call); at;) {
    if (at.is(Kind::Member)) {
      at = at.child(0);
    } else if (at.is(Kind::Call)) {
      if (const std::string table = text_of(program, program::argument(at, 0)); !table.empty()) return table;
      at = program::callee(at);
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

std::vector<std::string> strings_in(const Program& program, const Node& call) {
  std::vector<std::string> values;
  for (const Node node : program::nodes_of(call, Kind::String)) values.emplace_back(node.text());
  for (const Node node : program::nodes_of(call, {Kind::Ident, Kind::Member})) {
    if (const auto value = program.value(node)) values.emplace_back(value->text);
  }
  return values;
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
  deed.values = strings_in(program, call);
  return deed;
}

Deed simple(DeedKind kind, const Node& call, std::string table, std::string what = {}) {
  return {.kind = kind, .node = call, .table = std::move(table), .what = std::move(what)};
}

}  // namespace

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
    // `manager.insert(User, rows)`: the entity by its name; a lone value is of a builder whose table is not known.
    if (table.empty() && program::argument_count(call) >= 2 && first && first.is(Kind::Ident)) table = first.text();
    if (table.empty()) return std::nullopt;
    return insert(program, call, std::move(table));
  }
  if (name == "createTable" || name == "addColumn" || name == "addColumns" || name == "createType" ||
      name == "createForeignKey" || name == "addIndex" || name == "createIndex" || name == "addConstraint") {
    Deed deed = simple(DeedKind::Make, call, name == "createTable" ? first_text : std::string(),
                       std::string(name) + (first_text.empty() ? "" : " " + first_text));
    // TypeORM: createTable(table, ifNotExist)
    const Node second = program::argument(call, 1);
    if (second && second.is(Kind::Boolean) && second.text() == "true") deed.guard = "if it is not there";
    return deed;
  }
  if (name == "createTableIfNotExists") {
    Deed deed = simple(DeedKind::Make, call, first_text, "createTable " + first_text);
    deed.guard = "if it is not there";
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
