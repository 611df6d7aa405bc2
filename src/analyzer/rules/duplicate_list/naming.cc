#include "rules/duplicate_list/naming.h"

#include "rules/words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lockstep::rules {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Calls that hand a list on as it is: whoever is given the result is who holds the list.
constexpr std::array<std::string_view, 41> kTransparent = {
    "Set",     "Map",       "freeze",   "enum",     "nativeEnum", "array",    "of",       "from",
    "union",   "literal",   "optional", "nullable", "default",    "describe", "useState", "useMemo",
    "useRef",  "IsIn",      "IsEnum",   "Enum",     "readonly",   "picklist", "set",      "object",
    "nullish", "prefault",  "catch",    "filter",   "map",        "sort",     "min",      "discriminatedUnion",
    "pgEnum",  "mysqlEnum", "notNull",  "ENUM",     "Union",      "Literal",  "Literals", "Optional",
    "Array"};

/// Methods that try one value against a list: `[…].includes(x)`.
constexpr std::array<std::string_view, 6> kTests = {"includes", "has", "indexOf", "some", "find", "test"};

std::string_view last_name(const Node& expression) {
  const Node node = program::without_casts(expression);
  if (!node) return {};
  switch (node.kind()) {
    case Kind::Ident:
    case Kind::Member:
      return node.text();
    case Kind::Call:
    case Kind::New:
    case Kind::Unary:
    case Kind::Await:
    case Kind::Index:
      return last_name(node.child(0));
    case Kind::Binary:
      return last_name(node.child(0));
    default:
      return {};
  }
}

struct Standing {
  Holder holder = Holder::Inside;
  Node node;
  std::string name;
  bool is_query = false;
};

/// Whether `child` is one of the arguments of `call`, and which.
std::size_t argument_index(const Node& call, const Node& child) {
  for (std::size_t i = 0; i < program::argument_count(call); ++i) {
    if (program::argument(call, i) == child) return i;
  }
  return program::argument_count(call);
}

/// `whereIn('order.state', […])`, `inArray(orders.state, […])`: what is asked about is named by what is before the
/// list.
std::string column_of(const Node& call, std::size_t index) {
  static constexpr std::array<std::string_view, 7> kAsking = {"whereIn",      "whereNotIn", "orWhereIn", "andWhereIn",
                                                              "orWhereNotIn", "inArray",    "notInArray"};
  if (index != 1 || !is_one_of(last_name(program::callee(call)), kAsking)) return {};
  const Node column = program::argument(call, 0);
  if (!column) return {};
  if (column.is(Kind::String)) return std::string(column.text());
  if (!column.is(Kind::Member)) return {};
  return std::string(last_name(column.child(0))) + '.' + std::string(column.text());
}

Standing argument_standing(const Program& program, const Node& call, std::size_t index) {
  const Node parameter = program.parameter_for(call, index);
  if (std::string column = column_of(call, index); !column.empty()) {
    return {.holder = Holder::Test, .node = {}, .name = std::move(column), .is_query = true};
  }
  std::string name(parameter ? parameter.text() : std::string_view{});
  if (name.empty()) name = last_name(program::callee(call));
  return {.holder = Holder::Argument, .node = call, .name = std::move(name)};
}

std::string_view name_of_function(const Node& function) {
  if (!function.text().empty()) return function.text();
  const Node above = function.parent();
  if (above &&
      (above.is(Kind::Method) || above.is(Kind::Property) || above.is(Kind::Declarator) || above.is(Kind::Field))) {
    return above.is(Kind::Declarator) && above.child(0) ? above.child(0).text() : above.text();
  }
  return {};
}

/// `{name: 'visibility', type: 'options', options: [...]}`: what the options are of stands beside them.
std::string name_of_property(const Node& property) {
  static constexpr std::array<std::string_view, 5> kChoices = {"options", "choices", "values", "items", "valueOptions"};
  if (is_one_of(property.text(), kChoices) && property.parent()) {
    for (const std::string_view key : {"name", "id", "key", "field"}) {
      const Node beside = program::property(property.parent(), key);
      const Node value = beside ? program::value_of(beside) : Node{};
      if (value && value.is(Kind::String)) return std::string(value.text());
    }
  }
  return std::string(property.text());
}

/// `state: { in: ['open', 'done'] }`: a store is asked for some values of a column. Null for other properties.
Node asked_column(const Node& property) {
  static constexpr std::array<std::string_view, 8> kAsking = {"in",  "notIn", "$in",     "$nin",
                                                              "_in", "_nin",  "hasSome", "not_in"};
  if (!is_one_of(property.text(), kAsking)) return {};
  const Node column = property.parent() ? property.parent().parent() : Node{};
  return column && column.is(Kind::Property) ? column : Node{};
}

/// Walks up from a list to what it is the value of.
Standing standing_of(const Program& program, const Node& list) {
  constexpr int kMaxSteps = 14;
  bool is_schema = false;
  bool is_asked = false;  // `state: In(['open', 'done'])`
  Node child = list;
  Node up = list.parent();
  for (int step = 0; up && step < kMaxSteps; child = up, up = up.parent(), ++step) {
    switch (up.kind()) {
      case Kind::Declarator: {
        // `const [shown, setShown] = useState([...])` is about what is shown.
        Node pattern = up.child(0);
        if (pattern && pattern.is(Kind::ArrayPattern)) pattern = pattern.child(0);
        const Holder holder = pattern == up.child(0) ? Holder::Variable : Holder::Inside;
        return {.holder = holder, .node = up, .name = std::string(pattern ? pattern.text() : std::string_view{})};
      }
      case Kind::TypeAlias:
        return {.holder = Holder::TypeName, .node = up, .name = std::string(up.text())};
      case Kind::Field:
        return {.holder = Holder::ClassField, .node = up, .name = std::string(up.text())};
      case Kind::TypeMember:
        return {.holder = Holder::Member, .node = up, .name = std::string(up.text())};
      case Kind::Parameter:
        return {.holder = Holder::Parameter, .node = up, .name = std::string(up.text())};
      case Kind::PatternProperty:
        return {.holder = Holder::Parameter, .node = up, .name = std::string(up.text())};
      case Kind::Property:
        // `{type: 'string', enum: [...]}`, `@ApiProperty({enum: [...]})`: the schema is what has the name.
        if (up.text() == "enum" || up.text() == "items" || up.text() == "values" || up.text() == "options") {
          const Node object = up.parent();
          const Node above = object ? object.parent() : Node{};
          const bool is_named_above = above && (above.is(Kind::Property) || above.is(Kind::Call));
          if (up.text() != "options" && is_named_above) {
            is_schema = true;
            child = object;
            up = object;
            continue;
          }
        }
        if (const Node column = is_asked ? up : asked_column(up)) {
          return {.holder = Holder::Test, .node = {}, .name = std::string(column.text()), .is_query = true};
        }
        return {.holder = Holder::Property, .node = up, .name = name_of_property(up)};
      case Kind::Assign:
        return {.holder = Holder::Inside, .node = {}, .name = std::string(last_name(up.child(0)))};
      case Kind::Call:
      case Kind::New: {
        if (program::callee(up) == child || is_schema) continue;  // `list.optional()`; `text('state', {enum: list})`
        const std::string_view callee = last_name(program::callee(up));
        const std::size_t index = argument_index(up, child);
        if (callee == "In" && index == 0) {
          is_asked = true;
          continue;
        }
        if (is_one_of(callee, kTransparent) || index == program::argument_count(up)) continue;
        if (up.parent() && up.parent().is(Kind::Decorator)) continue;
        return argument_standing(program, up, index);
      }
      case Kind::Decorator: {
        const Node decorated = up.parent();
        if (!decorated) return {};
        const Holder holder = decorated.is(Kind::Parameter) ? Holder::Parameter : Holder::ClassField;
        return {.holder = holder, .node = decorated, .name = std::string(decorated.text())};
      }
      case Kind::Member:
        if (is_one_of(up.text(), kTests)) {
          const Node call = up.parent();
          const Node tried = call && call.is(Kind::Call) ? program::argument(call, 0) : Node{};
          // `const isAdvanced = [...].includes(type)`: the answer's name tells more than the question's.
          const Node answer = call ? call.parent() : Node{};
          if (answer && answer.is(Kind::Declarator) && answer.child(0)) {
            return {.holder = Holder::Test, .node = answer, .name = std::string(answer.child(0).text())};
          }
          return {.holder = Holder::Test, .node = {}, .name = std::string(last_name(tried))};
        }
        continue;
      case Kind::Function:
        if (program::type_annotation(up) == child) {
          return {.holder = Holder::Return, .node = up, .name = std::string(name_of_function(up))};
        }
        continue;  // `() => [...]`
      case Kind::Return: {
        const Node function = up.enclosing_function();
        if (!function) return {};
        const Node above = function.parent();
        if (function.has(facts::kArrow) && above && above.is(Kind::Call)) {  // `useMemo(() => { return [...] })`
          child = function;
          up = function;
          continue;
        }
        return {.holder = Holder::Return, .node = function, .name = std::string(name_of_function(function))};
      }
      case Kind::Cast:
      case Kind::Binary:
      case Kind::Conditional:
      case Kind::Unary:
      case Kind::Await:
      case Kind::Default:
      case Kind::Spread:
      case Kind::Array:
      case Kind::Object:
      case Kind::TypeUnion:
      case Kind::TypeArray:
      case Kind::TypeOther:
      case Kind::TypeArguments:
      case Kind::TypeLiteral:
      case Kind::TypeName:
      case Kind::TypeTuple:
      case Kind::Template:
      case Kind::TypeIntersection:
        continue;
      case Kind::Index:
        return {.holder = Holder::Test, .node = {}, .name = std::string(last_name(up.child(1)))};
      default:
        return {};
    }
  }
  return {};
}

/// T of `function isT(text: string): text is T { return […].includes(text) }`: the values that it tries are all of T,
/// or they ought to be. Empty when the test is one of several things that the function does.
std::string_view type_told_by(const Node& test) {
  const Node function = test.enclosing_function();
  const Node answer = function ? program::type_annotation(function) : Node{};
  const Node type = answer && answer.is(Kind::TypeOther) ? answer.child(0) : Node{};
  if (!type || !type.is(Kind::TypeName)) return {};
  for (Node up = test.parent(); up && !(up == function); up = up.parent()) {
    if (up.is(Kind::Block) && up.child(1)) return {};
  }
  return type.text();
}

bool is_exported_holder(const Program& program, const Standing& standing) {
  if (!standing.node) return false;
  if (standing.node.is(Kind::Declarator) || standing.node.is(Kind::TypeAlias) || standing.node.is(Kind::Enum)) {
    return program.is_exported(standing.node);
  }
  return false;
}

std::string_view file_stem(std::string_view path) {
  path.remove_prefix(std::min(path.rfind('/') + 1, path.size()));
  return path.substr(0, path.find('.'));
}

/// The names of what stands around it within its file, innermost first, each with a space behind it.
std::string enclosing_names(const Node& node) {
  std::string words;
  const auto add = [&](std::string_view text) {
    if (text.empty()) return;
    words += text;
    words += ' ';
  };
  constexpr int kMaxSteps = 60;
  int step = 0;
  for (Node up = node.parent(); up && step < kMaxSteps; up = up.parent(), ++step) {
    switch (up.kind()) {
      case Kind::Class:
      case Kind::Interface:
      case Kind::TypeAlias:
      case Kind::Namespace:
        add(up.text());
        break;
      case Kind::Function:
        add(name_of_function(up));
        break;
      case Kind::Declarator:
        if (up.child(0)) add(up.child(0).text());
        break;
      default:
        break;
    }
  }
  return words;
}

/// What its file is called, or the folder of an index file.
std::string_view file_name_of(const Node& node) {
  const std::string_view stem = file_stem(node.file().path);
  if (stem != "index") return stem;
  std::string_view folder = node.file().path;
  folder.remove_suffix(std::min(folder.size(), folder.size() - std::min(folder.rfind('/'), folder.size())));
  return file_stem(folder);
}

/// Whether the declaration's own value is the list, so that the reader finds it behind the name: not somewhere in a
/// function that computes the value.
bool is_written_there(const Node& list, const Node& declaration) {
  for (Node up = list; up && !(up == declaration); up = up.parent()) {
    if (up.is(Kind::Function)) return false;
  }
  return true;
}

}  // namespace

void name_list(const Program& program, ValueList& list) {
  Standing standing;
  switch (list.shape) {
    case Shape::Enum:
      standing = {.holder = Holder::TypeName, .node = list.node, .name = std::string(list.node.text())};
      break;
    case Shape::Switch:
    case Shape::Chain:
      standing = {.holder = Holder::Test, .node = {}, .name = std::string(list.name)};
      break;
    case Shape::Sql:
      standing = {.holder = list.is_query ? Holder::Test : Holder::Inside, .node = {}, .name = std::string(list.name)};
      break;
    case Shape::Elements:
      standing = {.holder = Holder::Inside, .node = {}, .name = std::string(list.name)};
      break;
    case Shape::Prisma:
      standing = {.holder = Holder::TypeName, .node = {}, .name = list.name};
      break;
    default:
      standing = standing_of(program, list.node);
  }
  list.holder = standing.holder;
  if (list.holder == Holder::Test && standing.node) {
    list.is_named_answer = true;
    standing.node = {};
  }
  list.holder_node = standing.node;
  list.is_query = list.is_query || standing.is_query;
  if (list.holder == Holder::Test) {
    if (const std::string_view told = type_told_by(list.node); !told.empty()) {
      list.name = told;
      list.is_named_answer = true;
      list.is_guard = true;
    }
  }
  if (list.name.empty()) list.name = std::move(standing.name);
  // `{90: ['a', 'b']}` is called nothing.
  const bool is_number = std::all_of(list.name.begin(), list.name.end(),
                                     [](char byte) { return std::isdigit(static_cast<unsigned char>(byte)) != 0; });
  if (is_number) list.name.clear();
  list.is_exported = is_exported_holder(program, standing);
  list.enclosing = (list.surroundings.empty() ? "" : list.surroundings + " ") + enclosing_names(list.node);
  list.surroundings = list.enclosing + std::string(file_name_of(list.node));

  list.path = list.node.file().path;

  // A reader is sent to one line: the name where the list has one, the head of a switch, else the first value.
  const bool names_itself = list.holder == Holder::Variable || list.holder == Holder::TypeName;
  if (names_itself && standing.node && is_written_there(list.node, standing.node)) {
    list.head = program::name_span(standing.node);
  } else if (list.shape == Shape::Switch && list.node.child(0)) {
    list.head = list.node.child(0).span();
  } else if (!list.spelled.empty() && list.spelled.front().where.file().id == list.node.file().id) {
    list.head = list.spelled.front().span;
  } else {
    list.head = list.node.span();  // what it gathers is spelled in other files
  }
}

std::vector<std::string> words_of(std::string_view identifier) {
  std::vector<std::string> words = split_words(identifier);
  for (std::string& word : words) {
    // A rough singular is enough to compare two names.
    if (word.size() > 3 && word.ends_with("ies")) {
      word.replace(word.size() - 3, 3, "y");
    } else if (word.size() > 4 && (word.ends_with("sses") || word.ends_with("uses") || word.ends_with("xes"))) {
      word.resize(word.size() - 2);
    } else if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")) {
      word.pop_back();
    }
  }
  return words;
}

bool is_put_together(std::string_view value) {
  return value.size() >= 8 && words_of(value).size() >= 2 && std::all_of(value.begin(), value.end(), [](char byte) {
           return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '-' || byte == '.' ||
                  byte == ':';
         });
}

}  // namespace lockstep::rules
