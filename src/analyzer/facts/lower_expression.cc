#include "facts/lowering.h"
#include "facts/operators.h"

namespace lockstep::facts {

void Lowering::identifier(const Syntax& node) {
  if (!repaired_import(node)) leaf(Kind::Ident, node, intern(node));
}

// Everything but the chains of lower_spine.cc.
void Lowering::plain_expression(const Syntax& node) {
  switch (node.kind) {
    case SK::Identifier:
    case SK::TypeIdentifier:
      return identifier(node);
    case SK::Undefined:
    case SK::Import:
      leaf(Kind::Ident, node, intern(node));
      return;
    case SK::String:
      return string(node);
    case SK::TemplateString:
      return template_literal(node);
    case SK::Number:
      leaf(Kind::Number, node, intern(node));
      return;
    case SK::Regex:
      leaf(Kind::Regex, node, intern(node));
      return;
    case SK::True:
    case SK::False:
      leaf(Kind::Boolean, node, intern(node));
      return;
    case SK::Null:
      leaf(Kind::Null, node);
      return;
    case SK::This:
      leaf(Kind::This, node);
      return;
    case SK::Super:
      leaf(Kind::Super, node);
      return;
    case SK::Array:
      return array(node);
    case SK::Object:
      return object(node);
    case SK::SpreadElement:
      return spread(node);
    case SK::ArrowFunction:
      return function(node, kArrow, nullptr);
    case SK::FunctionExpression:
    case SK::GeneratorFunction:
      return function(node, 0, nullptr);
    case SK::Class:
      return class_like(node, false);
    case SK::JsxElement:
    case SK::JsxSelfClosingElement:
      return element(node);
    case SK::UnaryExpression:
    case SK::UpdateExpression:
      return unary(node);
    case SK::AssignmentExpression:
    case SK::AugmentedAssignmentExpression:
      return assignment(node);
    case SK::AwaitExpression:
      return await(node);
    case SK::YieldExpression: {
      const NodeId id = open(Kind::Yield, node);
      const Parts parts(*this, node);
      optional_expression(parts.named(0), node.end);
      return close(id);
    }
    case SK::TernaryExpression: {
      const NodeId id = open(Kind::Conditional, node);
      const Parts parts(*this, node);
      optional_expression(parts.in(SF::Condition), node.begin);
      optional_expression(parts.in(SF::Consequence), node.end);
      optional_expression(parts.in(SF::Alternative), node.end);
      return close(id);
    }
    case SK::TypeAssertion: {
      const NodeId id = open(Kind::Cast, node);
      const Parts parts(*this, node);
      optional_expression(parts.named(1), node.end);
      const Parts arguments(*this, parts.of(SK::TypeArguments));
      const Syntax target = arguments.named(0);
      const bool is_const = text(target) == "const";
      at(id).op = is_const ? Op::AsConst : Op::As;
      optional_type(is_const ? Syntax{} : target, node.end);
      return close(id);
    }
    case SK::ObjectPattern:
    case SK::ArrayPattern:
      return pattern(node, std::nullopt);
    case SK::InternalModule:
      return namespace_declaration(node);
    case SK::SequenceExpression:
    case SK::JsxExpression:
    case SK::TypeArguments:
      return all_inside(node);
    case SK::Error:
      return salvage(node);
    default:
      leaf(Kind::Other, node);
      return;
  }
}

// `await a as T` is read as `await (a as T)`: the cast belongs around it.
void Lowering::await(const Syntax& node) {
  const Parts parts(*this, node);
  const Syntax operand = parts.named(0);
  const bool casts = operand.kind == SK::AsExpression || operand.kind == SK::SatisfiesExpression;
  if (!casts) {
    const NodeId id = open(Kind::Await, node);
    optional_expression(operand, node.end);
    return close(id);
  }
  const Parts inside(*this, operand);
  const NodeId cast = open(Kind::Cast, node);
  at(cast).op = inside.has(SK::TokenConst) ? Op::AsConst : operand.kind == SK::AsExpression ? Op::As : Op::Satisfies;
  const Syntax awaited = inside.named(0);
  const NodeId id = open(Kind::Await, node.begin, awaited.end);
  optional_expression(awaited, node.end);
  close(id);
  optional_type(inside.named(1), node.end);
  close(cast);
}

void Lowering::unary(const Syntax& node) {
  const NodeId id = open(Kind::Unary, node);
  const Parts parts(*this, node);
  at(id).op = unary_op(parts.in(SF::Operator).kind);
  optional_expression(parts.in(SF::Argument), node.end);
  close(id);
}

void Lowering::assignment(const Syntax& node) {
  const NodeId id = open(Kind::Assign, node);
  const Parts parts(*this, node);
  at(id).op = node.kind == SK::AssignmentExpression ? Op::Assign : assign_op(parts.in(SF::Operator).kind);
  if (parts.has(SK::TokenUsing)) ++draft_.suspicions;
  const Syntax target = parts.in(SF::Left);
  if (present(target)) {
    pattern(target, std::nullopt);
  } else {
    none(node.begin);
  }
  optional_expression(parts.in(SF::Right), node.end);
  close(id);
}

void Lowering::all_inside(const Syntax& node) {
  const NodeId id = open(Kind::Other, node);
  const Parts parts(*this, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].named && !is_comment(parts[i])) expression(parts[i]);
  }
  close(id);
}

}  // namespace lockstep::facts
