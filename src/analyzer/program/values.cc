// Constants evaluated to the strings that they hold, through names, imports, enums, spreads and types, remembering
// which strings were spelled out where the question was asked and which were reached by reference.

#include "program/program.h"
#include "program/schema_words.h"
#include "program/tables.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

namespace lockstep::program {

using facts::Kind;
using facts::Op;

namespace {

/// Collects strings. One object answers one question.
class Evaluation {
 public:
  explicit Evaluation(const Program& program) : program_(program) {}

  void expression(const Node& node, int depth = 0);
  void type(const Node& node, int depth = 0);
  void declaration(const Node& node, int depth);

  Values finish() && { return std::move(result_); }

 private:
  void keys(const Node& node, int depth);
  void elements(const Node& node, int depth);
  void call(const Node& node, int depth);
  void by_reference(const Node& use, int depth, void (Evaluation::*what)(const Node&, int));
  void add(std::string_view text, const Node& spelled);
  void give_up() { result_.complete = false; }

  /// Guards against rings and against enormous chains; returns false when there is nothing more to do here.
  bool enter(const Node& node, int depth) {
    if (!node || depth > kMaxSteps) {
      give_up();
      return false;
    }
    return true;
  }

  const Program& program_;
  Values result_;
  std::unordered_set<std::string_view> seen_;
  std::set<NodeRef> entered_;  // declarations on the way here
  Node owner_;                 // the declaration reached by reference, if any
};

void Evaluation::add(std::string_view text, const Node& spelled) {
  if (!seen_.insert(text).second) return;
  result_.values.push_back(
      {.text = text, .spelled = spelled, .owner = owner_, .referenced = static_cast<bool>(owner_)});
}

void Evaluation::by_reference(const Node& use, int depth, void (Evaluation::*what)(const Node&, int)) {
  const Definition found = program_.definition(use);
  if (!found.node || !entered_.insert(found.node.ref()).second) {
    give_up();
    return;
  }
  const Node owner = owner_;
  owner_ = found.node.is(Kind::EnumMember) ? found.node.parent() : found.node;
  (this->*what)(found.node, depth + 1);
  owner_ = owner;
  entered_.erase(found.node.ref());
}

void Evaluation::declaration(const Node& node, int depth) {
  if (!enter(node, depth)) return;
  switch (node.kind()) {
    case Kind::Declarator:
    case Kind::Property:
    case Kind::Field:
      if (const Node value = value_of(node)) return expression(value, depth + 1);
      if (!node.is(Kind::Property) && type_annotation(node)) return type(type_annotation(node), depth + 1);
      return give_up();
    case Kind::Enum:
      for (const Node member : node.children()) {
        if (member.is(Kind::EnumMember)) declaration(member, depth + 1);
      }
      return;
    case Kind::EnumMember: {
      const Node value = value_of(node);
      if (value && value.is(Kind::String)) return add(value.text(), value);
      if (value && !value.is(Kind::Number)) return expression(value, depth + 1);
      return give_up();  // a number
    }
    case Kind::TypeAlias:
      return type(type_annotation(node), depth + 1);
    case Kind::Parameter:
      return type_annotation(node) ? type(type_annotation(node), depth + 1) : give_up();
    case Kind::TypeMember:
      return type_annotation(node) ? type(type_annotation(node), depth + 1) : give_up();
    default:
      return expression(node, depth + 1);
  }
}

void Evaluation::expression(const Node& node, int depth) {
  if (!enter(node, depth)) return;
  switch (node.kind()) {
    case Kind::String:
      return add(node.text(), node);
    case Kind::Cast:
    case Kind::Spread:
      return expression(node.child(0), depth + 1);
    case Kind::Conditional:
      expression(node.child(1), depth + 1);
      return expression(node.child(2), depth + 1);
    case Kind::Binary:
      if (node.op() != Op::Or && node.op() != Op::Coalesce) return give_up();
      expression(node.child(0), depth + 1);
      return expression(node.child(1), depth + 1);
    case Kind::Array:
      return elements(node, depth);
    case Kind::Object:
      for (const Node part : node.children()) {
        if (part.is(Kind::Property)) {
          expression(value_of(part), depth + 1);
        } else {
          expression(part, depth + 1);
        }
      }
      return;
    case Kind::Call:
    case Kind::New:
      return call(node, depth);
    case Kind::Ident:
      return by_reference(node, depth, &Evaluation::declaration);
    case Kind::Member:
    case Kind::Index: {
      // `Schema.options`, `Schema.enum`: what zod offers of an enum's values.
      if (node.text() == "options" || node.text() == "enum" || node.text() == "Enum") {
        const Node schema = program_.constant(node.child(0));
        if (schema && schema.is(Kind::Call) && callee(schema) && callee(schema).text() == "enum") {
          return by_reference(node.child(0), depth, &Evaluation::declaration);
        }
      }
      return by_reference(node, depth, &Evaluation::declaration);
    }
    default:
      return give_up();
  }
}

void Evaluation::elements(const Node& node, int depth) {
  for (const Node element : node.children()) {
    if (!element.is(Kind::None)) expression(element, depth + 1);
  }
}

void Evaluation::keys(const Node& node, int depth) {
  if (!enter(node, depth)) return;
  switch (node.kind()) {
    case Kind::Object:
    case Kind::TypeObject:
      for (const Node part : node.children()) {
        if (part.is(Kind::Spread)) {
          keys(part.child(0), depth + 1);
        } else if (part.is(Kind::Property) && part.has(facts::kComputed) && part.child(1)) {
          expression(part.child(1), depth + 1);
        } else if (!part.text().empty()) {
          add(part.text(), part);
        } else {
          give_up();
        }
      }
      return;
    case Kind::Enum:
      for (const Node member : node.children()) add(member.text(), member);
      return;
    case Kind::Interface:
    case Kind::TypeAlias:
      for (const Node part : node.children()) {
        if (part.is(Kind::TypeObject)) return keys(part, depth + 1);
      }
      return give_up();
    case Kind::Cast:
      return keys(node.child(0), depth + 1);
    case Kind::Declarator:
    case Kind::Property:
    case Kind::Field:
      return value_of(node) ? keys(value_of(node), depth + 1) : give_up();
    case Kind::Call:
      if (is_named(callee(node), "Object", "freeze")) return keys(argument(node, 0), depth + 1);
      return give_up();
    case Kind::Ident:
    case Kind::Member:
    case Kind::TypeName:
      return by_reference(node, depth, &Evaluation::keys);
    case Kind::TypeQuery:
      return keys(node.child(0), depth + 1);
    default:
      return give_up();
  }
}

void Evaluation::call(const Node& node, int depth) {
  const Node head = callee(node);
  const Node first = argument(node, 0);
  if (is_named(head, "Object", "keys")) return keys(first, depth + 1);
  if (is_named(head, "Object", "values") || is_named(head, "Object", "freeze") || is_named(head, "Array", "from")) {
    return expression(first, depth + 1);
  }
  if (node.is(Kind::New)) {
    if (head && head.is(Kind::Ident) && head.text() == "Set" && first) return expression(first, depth + 1);
    return give_up();
  }
  const std::string_view method = head && head.is(Kind::Member) ? head.text() : std::string_view();
  // `pgEnum('status', [...])`, `schema.enum('status', [...])`: a name, and then the values.
  const bool is_named_enum =
      names_enum_schema(method) || (head && head.is(Kind::Ident) && head.text().ends_with("Enum"));
  if (const Node second = argument(node, 1); is_named_enum && first && first.is(Kind::String) && second)
    return expression(second, depth + 1);
  if (names_enum_schema(method) || names_literal_schema(method)) return expression(first, depth + 1);
  if (names_union_schema(method)) {
    if (first && first.is(Kind::Array)) return expression(first, depth + 1);
    for (std::size_t i = 0; i < argument_count(node); ++i) expression(argument(node, i), depth + 1);
    return;
  }
  // `z.enum([...]).optional()`: what a schema's own methods leave of it.
  if (method == "optional" || method == "nullable" || method == "nullish" || method == "default" || method == "catch" ||
      method == "describe" || method == "readonly") {
    const Node inner = head.child(0);
    if (inner && inner.is(Kind::Call)) return expression(inner, depth + 1);
  }
  give_up();
}

void Evaluation::type(const Node& node, int depth) {
  if (!enter(node, depth)) return;
  switch (node.kind()) {
    case Kind::TypeLiteral:
      return node.child(0) && node.child(0).is(Kind::String) ? add(node.child(0).text(), node.child(0)) : give_up();
    case Kind::TypeUnion:
    case Kind::TypeTuple:
      for (const Node part : node.children()) {
        const bool is_nothing = part.is(Kind::TypeKeyword) && (part.text() == "undefined" || part.text() == "null");
        if (!is_nothing) type(part, depth + 1);
      }
      return;
    case Kind::TypeName: {
      const std::string_view name = node.text();
      if (names_inference(name)) {
        const Node query = type_argument(node, 0);
        return query && query.is(Kind::TypeQuery) ? expression(query.child(0), depth + 1) : give_up();
      }
      if (const Definition found = program_.definition(node); !found.node) return give_up();
      return by_reference(node, depth, &Evaluation::declaration);
    }
    case Kind::TypeQuery:
      return expression(node.child(0), depth + 1);
    case Kind::TypeIndexed: {
      const Node object = node.child(0);
      const Node index = node.child(1);
      if (!object || !object.is(Kind::TypeQuery) || !index) return give_up();
      const bool all = index.is(Kind::TypeKeyof) || (index.is(Kind::TypeKeyword) && index.text() == "number");
      return all ? expression(object.child(0), depth + 1) : give_up();
    }
    case Kind::TypeKeyof:
      return keys(node.child(0), depth + 1);
    case Kind::TypeArray:
    case Kind::TypeOther:
      return node.child(0) ? type(node.child(0), depth + 1) : give_up();
    default:
      return give_up();
  }
}

bool is_type(const Node& node) { return node.kind() >= Kind::TypeName && node.kind() <= Kind::TypeOther; }

}  // namespace

Values Program::values(const Node& asked) const {
  Evaluation evaluation(*this);
  if (!asked) return {.complete = false};
  if (is_type(asked)) {
    evaluation.type(asked);
  } else if (asked.is(Kind::Declarator) || asked.is(Kind::Enum) || asked.is(Kind::TypeAlias) ||
             asked.is(Kind::EnumMember) || asked.is(Kind::Field) || asked.is(Kind::Property) ||
             asked.is(Kind::TypeMember) || asked.is(Kind::Parameter)) {
    evaluation.declaration(asked, 0);
  } else {
    evaluation.expression(asked);
  }
  return std::move(evaluation).finish();
}

std::optional<Value> Program::value(const Node& expression) const {
  if (!expression) return std::nullopt;
  if (expression.is(Kind::String)) return Value{.text = expression.text(), .spelled = expression};
  const Values all = values(expression);
  if (!all.complete || all.values.size() != 1) return std::nullopt;
  // An array or object of one string is not that string.
  const Node meant = constant(expression);
  if (meant && (meant.is(Kind::Array) || meant.is(Kind::Object) || meant.is(Kind::Call) || meant.is(Kind::New) ||
                meant.is(Kind::Enum))) {
    return std::nullopt;
  }
  return all.values.front();
}

}  // namespace lockstep::program
