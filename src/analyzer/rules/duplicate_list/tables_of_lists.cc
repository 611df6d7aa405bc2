// A table that says for each of some keys which values go with it (`{ admin: ['order:read', 'order:cancel'], clerk:
// ['order:read'] }`: what each role may do, what may follow each state), written in two modules. Whether the one spells
// its words and the other takes them from a constant makes no difference, nor does how the rows are put together. That
// the keys are the same and most rows agree value by value is no chance, whatever words they are; so a row in which
// they differ has drifted.

#include "rules/duplicate_list/tables_of_lists.h"

#include "rules/duplicate_list/shapes.h"
#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/versions.h"
#include "rules/reasons.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

using Values = std::vector<std::string_view>;

struct Row {
  std::string_view key;
  Node list;      ///< the Array, or the call that gives one
  Values values;  ///< sorted
};

struct Table {
  Node declaration;
  std::vector<Row> rows;  ///< in order of their keys
};

bool is_left_out(const File& file) {
  return file.roles.any(kNotOurCode | workspace::Role::Config | workspace::Role::Example) || file.facts.is_generated ||
         is_by_the_way(file.path) || is_text_catalogue(file.path);
}

/// `[…]`, `new Set([…])`, `Object.values(X)`
bool is_listing(const Node& node) {
  if (!node) return false;
  if (node.is(Kind::New)) return program::callee(node) && program::callee(node).text() == "Set";
  return node.is(Kind::Array) || (node.is(Kind::Call) && program::is_named(program::callee(node), "Object", "values"));
}

std::optional<Row> row_of(const Program& program, const Node& property) {
  Row row{.key = property.text(), .list = {}, .values = {}};
  if (property.has(facts::kComputed) && row.key.empty()) {
    const auto key = program.value(property.child(1));
    if (!key) return std::nullopt;
    row.key = key->text;
  }
  const Node value = program::without_casts(program::value_of(property));
  if (!value || !(is_listing(value) || value.is(Kind::Ident))) return std::nullopt;
  row.list = program::without_casts(program.constant(value));
  if (!is_listing(row.list)) return std::nullopt;
  const program::Values values = program.values(row.list);
  if (!values.complete) return std::nullopt;
  for (const program::Value& one : values.values) {
    // Keys with slashes and values with dots in front: which endings a type of file has.
    if (!is_value_text(one.text) || one.text[0] == '.') return std::nullopt;
    row.values.push_back(one.text);
  }
  std::sort(row.values.begin(), row.values.end());
  return row;
}

std::optional<Table> table_of(const Program& program, const Node& declaration) {
  constexpr std::size_t kRows = 3;
  const Node object = program::without_casts(program::value_of(declaration));
  if (!object || !object.is(Kind::Object) || declaration.enclosing_function()) return std::nullopt;
  Table table{.declaration = declaration, .rows = {}};
  for (const Node part : object.children()) {
    if (!part.is(Kind::Property)) return std::nullopt;
    auto row = row_of(program, part);
    if (!row) return std::nullopt;
    table.rows.push_back(std::move(*row));
  }
  if (table.rows.size() < kRows) return std::nullopt;
  std::sort(table.rows.begin(), table.rows.end(), [](const Row& a, const Row& b) { return a.key < b.key; });
  return table;
}

Values shared_by(const Row& a, const Row& b) {
  Values shared;
  std::set_intersection(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), std::back_inserter(shared));
  return shared;
}

/// Whether most rows agree, and those that do not nearly do.
bool are_one(const Table& a, const Table& b) {
  constexpr std::size_t kTelling = 2;  // rows that agree in two values or more
  constexpr std::size_t kCells = 6;    // values that both have, over all rows
  std::size_t equal = 0;
  std::size_t telling = 0;
  std::size_t cells = 0;
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    const Row& own = a.rows[i];
    const Row& other = b.rows[i];
    if (own.list == other.list) return false;  // one list that both take
    const std::size_t shared = shared_by(own, other).size();
    cells += shared;
    if (own.values == other.values) {
      ++equal;
      if (shared >= 2) ++telling;
    } else if (shared * 2 < std::max(own.values.size(), other.values.size())) {
      return false;
    }
  }
  return telling >= kTelling && equal * 2 >= a.rows.size() && cells >= kCells;
}

ValueList list_of(const Program& program, const Table& table) {
  const Node name = table.declaration.child(0);
  return {.shape = Shape::ObjectKeys,
          .holder = Holder::Variable,
          .node = table.declaration,
          .path = table.declaration.file().path,
          .head = program::name_span(table.declaration),
          .name = std::string(name ? name.text() : std::string_view{}),
          .holder_node = table.declaration,
          .is_exported = program.is_exported(table.declaration)};
}

std::string quoted(const Values& values) {
  constexpr std::size_t kNamed = 3;
  std::string out;
  for (std::size_t i = 0; i < std::min(values.size(), kNamed); ++i) {
    if (i > 0) out += i + 1 == values.size() ? " and " : ", ";
    out += "`" + std::string(values[i]) + "`";
  }
  if (values.size() > kNamed) out += " and " + std::to_string(values.size() - kNamed) + " more";
  return out;
}

Values without(const Values& values, const Values& others) {
  Values rest;
  std::set_difference(values.begin(), values.end(), others.begin(), others.end(), std::back_inserter(rest));
  return rest;
}

/// "`admin` lacks `order:refund` here"
std::string difference(const Row& here, const Row& there) {
  const Values missing = without(there.values, here.values);
  const Values extra = without(here.values, there.values);
  std::string out = "`" + std::string(here.key) + "`";
  if (!missing.empty()) out += " lacks " + quoted(missing) + " here";
  if (!missing.empty() && !extra.empty()) out += " and";
  if (!extra.empty()) out += " has " + quoted(extra) + " only here";
  return out;
}

Finding finding_for(const Program& program, const Table& copy, const Table& original, const Owners& owners) {
  const ValueList own = list_of(program, copy);
  const ValueList other = list_of(program, original);
  Finding finding;
  finding.where = own.place();
  finding.subject = "lists by key, `" + own.name + "` of `" + other.name + "`:";
  finding.related.push_back({.place = other.place(), .text = "listed by the same keys in `" + other.name + "`"});
  std::vector<std::string> differences;
  for (std::size_t i = 0; i < copy.rows.size(); ++i) {
    const Row& here = copy.rows[i];
    const Row& there = original.rows[i];
    if (here.values == there.values) continue;
    differences.push_back(difference(here, there));
    finding.subject += " " + std::string(here.key);
    for (const std::string_view value : without(there.values, here.values))
      finding.subject += " -" + std::string(value);
    for (const std::string_view value : without(here.values, there.values))
      finding.subject += " +" + std::string(value);
    finding.related.push_back({.place = place_of(here.list), .text = "`" + std::string(here.key) + "` here"});
    finding.related.push_back({.place = place_of(there.list), .text = "and there"});
  }
  const std::string advice = owners.advice(own, other, {.is_wider = false, .has_drifted = !differences.empty()});
  if (differences.empty()) {
    finding.kind = "copied";
    finding.message =
        "these " + std::to_string(copy.rows.size()) + " lists are those of `" + other.name + "`, key by key";
    finding.advice = advice;
  } else {
    finding.kind = "drifted";
    finding.severity = Severity::Warning;
    finding.message = "this table is `" + other.name + "` again, and has drifted from it: " + differences.front();
    if (differences.size() > 1) {
      finding.message += ", and so have " + std::to_string(differences.size() - 1) + " more of its keys";
    }
    finding.advice = "Decide first which of the two is right; then keep one table and import it in both";
  }
  give_reason(finding, "both have the same keys, and " + std::to_string(copy.rows.size() - differences.size()) +
                           " of " + std::to_string(copy.rows.size()) + " lists agree value by value");
  return finding;
}

}  // namespace

std::vector<Finding> find_tables_of_lists(const Program& program, const Owners& owners) {
  std::map<Values, std::vector<Table>> tables;  // by their keys
  for (const File& file : program.files()) {
    if (is_left_out(file)) continue;
    for (const Node declaration : program::nodes_of(file, Kind::Declarator)) {
      auto table = table_of(program, declaration);
      if (!table) continue;
      Values keys;
      for (const Row& row : table->rows) keys.push_back(row.key);
      tables[std::move(keys)].push_back(std::move(*table));
    }
  }
  std::vector<Finding> findings;
  for (auto& [keys, all] : tables) {
    if (all.size() < 2) continue;
    // The one that the others could best import comes first.
    std::stable_sort(all.begin(), all.end(), [&](const Table& a, const Table& b) {
      const ValueList one = list_of(program, a);
      const ValueList other = list_of(program, b);
      if (owners.is_upstream(one, other)) return true;
      if (owners.is_upstream(other, one)) return false;
      return one.is_exported && !other.is_exported;
    });
    for (std::size_t copy = 1; copy < all.size(); ++copy) {
      for (std::size_t original = 0; original < copy; ++original) {
        const std::string_view own = all[copy].declaration.file().path;
        const std::string_view other = all[original].declaration.file().path;
        if (own == other || are_versions(own, other) || !are_one(all[copy], all[original])) continue;
        findings.push_back(finding_for(program, all[copy], all[original], owners));
        break;
      }
    }
  }
  return findings;
}

}  // namespace lockstep::rules
