#include "program/schema_words.h"
#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace lockstep::rules {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Calls and keys that list what is let in.
constexpr std::array<std::string_view, 12> kSchemaCalls = {"enum",  "IsIn", "oneOf", "picklist", "pgEnum",  "mysqlEnum",
                                                           "valid", "ENUM", "Enum",  "isIn",     "choices", "values"};

std::string_view callee_name(const Node& call) {
  const Node callee = program::callee(call);
  return callee && (callee.is(Kind::Ident) || callee.is(Kind::Member)) ? callee.text() : std::string_view{};
}

/// `export const LANGUAGES = [Code.en, Code.de, …]`: a choice of members of an enum, under a name for others.
std::optional<ValueList> chosen_members(const Program& program, const Node& array, const std::vector<Node>& names,
                                        bool is_open) {
  constexpr std::size_t kMany = 5;
  Node declarator = array.parent();
  while (declarator && declarator.is(Kind::Cast)) declarator = declarator.parent();
  if (is_open || names.size() < kMany || !declarator || !declarator.is(Kind::Declarator)) return std::nullopt;
  const auto is_member = [](const Node& name) { return name.is(Kind::Member) && name.child(0).is(Kind::Ident); };
  if (!std::all_of(names.begin(), names.end(), is_member) || !program.is_exported(declarator)) return std::nullopt;
  Gathering gathering(program, Shape::Array, array);
  for (const Node& name : names) {
    if (name.child(0).text() != names.front().child(0).text() || !gathering.take(name)) return std::nullopt;
  }
  return std::move(gathering).list();
}

bool is_string_array(const Node& node) {
  if (!node || !node.is(Kind::Array)) return false;
  std::size_t strings = 0;
  for (const Node element : node.children()) {
    if (!element.is(Kind::String)) return false;
    ++strings;
  }
  return strings > 0;
}

bool is_upper(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char byte) { return byte >= 'a' && byte <= 'z'; });
}

/// `export const OrderState = {…} as const`, written like a type; or under whatever name when a type is made of its
/// values, `(typeof LANES)[keyof typeof LANES]`.
bool stands_for_type(const Node& object) {
  const Node cast = object.parent();
  const Node declarator = cast && cast.is(Kind::Cast) && cast.op() == Op::AsConst ? cast.parent() : Node{};
  const Node name = declarator && declarator.is(Kind::Declarator) ? declarator.child(0) : Node{};
  if (!name || !name.is(Kind::Binding) || name.text().size() < 2) return false;
  const auto is_small = [](char byte) { return byte >= 'a' && byte <= 'z'; };
  if (name.text()[0] >= 'A' && name.text()[0] <= 'Z' && is_small(name.text()[1])) return true;
  const auto types = program::nodes_of(object.file(), Kind::TypeIndexed);
  return std::any_of(types.begin(), types.end(), [&](const Node& type) {
    const Node of = type.child(0).is(Kind::TypeQuery) ? type.child(0).child(0) : Node{};
    return of && of.is(Kind::Ident) && of.text() == name.text() && type.child(1).is(Kind::TypeKeyof);
  });
}

/// Whether a key is a value in another spelling, or what the value says within its namespace: `joined: 'room:joined'`.
bool names_value(std::string_view key, std::string_view value) {
  if (bare(key) == bare(value)) return true;
  if (value.find_first_of(":.") == std::string_view::npos || !is_put_together(value)) return false;
  const auto is_break = [](char byte) { return byte == ':' || byte == '.'; };
  for (auto begin = value.begin(); begin != value.end();) {
    const auto end = std::find_if(begin, value.end(), is_break);
    if (bare(std::string_view(begin, end)) == bare(key)) return true;
    begin = end == value.end() ? end : end + 1;
  }
  return false;
}

/// `{OPEN: 'open', DONE: 'done'}` is an enum by another name: its keys are its values in another spelling.
bool is_const_enum(const Node& object, const std::vector<Node>& properties) {
  std::size_t alike = 0;
  std::size_t upper = 0;
  for (const Node& property : properties) {
    const Node value = program::without_casts(program::value_of(property));
    if (!value || !value.is(Kind::String) || value.text().find(' ') != std::string_view::npos) return false;
    if (names_value(property.text(), value.text())) ++alike;
    if (is_upper(property.text())) ++upper;
  }
  return alike * 5 >= properties.size() * 3 || upper == properties.size() || stands_for_type(object);
}

/// What the values of a map have in common: everything of one kind says that the keys are the point of it.
bool is_homogeneous(const std::vector<Node>& properties) {
  const auto kind_of = [](const Node& property) {
    const Node value = program::without_casts(program::value_of(property));
    if (!value) return Kind::None;
    // Names, members and calls are all "some expression".
    if (value.is(Kind::Ident) || value.is(Kind::Member) || value.is(Kind::Call) || value.is(Kind::New))
      return Kind::Ident;
    if (value.is(Kind::Template) || value.is(Kind::Tagged)) return Kind::String;
    return value.kind();
  };
  const Kind first = kind_of(properties.front());
  return std::all_of(properties.begin(), properties.end(),
                     [&](const Node& property) { return kind_of(property) == first; });
}

/// A map stands for itself: declared under a name, or asked at once with an index. What is handed to a call is a
/// record.
bool is_map_position(const Node& object) {
  Node up = object.parent();
  while (up && up.is(Kind::Cast)) up = up.parent();
  if (up && up.is(Kind::Call) && (callee_name(up) == "freeze" || callee_name(up) == "entries")) up = up.parent();
  return up && (up.is(Kind::Declarator) || up.is(Kind::Field) || up.is(Kind::Index));
}

/// What a union is of: the elements of an array, or the arguments themselves, `Union(Literal('a'), Literal('b'))`.
std::vector<Node> options_of(const Node& call, std::size_t first) {
  std::vector<Node> options;
  const Node list = program::argument(call, first);
  if (list && list.is(Kind::Array)) {
    for (const Node option : list.children()) options.push_back(option);
    return options;
  }
  for (std::size_t i = first; i < program::argument_count(call); ++i) {
    const Node option = program::argument(call, i);
    if (option && option.is(Kind::Call)) options.push_back(option);
  }
  return options;
}

}  // namespace

bool is_colour(std::string_view text) {
  const std::size_t digits = text.size() - (text.empty() ? 0 : 1);
  return digits >= 3 && digits <= 8 && text[0] == '#' && std::all_of(text.begin() + 1, text.end(), [](char byte) {
           return std::isxdigit(static_cast<unsigned char>(byte)) != 0;
         });
}

bool is_value_text(std::string_view text) {
  if (text.empty() || text.size() > 60) return false;
  if (text[0] == '#' || text.starts_with("rgb") || text.starts_with("var(")) return false;  // colours
  std::size_t spaces = 0;
  bool has_word = false;
  for (const char byte : text) {
    if (byte == '\n' || byte == '\t') return false;
    if (byte == ' ') ++spaces;
    if (std::isalnum(static_cast<unsigned char>(byte)) != 0 || static_cast<unsigned char>(byte) >= 0x80)
      has_word = true;
  }
  return has_word && spaces <= 3;
}

void Gathering::spell(std::string_view text, const Node& where) {
  const bool is_of_palette = list_.shape == Shape::Array && is_colour(text);
  if (!is_value_text(text) && !is_of_palette) {
    // A placeholder such as `value=""` is no value; a sentence among values makes the list one of texts.
    if (!text.empty()) list_.is_open = true;
    return;
  }
  if (!known_.insert(text).second) {
    repeats_ = true;
    return;
  }
  list_.spelled.push_back(
      {.text = text, .where = where, .span = where.is(Kind::Property) ? program::name_span(where) : where.span()});
}

bool Gathering::take(const Node& expression) {
  const Node node = program::without_casts(expression);
  if (!node) return false;
  if (node.is(Kind::String)) {
    spell(node.text(), node);
    return true;
  }
  if (!node.is(Kind::Ident) && !node.is(Kind::Member) && !node.is(Kind::Index) && !node.is(Kind::TypeName) &&
      !node.is(Kind::TypeIndexed) && !node.is(Kind::TypeQuery)) {
    return false;
  }
  const program::Values values = program_.values(node);
  if (!values.complete || values.values.empty()) return false;
  for (const program::Value& value : values.values) list_.referenced.push_back(value.text);
  return true;
}

std::optional<ValueList> Gathering::finish(std::size_t least) && {
  if (list_.spelled.size() < least || list_.spelled.size() < list_.referenced.size()) return std::nullopt;
  return std::move(list_);
}

std::optional<ValueList> array_list(const Program& program, const Node& array) {
  std::vector<Node> objects;
  std::vector<Node> names;
  std::vector<Node> others;
  std::vector<Node> firsts;  // of pairs
  std::size_t strings = 0;
  bool is_open = false;
  for (const Node element : array.children()) {
    const Node node = program::without_casts(element);
    if (!node) continue;
    switch (node.kind()) {
      case Kind::String:
        ++strings;
        break;
      case Kind::Object:
        objects.push_back(node);
        break;
      case Kind::Ident:
      case Kind::Member:
        names.push_back(node);
        break;
      case Kind::Spread:
        is_open = true;
        break;
      case Kind::Conditional:
      case Kind::Binary:
        is_open = true;
        break;
      case Kind::Array:
        if (node.child(0) && node.child(0).is(Kind::String)) firsts.push_back(node.child(0));
        others.push_back(node);
        break;
      default:
        others.push_back(node);
    }
  }
  const bool is_map = array.parent() && array.parent().is(Kind::New) && callee_name(array.parent()) == "Map";
  if (is_map && firsts.size() >= 2 && firsts.size() == others.size() && strings + objects.size() + names.size() == 0) {
    Gathering gathering(program, Shape::ObjectKeys, array);
    for (const Node& first : firsts) gathering.spell(first.text(), first);
    return std::move(gathering).finish();
  }
  // `[['open', 'Open'], ['closed', 'Closed']]`: each with its caption.
  if (firsts.size() >= 3 && firsts.size() == others.size() && strings + objects.size() + names.size() == 0) {
    const bool are_captioned = std::all_of(others.begin(), others.end(), [](const Node& pair) {
      return pair.child(1) && pair.child(1).is(Kind::String) && !pair.child(2);
    });
    if (!are_captioned) return std::nullopt;
    Gathering gathering(program, Shape::ObjectArray, array);
    for (const Node& first : firsts) gathering.spell(first.text(), first);
    return gathering.has_repeats() ? std::nullopt : std::move(gathering).finish(3);
  }
  // `[new SearchTool(), new BookTool()]`, `[defineTool({name: 'search', …}), …]`
  if (strings + objects.size() == 0 && firsts.empty() && others.size() >= 3) {
    std::vector<Node> made = names;
    made.insert(made.end(), others.begin(), others.end());
    return collected_list(program, array, made, is_open);
  }
  if (!others.empty()) return std::nullopt;
  if (objects.size() >= 2 && strings == 0) {
    // `[DEFAULT_RANGE, {id: 'last-week'}, …]`: one of the objects stands elsewhere, since it is needed there too.
    for (const Node& name : names) {
      const Node object = program::without_casts(program.constant(name));
      const bool is_beside = object && object.is(Kind::Object) && object.file().id == array.file().id;
      if (is_beside) objects.push_back(object);
      is_open = is_open || !is_beside;
    }
    return objects_list(program, array, objects, is_open);
  }
  if (strings == 0 && names.size() >= 2 && objects.empty()) {
    if (auto list = collected_list(program, array, names, is_open)) return list;
    return chosen_members(program, array, names, is_open);
  }
  if (strings < 2 || !objects.empty()) return std::nullopt;

  const Node above = array.parent();
  const bool is_schema = (above && above.is(Kind::Call) && is_one_of(callee_name(above), kSchemaCalls)) ||
                         (above && above.is(Kind::Property) && above.text() == "enum");
  Gathering gathering(program, is_schema ? Shape::Schema : Shape::Array, array);
  for (const Node element : array.children()) {
    if (element.is(Kind::None)) continue;
    const Node node = element.is(Kind::Spread) ? element.child(0) : element;
    if (!gathering.take(node)) gathering.leave_open();
  }
  if (gathering.has_repeats()) return std::nullopt;
  return std::move(gathering).finish();
}

std::optional<ValueList> object_list(const Program& program, const Node& object) {
  if (!is_map_position(object)) return std::nullopt;
  std::vector<Node> properties;
  bool is_open = false;
  bool has_methods = false;
  for (const Node part : object.children()) {
    if (part.is(Kind::Spread)) {
      is_open = true;
      continue;
    }
    if (!part.is(Kind::Property)) continue;
    if (part.has(facts::kComputed) && part.text().empty()) return std::nullopt;  // keyed by references: a use
    if (part.has(facts::kShorthand)) return std::nullopt;
    if (program::value_of(part) && program::value_of(part).is(Kind::Function)) has_methods = true;
    properties.push_back(part);
  }
  if (properties.size() < 2) return std::nullopt;

  if (std::all_of(properties.begin(), properties.end(), [](const Node& property) {
        return is_string_array(program::without_casts(program::value_of(property)));
      })) {
    Gathering gathering(program, Shape::ArraysObject, object);
    for (const Node& property : properties) {
      for (const Node element : program::without_casts(program::value_of(property)).children()) {
        gathering.spell(element.text(), element);
      }
    }
    // `{eu: ['eu'], us: ['us', 'ca']}`: who may go where, and no list in groups.
    const bool maps_to_itself = std::any_of(properties.begin(), properties.end(), [&](const Node& property) {
      const std::vector<ListedValue>& known = gathering.list().spelled;
      return std::any_of(known.begin(), known.end(),
                         [&](const ListedValue& value) { return value.text == property.text(); });
    });
    if (is_open) gathering.leave_open();
    const bool is_list = !gathering.has_repeats() && !maps_to_itself;
    const std::vector<ListedValue>& all = gathering.list().spelled;
    const bool is_telling =
        std::all_of(all.begin(), all.end(), [](const ListedValue& value) { return is_put_together(value.text); });
    return is_list ? std::move(gathering).finish(is_telling ? 4 : 6) : std::nullopt;
  }
  if (!has_methods && is_const_enum(object, properties)) {
    Gathering gathering(program, Shape::ConstObject, object);
    for (const Node& property : properties) {
      const Node value = program::without_casts(program::value_of(property));
      gathering.spell(value.text(), value);
    }
    if (is_open) gathering.leave_open();
    // An enum has each value once; `{GET: 'read', HEAD: 'read', PUT: 'write'}` translates.
    if (!gathering.has_repeats()) return std::move(gathering).finish();
  }
  if (properties.size() < 3 || !is_homogeneous(properties)) return std::nullopt;
  Gathering gathering(program, Shape::ObjectKeys, object);
  for (const Node& property : properties) gathering.spell(property.text(), property);
  if (is_open) gathering.leave_open();
  return std::move(gathering).finish(3);
}

std::optional<ValueList> arguments_list(const Program& program, const Node& call) {
  const std::string_view name = callee_name(call);
  if (!is_one_of(name, kListingCalls)) return std::nullopt;
  if (program::names_union_schema(name) || name == "discriminatedUnion") {
    // z.union([z.literal('a'), …]); z.discriminatedUnion('type', [z.object({type: z.literal('a')}), …])
    const Node key = program::argument(call, 0);
    const bool is_discriminated = name == "discriminatedUnion" && key && key.is(Kind::String);
    const std::vector<Node> options = options_of(call, is_discriminated ? 1 : 0);
    if (options.empty()) return std::nullopt;
    Gathering gathering(program, is_discriminated ? Shape::Variants : Shape::Schema, call);
    if (is_discriminated) gathering.list().key = key.text();
    for (const Node& option : options) {
      Node literal = option;
      if (is_discriminated) {
        const Node schema = option.is(Kind::Call) ? option : program::without_casts(program.constant(option));
        // Any object below the schema that has the key: `z.object({…}).extend({…}).strict()`.
        literal = {};
        if (schema) {
          for (const Node below : program::descendants(schema)) {
            if (below.is(Kind::Property) && below.text() == key.text()) {
              literal = program::value_of(below);
              break;
            }
          }
        }
      }
      const bool is_literal = literal && literal.is(Kind::Call) && program::names_literal_schema(callee_name(literal));
      const Node value = is_literal ? program::argument(literal, 0) : Node{};
      if (!value || !gathering.take(value)) gathering.leave_open();
    }
    return std::move(gathering).finish();
  }
  Gathering gathering(program, Shape::Schema, call);
  for (std::size_t i = 0; i < program::argument_count(call); ++i) {
    const Node argument = program::argument(call, i);
    if (!argument || argument.is(Kind::Array)) return std::nullopt;
    if (!gathering.take(argument)) gathering.leave_open();
  }
  return std::move(gathering).finish();
}

}  // namespace lockstep::rules
