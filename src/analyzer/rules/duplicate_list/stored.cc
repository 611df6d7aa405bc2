// A column that lets in fewer values than the code has. `CHECK (status IN ('draft', 'sent'))` was written by a
// migration of long ago; the enum has grown since, no later migration has widened the column, and the first row with
// the new value is refused at run time. A migration is never mended, so we report the definition that has outgrown the
// column, and point at the migration that spoke last.
//
// Each migration by itself is a snapshot, and rightly lacks what came later. Therefore they are read in their order,
// and whatever we cannot read for certain makes us forget what we knew of its table.

#include "rules/duplicate_list/stored.h"

#include "base/sql_tokens.h"
#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"
#include "rules/duplicate_list/traits.h"
#include "rules/reasons.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

using sql::Token;
using Tokens = std::span<const Token>;

/// A table and its column; or a type of the database, of no table.
using Key = std::pair<std::string, std::string>;

struct Column {
  ValueList list;
  std::vector<std::string_view> values;  ///< sorted
};

/// Whether a node lies in what takes a migration back.
bool is_undoing(const Node& node) {
  for (Node up = node.parent(); up; up = up.parent()) {
    const bool is_named = up.is(Kind::Method) || up.is(Kind::Property) || up.is(Kind::Function);
    if (is_named && up.text() == "down") return true;
    const bool holds = up.is(Kind::Declarator) || up.is(Kind::Assign);
    if (holds && up.child(0) && up.child(0).text() == "down") return true;
  }
  return false;
}

bool has_word(Tokens tokens, std::string_view word) {
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) { return token.is(word); });
}

bool mentions(Tokens tokens, std::string_view name) {
  return std::any_of(tokens.begin(), tokens.end(),
                     [&](const Token& token) { return token.is_name() && token.text == name; });
}

/// The columns of a program, as its migrations leave them.
class Columns {
 public:
  explicit Columns(const Program& program) : program_(program) {
    for (const File& file : program.files()) {
      if (file.roles.any(workspace::Role::Migration) && !file.roles.any(workspace::Role::Test)) read(file);
    }
  }

  const std::map<Key, Column>& all() const { return columns_; }

 private:
  void read(const File& file) {
    for (const Node text : program::nodes_of(file, {Kind::String, Kind::Template})) {
      if (text.text().empty() || is_undoing(text)) continue;
      const std::vector<Token> tokens = sql::tokens_of(text.text());
      if (tokens.size() == 1) {
        forget(text.text());
        continue;
      }
      for (const Tokens& statement : sql::statements_of(tokens)) change(statement);
      std::vector<ValueList> lists;
      collect_sql_lists(program_, text, lists);
      for (ValueList& list : lists) keep(std::move(list), text.is(Kind::Template) && text.child(0));
    }
  }

  /// The name of a table by itself is handed to some call, which may do anything to it.
  void forget(std::string_view table) {
    std::erase_if(columns_, [&](const auto& entry) { return !table.empty() && entry.first.first == table; });
  }

  void change(Tokens statement) {
    const std::size_t added = sql::find_words(statement, {"add", "value"});
    if (added < statement.size() && has_word(statement, "type")) return add_value(statement, added);
    const bool changes = has_word(statement, "drop") || has_word(statement, "rename") ||
                         has_word(statement, "modify") || has_word(statement, "change") || has_word(statement, "alter");
    if (!changes) return;
    std::erase_if(columns_, [&](const auto& entry) {
      const auto& [table, column] = entry.first;
      if (table.empty()) return mentions(statement, column);
      // A column more says nothing of the others.
      const bool is_touched =
          has_word(statement, "drop") || has_word(statement, "rename") || mentions(statement, column);
      return mentions(statement, table) && is_touched;
    });
  }

  /// `ALTER TYPE state ADD VALUE IF NOT EXISTS 'late'`
  void add_value(Tokens statement, std::size_t at) {
    for (auto& [key, column] : columns_) {
      if (!key.first.empty() || !mentions(statement.first(at), key.second)) continue;
      for (const Token& token : statement.subspan(at)) {
        if (token.kind != Token::Kind::String) continue;
        column.values.push_back(token.text);
        std::sort(column.values.begin(), column.values.end());
        break;  // what follows says where it stands
      }
    }
  }

  void keep(ValueList list, bool has_holes) {
    if (list.is_query || list.name.empty()) return;
    const Key key{list.surroundings, list.name};
    columns_.erase(key);
    if (has_holes) return;
    Column column{.list = std::move(list), .values = {}};
    column.list.path = column.list.node.file().path;
    column.list.head = column.list.spelled.front().span;
    for (const ListedValue& value : column.list.spelled) column.values.push_back(value.text);
    std::sort(column.values.begin(), column.values.end());
    columns_.emplace(key, std::move(column));
  }

  const Program& program_;
  std::map<Key, Column> columns_;
};

/// What a column is called: `orders.state`, or its type.
std::string title_of(const Key& key) {
  return "`" + (key.first.empty() ? key.second : key.first + "." + key.second) + "`";
}

/// `OrderState` of `orders.state`, or of the type `order_state_enum`: all words of the table and the column, and no
/// others. `PaymentState` is not what the state of a `payment_collection` is.
bool is_called_after(const Candidate& stored, const Candidate& definition, const Vocabulary& vocabulary) {
  std::vector<std::string> words = stored.name.all;
  words.insert(words.end(), stored.around.all.begin(), stored.around.all.end());
  const auto bare = [&](std::vector<std::string> all) {
    std::erase_if(all, [&](const std::string& word) { return vocabulary.list_words.contains(word); });
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  };
  words = bare(std::move(words));
  return words.size() >= 2 && words == bare(definition.name.all);
}

/// The values that only the definition has, in the order in which it spells them.
std::vector<std::string_view> refused(const Candidate& definition, const Column& column, const Vocabulary& vocabulary) {
  std::vector<std::string_view> values;
  for (const ListedValue& value : definition.list->spelled) {
    const bool is_known = std::binary_search(column.values.begin(), column.values.end(), value.text);
    if (!is_known && !vocabulary.fillers.contains(value.text)) values.push_back(value.text);
  }
  return values;
}

std::string quoted(const std::vector<std::string_view>& values) {
  constexpr std::size_t kNamed = 3;
  std::string out;
  for (std::size_t i = 0; i < std::min(values.size(), kNamed); ++i) {
    if (i > 0) out += i + 1 == values.size() ? " and " : ", ";
    out += "`" + std::string(values[i]) + "`";
  }
  return out + (values.size() > kNamed ? " and " + std::to_string(values.size() - kNamed) + " more" : "");
}

Finding finding_for(const Candidate& definition, const Key& key, const Column& column,
                    const std::vector<std::string_view>& refused) {
  Finding finding;
  finding.kind = "drifted";
  finding.severity = Severity::Warning;
  finding.where = definition.list->place();
  finding.subject = "outgrown " + title_of(key) + ":";
  for (const std::string_view value : refused) finding.subject += " " + std::string(value);
  const bool is_one = refused.size() == 1;
  finding.message = quoted(refused) + (is_one ? " is" : " are") + " listed here, but the database does not let " +
                    (is_one ? "it" : "them") + " into " + title_of(key);
  finding.related.push_back({.place = column.list.place(), .text = "the last that the migrations say of it"});
  finding.advice = "Widen the column in a new migration, before the first row with " +
                   std::string(is_one ? "the value" : "one of the values") + " is refused";
  give_reason(finding, "the name of the column, with its table, is the name of the definition, and they share " +
                           std::to_string(column.values.size()) + " values or nearly so many");
  give_reason(finding, "no later migration of the program speaks of the column");
  return finding;
}

}  // namespace

bool defines_column(const ValueList& list) {
  const bool is_type = list.shape == Shape::Enum || (list.shape == Shape::Union && list.holder == Holder::TypeName) ||
                       list.shape == Shape::ConstObject;
  return is_type && list.node && list.is_exported && !list.is_open;
}

std::vector<Finding> find_outgrown_columns(const Program& program, const std::vector<Candidate>& definitions,
                                           const Vocabulary& vocabulary, const Owners& owners) {
  std::vector<Finding> findings;
  const Columns columns(program);
  for (const auto& [key, column] : columns.all()) {
    Candidate stored{.list = &column.list};
    stored.values = column.values;
    stored.name = NameWords(key.second, vocabulary);
    stored.around = NameWords(key.first, vocabulary);
    for (const Candidate& definition : definitions) {
      const std::size_t common = intersection(stored, definition).size();
      if (common < 3 || common * 4 < stored.values.size() * 3) continue;
      if (!is_called_after(stored, definition, vocabulary)) continue;
      if (!owners.can_import(column.list, *definition.list)) continue;
      const std::vector<std::string_view> missing = refused(definition, column, vocabulary);
      if (missing.empty() || missing.size() > common) continue;
      findings.push_back(finding_for(definition, key, column, missing));
    }
  }
  return findings;
}

}  // namespace lockstep::rules
