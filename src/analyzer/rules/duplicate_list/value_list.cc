#include "rules/duplicate_list/value_list.h"

#include "rules/duplicate_list/lookups.h"
#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <unordered_set>
#include <utility>

namespace lockstep::rules {
namespace {

std::optional<ValueList> list_at(const Program& program, const Node& node) {
  switch (node.kind()) {
    case Kind::Array:
      return array_list(program, node);
    case Kind::Object:
      return object_list(program, node);
    case Kind::Regex:
      return pattern_list(program, node);
    case Kind::Element:
      return elements_list(program, node);
    case Kind::Enum:
      return enum_list(node);
    case Kind::TypeUnion:
      return union_list(program, node);
    case Kind::Switch:
      return switch_list(program, node);
    case Kind::Binary:
    case Kind::If:
    case Kind::Conditional:
      return chain_list(program, node);
    default:
      return std::nullopt;
  }
}

bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

/// The `enum Name { A B }` blocks of a Prisma schema. `text` must outlive the lists.
void collect_prisma(std::string_view path, std::string_view text, std::vector<ValueList>& out) {
  std::size_t line_begin = 0;
  std::optional<ValueList> open;
  while (line_begin < text.size()) {
    const std::size_t line_end = std::min(text.find('\n', line_begin), text.size());
    std::size_t at = line_begin;
    const auto word = [&] {
      while (at < line_end && (text[at] == ' ' || text[at] == '\t')) ++at;
      const std::size_t begin = at;
      while (at < line_end && is_name_byte(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    const auto span_of = [&](std::string_view part) {
      const auto begin = static_cast<std::uint32_t>(part.data() - text.data());
      return Span{begin, begin + static_cast<std::uint32_t>(part.size())};
    };
    const std::string_view first = word();
    if (!open) {
      if (first == "enum") {
        const std::string_view name = word();
        open = ValueList{.shape = Shape::Prisma,
                         .holder = Holder::TypeName,
                         .path = path,
                         .head = span_of(name),
                         .name = std::string(name),
                         .is_exported = true,
                         .surroundings = {}};
      }
    } else if (!first.empty()) {
      open->spelled.push_back({.text = first, .where = {}, .span = span_of(first)});
    } else if (at < line_end && text[at] == '}') {
      if (open->spelled.size() >= 2) out.push_back(std::move(*open));
      open.reset();
    }
    line_begin = line_end + 1;
  }
}

}  // namespace

namespace {

/// `Exclude<T, 'x' | 'y'>`: remembers x and y.
void collect_excluded(const Node& type, std::set<std::string_view>& out) {
  if (type.text() != "Exclude") return;
  const Node left_out = program::type_argument(type, 1);
  if (!left_out) return;
  if (left_out.is(Kind::TypeLiteral) && left_out.child(0) && left_out.child(0).is(Kind::String)) {
    out.insert(left_out.child(0).text());
  }
  for (const Node below : program::descendants(left_out)) {
    if (below.is(Kind::String)) out.insert(below.text());
  }
}

}  // namespace

namespace {

/// Whether the keys of an object are looked up as values. An object that says itself that any string is a key of it, or
/// that is asked where it stands, is.
bool is_looked_up(const ValueList& list, const Lookups& lookups) {
  const bool is_declared = list.holder == Holder::Variable || list.holder == Holder::ClassField;
  if (!is_declared || !list.node.is(Kind::Object) || !list.holder_node) return true;
  return program::type_annotation(list.holder_node) || lookups.contains(list.holder_node);
}

void leave_out_records(const Program& program, Lookups& lookups, std::vector<ValueList>& lists) {
  std::unordered_set<std::string_view> names;
  for (const ValueList& list : lists) {
    if (list.shape == Shape::ObjectKeys) names.insert(list.name);
  }
  lookups.resolve(program, names);
  std::erase_if(lists,
                [&](const ValueList& list) { return list.shape == Shape::ObjectKeys && !is_looked_up(list, lookups); });
}

}  // namespace

namespace {

/// `const TOPICS = [...]` and `@IsIn(TOPICS)`, `z.enum(TOPICS)`: whoever lists them says what is let in.
void mark_let_in(const Program& program, std::vector<ValueList>& lists) {
  static constexpr std::array<std::string_view, 6> kDoors = {"IsIn", "enum", "oneOf", "picklist", "isIn", "valid"};
  std::unordered_set<NodeRef> let_in;
  for (const std::string_view door : kDoors) {
    const auto name = program.names().find(door);
    if (!name) continue;
    for (const NodeRef place : program.places().calls(*name)) {
      const Node given = program::argument(program[place], 0);
      if (!given || !given.is(Kind::Ident) || program[place.file].roles.any(kNotOurCode)) continue;
      if (const Node declaration = program.definition(given).node) let_in.insert(declaration.ref());
    }
  }
  for (ValueList& list : lists) list.is_let_in = list.holder_node && let_in.contains(list.holder_node.ref());
}

/// What holds the names that a call says or waits for: `Wire` of `socket.emit(Wire.join)`, `PUSHED` of
/// `for (const name of PUSHED) socket.on(name, …)`.
Node holder_of_names(const Program& program, const Node& given) {
  if (given.is(Kind::Member)) return given.child(0);
  const Node name = given.is(Kind::Ident) ? program.definition(given).node : Node{};
  if (!name) return {};
  if (name.is(Kind::Declarator)) {
    const Node loop = name.parent().parent();
    return loop && loop.is(Kind::ForOf) && loop.child(0) == name.parent() ? loop.child(1) : Node{};
  }
  const Node function = name.is(Kind::Parameter) ? name.enclosing_function() : Node{};
  const Node walk = function ? function.parent() : Node{};
  const Node head = walk && walk.is(Kind::Call) ? program::callee(walk) : Node{};
  const bool walks = head && head.is(Kind::Member) && head.text() == "forEach" &&
                     program::argument(walk, 0) == function && program::parameter(function, 0) == name;
  return walks ? head.child(0) : Node{};
}

/// `const Wire = {join: 'room:join', …}` and `socket.emit(Wire.join)`, `@SubscribeMessage(Wire.join)`.
void mark_messages(const Program& program, std::vector<ValueList>& lists) {
  static constexpr std::array<std::string_view, 9> kSaying = {
      "on", "once", "off", "emit", "emitWithAck", "addListener", "publish", "subscribe", "SubscribeMessage"};
  const auto may_hold = [](const ValueList& list) {
    return (list.shape == Shape::ConstObject || list.shape == Shape::Array) && list.holder == Holder::Variable &&
           list.holder_node;
  };
  std::unordered_set<std::string_view> names;
  for (const ValueList& list : lists) {
    if (may_hold(list)) names.insert(list.name);
  }
  std::unordered_set<NodeRef> said;
  for (const std::string_view saying : kSaying) {
    const auto name = program.names().find(saying);
    if (!name) continue;
    for (const NodeRef place : program.places().calls(*name)) {
      const Node given = program::argument(program[place], 0);
      if (!given || program[place.file].roles.any(kNotOurCode)) continue;
      const Node holder = holder_of_names(program, given);
      if (!holder || !holder.is(Kind::Ident)) continue;
      const Node declaration = program.definition(holder).node;
      if (declaration && declaration.is(Kind::Declarator) && declaration.child(0) &&
          names.contains(declaration.child(0).text()))
        said.insert(declaration.ref());
    }
  }
  for (ValueList& list : lists) list.names_messages = may_hold(list) && said.contains(list.holder_node.ref());
}

}  // namespace

namespace {

/// Lists from all files, kind by kind.
class Collection {
 public:
  explicit Collection(const Program& program) : program_(program) {}

  ValueLists run() {
    for (const File& file : program_.files()) {
      if (!is_left_out(file)) {
        look_into(file);
      } else if (is_of_generator(file)) {
        look_into_types(file);
      }
    }
    for (const std::string_view name : kListingCalls) {
      if (const auto known = program_.names().find(name)) calls(program_.places().calls(*known));
    }
    for (const NodeRef call : calls_that_look_up(program_)) {
      if (!is_left_out(program_[call.file])) lookups_.note(program_[call]);
    }
    program_.places().each(program::Places::Of::String, [&](program::Name text, std::span<const NodeRef> places) {
      if (may_be_sql_list(program_.names()[text])) sql(places);
    });
    // As if the program had been read from its beginning to its end.
    std::stable_sort(all_.lists.begin(), all_.lists.end(),
                     [](const ValueList& a, const ValueList& b) { return a.node < b.node; });
    leave_out_records(program_, lookups_, all_.lists);
    mark_let_in(program_, all_.lists);
    mark_messages(program_, all_.lists);
    return std::move(all_);
  }

 private:
  static bool is_left_out(const File& file) {
    const workspace::Roles left_out = kNotOurCode | workspace::Role::Config | workspace::Role::Example;
    return file.roles.any(left_out) || file.facts.is_generated || is_by_the_way(file.path);
  }

  // Written from a description of an interface (OpenAPI, GraphQL, protocol buffers), for our own code to import.
  static bool is_of_generator(const File& file) {
    const bool is_generated = file.roles.any(workspace::Role::Generated) || file.facts.is_generated;
    const workspace::Roles left_out = workspace::Roles{workspace::Role::Test} | workspace::Role::Story |
                                      workspace::Role::Migration | workspace::Role::Declaration |
                                      workspace::Role::Config | workspace::Role::Example;
    return is_generated && !file.roles.any(left_out) && !is_by_the_way(file.path);
  }

  void look_into_types(const File& file) {
    for (const Kind kind : {Kind::Enum, Kind::TypeUnion, Kind::Object}) {
      for (const Node node : program::nodes_of(file, kind)) {
        std::optional<ValueList> list = list_at(program_, node);
        if (!list) continue;
        name_list(program_, *list);
        const bool is_type = list->holder == Holder::TypeName || list->shape == Shape::ConstObject;
        if (!is_type || !list->is_exported || list->is_open) continue;
        list->is_generated = true;
        all_.lists.push_back(std::move(*list));
      }
    }
  }

  void look_into(const File& file) {
    for (const Node type : program::nodes_of(file, Kind::TypeName)) collect_excluded(type, all_.excluded);
    for (const Kind kind : {Kind::Index, Kind::Binary, Kind::TypeQuery}) {
      for (const Node node : program::nodes_of(file, kind)) lookups_.note(node);
    }
    for (const Kind kind : {Kind::Array, Kind::Object, Kind::Regex, Kind::Element, Kind::Enum, Kind::TypeUnion,
                            Kind::Switch, Kind::Binary, Kind::If, Kind::Conditional}) {
      for (const Node node : program::nodes_of(file, kind)) keep(list_at(program_, node));
    }
    for (const Node text : program::nodes_of(file, Kind::Template)) {
      if (may_be_sql_list(text.text())) sql(text);
    }
  }

  void calls(std::span<const NodeRef> places) {
    for (const NodeRef place : places) {
      const Node call = program_[place];
      if (call.is(Kind::Call) && !is_left_out(call.file())) keep(arguments_list(program_, call));
    }
  }

  void sql(std::span<const NodeRef> places) {
    for (const NodeRef place : places) {
      if (!is_left_out(program_[place.file])) sql(program_[place]);
    }
  }

  void sql(const Node& text) {
    const std::size_t known = all_.lists.size();
    collect_sql_lists(program_, text, all_.lists);
    for (std::size_t added = known; added < all_.lists.size(); ++added) name_list(program_, all_.lists[added]);
  }

  void keep(std::optional<ValueList> list) {
    if (!list) return;
    name_list(program_, *list);
    all_.lists.push_back(std::move(*list));
  }

  const Program& program_;
  ValueLists all_;
  Lookups lookups_;
};

}  // namespace

ValueLists collect_value_lists(const Program& program) {
  ValueLists all = Collection(program).run();
  const auto schemas = program.workspace().prisma_schemas();
  all.texts.reserve(schemas.size());
  for (const std::string& path : schemas) {
    all.texts.push_back(program.workspace().read(path).text);
    collect_prisma(path, all.texts.back(), all.lists);
  }
  return all;
}

std::string title_of(const ValueList& list) {
  const std::string quoted = list.name.empty() ? std::string() : "`" + list.name + "`";
  switch (list.shape) {
    case Shape::Enum:
    case Shape::Prisma:
      return "enum " + quoted;
    case Shape::Switch:
      return list.name.empty() ? "a switch" : "the switch over " + quoted;
    case Shape::Chain:
      return list.name.empty() ? "comparisons" : "the comparisons with " + quoted;
    case Shape::Elements:
      return list.name.empty() ? "the JSX elements" : "the elements of " + quoted;
    case Shape::Pattern:
      return list.name.empty() ? "a regular expression" : "the pattern of " + quoted;
    case Shape::Variants:
      if (list.holder == Holder::Variable) return quoted;                // a schema
      if (list.holder == Holder::Argument) return "a union of objects";  // `a.and(z.discriminatedUnion(…))`
      [[fallthrough]];
    case Shape::Union:
      if (list.holder == Holder::TypeName) return "type " + quoted;
      return list.name.empty() ? "a union type" : "the type of " + quoted;
    case Shape::Schema:
      return list.name.empty() ? "a schema" : "the schema of " + quoted;
    case Shape::Sql:
      return "the SQL of " + quoted;
    case Shape::ObjectKeys:
      return list.name.empty() ? "the keys of an object" : "the keys of " + quoted;
    case Shape::Array:
    case Shape::ObjectArray:
    case Shape::Collected:
    case Shape::ConstObject:
    case Shape::ArraysObject:
      break;
  }
  if (list.holder == Holder::Test) return list.name.empty() ? "a list" : "the list for " + quoted;
  return list.name.empty() ? "a list" : quoted;
}

}  // namespace lockstep::rules
