#include "rules/duplicate_list/checked.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 6> kUnchecking = {"string", "any", "unknown", "object", "void", "number"};
constexpr std::array<std::string_view, 7> kListTypes = {"Array",    "ReadonlyArray", "Set",          "ReadonlySet",
                                                        "Iterable", "Readonly",      "NonEmptyArray"};

bool is_plain(const Node& type) { return type.is(Kind::TypeKeyword) && is_one_of(type.text(), kUnchecking); }

/// V of `Record<K, V>`, also of `Partial<Record<K, V>>`; null for other types.
Node value_of_record(const Node& type) {
  Node record = type;
  while (record && record.is(Kind::TypeName) && record.text() != "Record") {
    const bool is_wrapper = record.text() == "Partial" || record.text() == "Readonly" || record.text() == "Required";
    record = is_wrapper ? program::type_argument(record, 0) : Node{};
  }
  return record && record.is(Kind::TypeName) ? program::type_argument(record, 1) : Node{};
}

Node expected_type(const Program& program, const Node& node, int steps = 10);

/// The type written for what a function returns: its own, or that of `useMemo<Status[]>(() => […])`.
Node type_of_answer(const Node& function) {
  if (const Node written = program::type_annotation(function)) return written;
  const Node call = function.parent();
  const bool is_handed = call && call.is(Kind::Call) && program::argument(call, 0) == function;
  return is_handed ? program::type_argument(call, 0) : Node{};
}

/// The type written for what a pattern takes apart.
Node destructured_type(const Program& program, const Node& pattern, int steps) {
  if (const Node written = expected_type(program, pattern, steps)) return written;
  const Node declarator = pattern.parent();
  const Node source = declarator && declarator.is(Kind::Declarator) ? declarator.child(2) : Node{};
  return source && source.is(Kind::Ident) ? program::type_annotation(program.definition(source).node) : Node{};
}

/// The type written for what stands at `node`: an annotation, a cast, the declared type of the parameter or property
/// that receives it. Null when nothing is written.
Node expected_type(const Program& program, const Node& node, int steps) {
  if (steps == 0) return {};
  const Node up = node.parent();
  if (!up) return {};
  switch (up.kind()) {
    case Kind::Cast:
      if (up.op() == Op::AsConst) return expected_type(program, up, steps - 1);
      return up.child(1);
    case Kind::Declarator:
    case Kind::Field:
    case Kind::Parameter:
      return program::type_annotation(up);
    case Kind::Default:
      return expected_type(program, up, steps - 1);
    case Kind::PatternProperty: {  // `{levels = ['a', 'b']}: Options`, `const {levels = […]} = options`
      const Node type = up.parent() ? destructured_type(program, up.parent(), steps - 1) : Node{};
      const program::Definition member =
          type ? program.member(program.declared_type(type), up.text()) : program::Definition{};
      return member.node ? program::type_annotation(member.node) : Node{};
    }
    case Kind::Property: {
      const Node object = up.parent();
      const Node type = object ? expected_type(program, object, steps - 1) : Node{};
      if (!type) return {};
      if (const Node value = value_of_record(type)) return value;
      if (type.is(Kind::TypeMapped)) return type.child(1);
      const program::Definition member = program.member(program.declared_type(type), up.text());
      return member.node ? program::type_annotation(member.node) : Node{};
    }
    case Kind::New: {
      const Node callee = program::callee(up);
      if (callee && callee.is(Kind::Ident) && (callee.text() == "Set" || callee.text() == "Map")) {
        if (const Node written = program::type_argument(up, 0)) return written;
        return expected_type(program, up, steps - 1);
      }
      return {};
    }
    case Kind::Call: {
      const Node callee = program::callee(up);
      if (!callee || callee == node) return {};
      if (callee.text() == "freeze") return expected_type(program, up, steps - 1);
      if (const Node written = program::type_argument(up, 0)) return written;  // useState<Status[]>([...])
      for (std::size_t i = 0; i < program::argument_count(up); ++i) {
        if (program::argument(up, i) != node) continue;
        const Node parameter = program.parameter_for(up, i);
        return parameter ? program::type_annotation(parameter) : Node{};
      }
      return {};
    }
    case Kind::Return: {
      const Node function = up.enclosing_function();
      return function ? type_of_answer(function) : Node{};
    }
    case Kind::Function:
      return type_of_answer(up);
    case Kind::Conditional:
    case Kind::Binary:
      return expected_type(program, up, steps - 1);
    case Kind::Assign: {
      const program::Definition target = program.definition(up.child(0));
      return target.node ? program::type_annotation(target.node) : Node{};
    }
    default:
      return {};
  }
}

/// `#${string}`: a shape that many strings have.
bool is_open_pattern(const Node& type) {
  const Node pattern = type.is(Kind::TypeLiteral) ? type.child(0) : Node{};
  return pattern && pattern.is(Kind::Template) && pattern.child(0) && is_plain(pattern.child(0));
}

/// `readonly T[]`, `Array<T>`, `Set<T>`: T. The type itself when it is no list.
Node element_of(const Program& program, const Node& list_type) {
  Node type = list_type;
  for (int step = 0; type && step < 8; ++step) {
    if (type.is(Kind::TypeOther) || type.is(Kind::TypeArray)) {
      type = type.child(0);
    } else if (type.is(Kind::TypeName) && is_one_of(type.text(), kListTypes)) {
      type = program::type_argument(type, 0);
    } else if (type.is(Kind::TypeName)) {
      const program::Definition named = program.definition(type);
      if (!named.node || !named.node.is(Kind::TypeAlias)) return type;
      const Node meaning = program::type_annotation(named.node);
      if (!meaning || !(meaning.is(Kind::TypeArray) || meaning.is(Kind::TypeOther))) return type;
      type = meaning;
    } else {
      return type;
    }
  }
  return type;
}

/// Checked by a type whose values are those of `type`: nothing when it lets any string in.
Checked by_values_of(const Program& program, const Node& type) {
  if (!type || is_plain(type) || is_open_pattern(type)) return {};
  Checked checked;
  if (type.is(Kind::TypeName)) checked.type = type.text();
  const program::Values values = program.values(type);
  if (values.values.empty()) {
    // Some type that is written but not understood: the compiler knows more than we do.
    const program::Type declared = program.declared_type(type);
    if (is_one_of(declared.keyword, kUnchecking)) return {};
    if (type.is(Kind::TypeUnion)) {  // `string | undefined`
      for (const Node part : type.children()) {
        if (is_plain(part)) return {};
      }
    }
    checked.is_checked = true;
    if (declared.declaration) checked.by.push_back(declared.declaration.ref());
    return checked;
  }
  checked.is_checked = true;
  checked.values = values.complete ? values.values.size() : 0;
  for (const program::Value& value : values.values) {
    if (value.owner && std::find(checked.by.begin(), checked.by.end(), value.owner.ref()) == checked.by.end()) {
      checked.by.push_back(value.owner.ref());
    }
  }
  checked.by.push_back(type.ref());
  return checked;
}

/// The key type of `Record<K, V>`, `Map<K, V>`, `{[key in K]: V}`, or the type itself.
Checked keys_checked(const Program& program, const Node& type) {
  if (!type) return {};
  if (type.is(Kind::TypeMapped)) return by_values_of(program, type.child(0));
  if (type.is(Kind::TypeName)) {
    const std::string_view name = type.text();
    if (name == "Record" || name == "Map" || name == "ReadonlyMap") {
      const Node key = program::type_argument(type, 0);
      if (!key || is_plain(key)) return {};
      Checked checked = by_values_of(program, key);
      checked.is_checked = true;
      checked.is_complete = name == "Record";
      return checked;
    }
    if (name == "Partial" || name == "Readonly" || name == "Required") {
      Checked checked = keys_checked(program, program::type_argument(type, 0));
      if (name == "Partial") checked.is_complete = false;
      return checked;
    }
  }
  if (type.is(Kind::TypeObject)) {
    for (const Node member : type.children()) {
      if (member.is(Kind::TypeIndexSignature)) {
        const Node key = member.child(0);
        if (key && is_plain(key)) return {};
      }
    }
  }
  return {.is_checked = true, .is_complete = true};
}

/// T of `Enum<T>` where `type Enum<T> = {[K in T]: K}`: every value of T under its own name, and none left out. Null
/// for other types.
Node named_by_themselves(const Program& program, const Node& type) {
  const Node alias = type.is(Kind::TypeName) ? program.definition(type).node : Node{};
  const Node meaning = alias && alias.is(Kind::TypeAlias) ? program::type_annotation(alias) : Node{};
  if (!meaning || !meaning.is(Kind::TypeMapped)) return {};
  const Node value = meaning.child(1);
  const bool is_key = value && value.is(Kind::TypeName) && value.text() == meaning.text();
  return is_key ? program::type_argument(type, 0) : Node{};
}

bool lets_any_string_in(const Node& type) {
  if (is_plain(type)) return true;
  if (!type.is(Kind::TypeUnion)) return false;
  for (const Node part : type.children()) {
    if (is_plain(part)) return true;
  }
  return false;
}

/// `if (error instanceof Failure) switch (error.code) {…}`: the field of the class that was asked for.
Node field_of_instance(const Program& program, const Node& member) {
  if (!member.is(Kind::Member) || !member.child(0) || !member.child(0).is(Kind::Ident)) return {};
  Node below = member;
  for (Node above = below.parent(); above && !above.is(Kind::Function); below = above, above = below.parent()) {
    const Node test = above.is(Kind::If) && above.child(1) == below ? above.child(0) : Node{};
    if (!test || !test.is(Kind::Binary) || test.op() != Op::InstanceOf || !test.child(0).is(Kind::Ident)) continue;
    if (test.child(0).text() != member.child(0).text()) continue;
    return program.member({.declaration = program.definition(test.child(1)).node}, member.text()).node;
  }
  return {};
}

/// The values that a switch or a chain of comparisons goes through are those of its operand's type.
Checked operand_checked(const Program& program, const Node& operand) {
  if (!operand) return {};
  const Node node = program::without_casts(operand);
  // `field: F` of a generic type: whoever names the type says what F is, and that need not be any string.
  const Node declared = program::type_annotation(program.definition(node).node);
  if (declared && declared.is(Kind::TypeName)) {
    const Node meaning = program.definition(declared).node;
    if (meaning && meaning.is(Kind::TypeParameter)) return {.is_checked = true};
  }
  if (const Node field = field_of_instance(program, node)) {
    const Node annotation = program::type_annotation(field);
    if (annotation && !lets_any_string_in(annotation)) return by_values_of(program, annotation);
  }
  // `const kind = given.kind || 'raw'`: the literal says nothing of what else it may be.
  const Node declarator = program.definition(node).node;
  const bool is_chosen = declarator && declarator.is(Kind::Declarator) && !program::type_annotation(declarator) &&
                         program::value_of(declarator) && program::value_of(declarator).is(Kind::Binary);
  const program::Type type = is_chosen ? program::Type{} : program.type_of(node);
  // `phase: typeof PHASE.heat`: a string, but not any.
  const Node written = program::type_annotation(program.definition(node).node);
  if (written && written.is(Kind::TypeQuery)) return {.is_checked = true, .by = {written.ref()}};
  if (is_one_of(type.keyword, kUnchecking)) return {};
  if (type.declaration) return {.is_checked = true, .by = {type.declaration.ref()}};

  // What is written may be beyond us (`Event['name']`), but it was written to be checked.
  const program::Definition defined = program.definition(node);
  if (defined.node) {
    const Node annotation = program::type_annotation(defined.node);
    if (annotation) return lets_any_string_in(annotation) ? Checked{} : by_values_of(program, annotation);
  }
  // `event.type` where `event` is one of several objects: the union that declares them is what is gone through.
  if (node.is(Kind::Member)) {
    const program::Type object = program.type_of(node.child(0));
    if (object.keyword == "unknown") return {};
    if (object.declaration && (object.declaration.is(Kind::TypeAlias) || object.declaration.is(Kind::TypeUnion))) {
      const Node meaning =
          object.declaration.is(Kind::TypeAlias) ? program::type_annotation(object.declaration) : object.declaration;
      if (meaning &&
          (meaning.is(Kind::TypeUnion) || meaning.is(Kind::TypeIntersection) || meaning.is(Kind::TypeIndexed))) {
        return {.is_checked = true, .by = {object.declaration.ref(), meaning.ref()}};
      }
    }
  }
  // What the operand is we cannot tell, but in TypeScript it has a type, and whoever wrote that may have listed the
  // values there. Only JavaScript checks nothing for certain.
  const std::string_view path = node.file().path;
  const bool is_script = path.ends_with("js") || path.ends_with(".jsx");
  return {.is_checked = !is_script};
}

Node operand_of(const ValueList& list) {
  if (list.shape == Shape::Switch) return list.node.child(0);
  // The first comparison of the chain.
  for (const Node below : program::descendants(list.node)) {
    if (!below.is(Kind::Binary)) continue;
    const Node left = below.child(0);
    const Node right = below.child(1);
    if (right && right.is(Kind::String)) return left;
    if (left && left.is(Kind::String)) return right;
  }
  if (list.node.is(Kind::Binary) && list.node.child(1) && list.node.child(1).is(Kind::String))
    return list.node.child(0);
  return {};
}

}  // namespace

Checked checked_by_compiler(const Program& program, const ValueList& list) {
  switch (list.shape) {
    case Shape::Switch:
    case Shape::Chain:
      return operand_checked(program, operand_of(list));
    case Shape::ObjectKeys:
    case Shape::ArraysObject:
      return keys_checked(program, expected_type(program, list.node));
    case Shape::Array: {
      const Node type = expected_type(program, list.node);
      return type ? by_values_of(program, element_of(program, type)) : Checked{};
    }
    case Shape::ObjectArray: {
      const Node type = expected_type(program, list.node);
      if (!type) return {};
      if (list.key.empty()) {  // of pairs
        const Node pair = element_of(program, type);
        return pair && pair.is(Kind::TypeTuple) ? by_values_of(program, pair.child(0)) : Checked{};
      }
      const program::Definition member = program.member(program.declared_type(element_of(program, type)), list.key);
      const Node annotation = member.node ? program::type_annotation(member.node) : Node{};
      return annotation ? by_values_of(program, annotation) : Checked{};
    }
    case Shape::ConstObject: {
      const Node type = expected_type(program, list.node);
      if (!type) return {};
      // `Record<Kind, string>`: what stands for each kind elsewhere, so that its values are no list of kinds.
      const Node key = type.is(Kind::TypeName) && type.text() == "Record" ? program::type_argument(type, 0) : Node{};
      if (key && is_plain(program::type_argument(type, 1))) return {.keyed_by = by_values_of(program, key).by};
      if (const Node all = named_by_themselves(program, type)) {
        Checked checked = by_values_of(program, all);
        checked.is_complete = checked.is_checked;
        return checked;
      }
      return by_values_of(program, value_of_record(type));
    }
    case Shape::Collected:
    case Shape::Enum:
    case Shape::Union:
    case Shape::Variants:
    case Shape::Schema:
    case Shape::Pattern:
    case Shape::Elements:
    case Shape::Sql:
    case Shape::Prisma:
      break;
  }
  return {};
}

}  // namespace lockstep::rules
