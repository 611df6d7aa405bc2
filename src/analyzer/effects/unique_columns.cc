#include "effects/unique_columns.h"

#include "base/letters.h"
#include "effects/effect.h"
#include "effects/named.h"

#include <algorithm>
#include <vector>

namespace lockstep::effects {

using facts::Kind;
using program::argument;
using program::arguments;
using program::callee;
using program::Node;

namespace {

std::string_view without(std::string_view word, std::string_view end) {
  if (word.size() > end.size() && word.ends_with(end)) word.remove_suffix(end.size());
  return word;
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::string_view first_word(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size() && !is_word(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(begin, end - begin);
}

bool says_unique(const Node& options) {
  const Node plain = program::without_casts(options);
  const Node value = plain && plain.is(Kind::Object) ? program::value_of(program::property(plain, "unique")) : Node{};
  return value && value.is(Kind::Boolean) && value.text() == "true";
}

bool any_says_unique(const Node& decorator) {
  const auto given = arguments(decorator);
  return std::any_of(given.begin(), given.end(), [](const Node& one) { return says_unique(one); });
}

/// Words of a column that are the same whether it is called by its relation, its property or its name in the table:
/// "owner" for `ownerId`, `owner_id` and `owner`.
std::string comparable(std::string_view column) {
  std::string word = in_small(column);
  std::erase(word, '_');
  if (word.size() > 2 && word.ends_with("id")) word.resize(word.size() - 2);
  return word;
}

/// The strings of a list, `['a', 'b']`.
std::vector<std::string_view> strings_of(const Node& list) {
  std::vector<std::string_view> out;
  if (!list || !list.is(Kind::Array)) return out;
  for (const Node element : list.children()) {
    if (element.is(Kind::String)) out.push_back(element.text());
  }
  return out;
}

}  // namespace

UniqueColumns::UniqueColumns(const program::Program& program) {
  for (const std::string& path : program.workspace().prisma_schemas()) read_prisma(program.workspace().read(path).text);
  for (const program::File& file : program.files()) read_classes(file);
  // `export const jobs = pgTable('jobs', …)`
  for (const std::string_view maker : {"pgTable", "mysqlTable", "sqliteTable", "singlestoreTable"}) {
    const auto known = program.names().find(maker);
    if (!known) continue;
    for (const program::NodeRef call : program.places().calls(*known)) {
      const Node table = program[call].parent();
      if (table && table.is(Kind::Declarator)) note_entity(table.child(0).text());
    }
  }
  for (const std::string_view name : {"on", "using", "index", "unique", "primaryKey"}) {
    const auto known = program.names().find(name);
    if (!known) continue;
    for (const program::NodeRef call : program.places().calls(*known)) read_call(program[call]);
  }
  const auto read_calls = [&](std::string_view name, auto read) {
    const auto known = program.names().find(name);
    if (!known) return;
    for (const program::NodeRef call : program.places().calls(*known)) (this->*read)(program, program[call]);
  };
  read_calls("model", &UniqueColumns::read_model);
  read_calls("createIndex", &UniqueColumns::read_made_indexes);
  read_calls("createIndexes", &UniqueColumns::read_made_indexes);
}

bool UniqueColumns::has(std::string_view entity, std::string_view column) const {
  return columns_.contains({entity_word(entity), comparable(column)});
}

bool UniqueColumns::knows(std::string_view entity) const { return entities_.contains(entity_word(entity)); }

void UniqueColumns::note_entity(std::string_view entity) { entities_.insert(entity_word(without(entity, "Entity"))); }

void UniqueColumns::add(std::string_view entity, std::string_view column) {
  columns_.emplace(entity_word(without(entity, "Entity")), comparable(column));
}

void UniqueColumns::read_prisma(std::string_view text) {
  std::string_view model;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string_view word = first_word(line);
    if (line.starts_with("model ")) {
      model = first_word(line.substr(6));
      note_entity(model);
    } else if (line.starts_with('}')) {
      model = {};
    } else if (model.empty() || line.find("//") < line.find(word)) {
      continue;
    } else if (line.find("@@") < line.find(word) && (word == "unique" || word == "id")) {
      const std::size_t open = line.find('[');
      const std::size_t close = line.find(']', open);
      if (open == std::string_view::npos || close == std::string_view::npos) continue;
      std::string_view list = line.substr(open + 1, close - open - 1);
      for (;;) {
        const std::size_t comma = list.find(',');
        add(model, first_word(list.substr(0, comma)));
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
      }
    } else if (line.find("@unique") != std::string_view::npos || line.find("@id") != std::string_view::npos) {
      add(model, word);
    }
  }
}

void UniqueColumns::read_classes(const program::File& file) {
  for (const Node klass : program::nodes_of(file, Kind::Class)) {
    for (const Node decorator : program::decorators(klass)) {
      const Node head = decorator.is(Kind::Call) ? callee(decorator) : Node{};
      if (!head) continue;
      if (head.text() == "Entity" || head.text() == "Schema") note_entity(klass.text());
      if (head.text() != "Unique" && !(head.text() == "Index" && any_says_unique(decorator))) continue;
      for (const Node given : arguments(decorator)) {
        // `@Unique(['a', 'b'])`, `@Unique({ properties: ['a', 'b'] })`
        const Node options = given ? program::without_casts(given) : Node{};
        const bool is_object = options && options.is(Kind::Object);
        const Node list = is_object ? program::value_of(program::property(options, "properties")) : options;
        for (const std::string_view column : strings_of(list)) add(klass.text(), column);
      }
    }
    for (const Node member : program::nodes_of(klass, Kind::Field)) {
      for (const Node decorator : program::decorators(member)) {
        if (!decorator.is(Kind::Call)) continue;
        const std::string_view name = callee(decorator) ? callee(decorator).text() : std::string_view{};
        if (any_says_unique(decorator) || name == "PrimaryColumn" || name == "PrimaryKey" || name == "OneToOne" ||
            name == "Unique")
          add(klass.text(), member.text());
      }
    }
  }
}

namespace {

/// What a name or a field was given where it is declared; an expression itself.
Node written_out(const program::Program& program, const Node& expression) {
  const Node plain = expression ? program::without_casts(expression) : Node{};
  if (!plain || !(plain.is(Kind::Ident) || plain.is(Kind::Member))) return plain;
  const Node declared = program.definition(plain).node;
  if (!declared || !(declared.is(Kind::Declarator) || declared.is(Kind::Field))) return {};
  return program::without_casts(program::value_of(declared));
}

std::string text_of(const program::Program& program, const Node& expression) {
  const auto value = expression ? program.value(expression) : std::nullopt;
  return value ? std::string(value->text) : std::string();
}

}  // namespace

void UniqueColumns::read_model(const program::Program& program, const Node& call) {
  const std::string name = text_of(program, argument(call, 0));
  const Node given = program::without_casts(argument(call, 1));
  const Node schema = written_out(program, given);
  const Node shape = schema && schema.is(Kind::New) ? written_out(program, argument(schema, 0)) : Node{};
  if (name.empty() || !shape || !shape.is(Kind::Object)) return;
  note_entity(name);
  for (const Node column : shape.children()) {
    if (column.is(Kind::Property) && says_unique(program::value_of(column))) add(name, column.text());
  }
  // `schema.index({ shop: 1, word: 1 }, { unique: true })`, whatever the schema is called.
  const auto known = program.names().find("index");
  if (!known || !given.is(Kind::Ident)) return;
  for (const program::NodeRef ref : program.places().calls(*known)) {
    const Node index = program[ref];
    const Node head = callee(index);
    const Node of = head && head.is(Kind::Member) ? program::without_casts(head.child(0)) : Node{};
    const Node keys = argument(index, 0) ? program::without_casts(argument(index, 0)) : Node{};
    if (!of || of.text() != given.text() || !says_unique(argument(index, 1)) || !keys || !keys.is(Kind::Object))
      continue;
    for (const Node key : keys.children()) add(name, key.text());
  }
}

void UniqueColumns::read_made_indexes(const program::Program& program, const Node& call) {
  const Node head = callee(call);
  const Node collection = head && head.is(Kind::Member) ? written_out(program, head.child(0)) : Node{};
  if (!collection || !collection.is(Kind::Call) || callee(collection).text() != "collection") return;
  const std::string entity = subject_of(text_of(program, argument(collection, 0)));
  if (entity.empty()) return;
  entities_.insert(entity);
  indexed_collections_.insert(entity);
  const auto add_keys = [&](const Node& written) {
    const Node keys = written_out(program, written);
    if (!keys || !keys.is(Kind::Object)) return;
    for (const Node key : keys.children()) columns_.emplace(entity, comparable(key.text()));
  };
  const Node given = written_out(program, argument(call, 0));
  if (given && given.is(Kind::Array)) {
    for (const Node index : given.children()) {
      if (says_unique(index)) add_keys(program::value_of(program::property(index, "key")));
    }
  } else if (says_unique(argument(call, 1))) {
    add_keys(given);
  }
}

/// `email: text('email').unique()`, `primaryKey({ columns: [table.a, table.b] })`
void UniqueColumns::read_column(const Node& call) {
  const Node table = call.enclosing(Kind::Declarator);
  if (!table || !table.child(0)) return;
  const Node column = call.enclosing(Kind::Property);
  if (callee(call).is(Kind::Member) && column) add(table.child(0).text(), column.text());
  for (const Node member : program::nodes_of(call, Kind::Member)) {
    if (callee(call).is(Kind::Ident)) add(table.child(0).text(), member.text());
  }
}

void UniqueColumns::read_call(const Node& call) {
  const Node head = callee(call);
  if (head && (head.text() == "unique" || head.text() == "primaryKey")) return read_column(call);
  if (!head || !head.is(Kind::Member)) return;
  if (head.text() == "on" || head.text() == "using") {
    const Node index = head.child(0).is(Kind::Call) ? callee(head.child(0)) : Node{};
    const Node table = call.enclosing(Kind::Declarator);
    if (!table || !index || (index.text() != "unique" && index.text() != "uniqueIndex")) return;
    // `on(table.a, table.b)`, `using('btree', table.a.asc().nullsLast())`
    for (const Node given : arguments(call)) {
      if (!given || given.is(Kind::Function)) continue;
      if (given.is(Kind::Member)) add(table.child(0).text(), given.text());
      for (const Node column : program::nodes_of(given, Kind::Member)) {
        if (column.child(0).is(Kind::Ident)) add(table.child(0).text(), column.text());
      }
    }
  } else if (says_unique(argument(call, 1))) {
    const Node keys = program::without_casts(argument(call, 0));
    if (!keys || !keys.is(Kind::Object)) return;
    for (const Node key : keys.children()) {
      if (key.is(Kind::Property)) add(without(head.child(0).text(), "Schema"), key.text());
    }
  }
}

}  // namespace lockstep::effects
