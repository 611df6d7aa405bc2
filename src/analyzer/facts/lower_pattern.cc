#include "facts/lowering.h"

namespace lockstep::facts {

void Lowering::pattern(const Syntax& node, const Pattern& declares) {
  const Deeper deeper(*this);
  if (too_deep(node)) return;
  switch (node.kind) {
    case SK::Unknown:
      if (!present(node)) return none(node.begin);
      leaf(Kind::Other, node);
      return;
    case SK::Identifier:
    case SK::ShorthandPropertyIdentifierPattern:
    case SK::Undefined:
      return name_pattern(node, declares);
    case SK::This:
      leaf(Kind::This, node);
      return;
    case SK::ObjectPattern:
      return object_pattern(node, declares);
    case SK::ArrayPattern:
      return array_pattern(node, declares);
    case SK::AssignmentPattern: {
      const NodeId id = open(Kind::Default, node);
      const Parts parts(*this, node);
      pattern(parts.in(SF::Left), declares);
      optional_expression(parts.in(SF::Right), node.end);
      return close(id);
    }
    case SK::RestPattern: {
      const NodeId id = open(Kind::Rest, node);
      const Parts parts(*this, node);
      pattern(parts.named(0), declares);
      return close(id);
    }
    case SK::ParenthesizedExpression: {
      const Parts parts(*this, node);
      return pattern(parts.named(0), declares);
    }
    case SK::Error:
      return salvage(node);
    default:
      return expression(node);  // `a.b`, `a[i]` as targets
  }
}

void Lowering::name_pattern(const Syntax& node, const Pattern& declares) {
  if (!declares) {
    leaf(Kind::Ident, node, intern(node));
    return;
  }
  const NodeId scope = declares->kind == BindingKind::Var ? var_scope_ : scope_;
  const std::uint32_t binding =
      declare(declares->kind, intern(node), declares->declaration, here(), {node.begin, node.end}, scope);
  leaf(Kind::Binding, node, binding);
}

void Lowering::object_pattern(const Syntax& node, const Pattern& declares) {
  const NodeId id = open(Kind::ObjectPattern, node);
  const Parts parts(*this, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    switch (part.kind) {
      case SK::ShorthandPropertyIdentifierPattern: {
        const NodeId property = open(Kind::PatternProperty, part);
        at(property).payload = intern(part);
        at(property).flags = kShorthand;
        name_pattern(part, declares);
        none(part.end);
        close(property);
        break;
      }
      case SK::ObjectAssignmentPattern: {
        const NodeId property = open(Kind::PatternProperty, part);
        const Parts inside(*this, part);
        const Syntax left = inside.in(SF::Left);
        if (left.kind == SK::ShorthandPropertyIdentifierPattern) {
          at(property).payload = intern(left);
          at(property).flags = kShorthand;
        }
        const NodeId with_default = open(Kind::Default, part);
        pattern(left, declares);
        optional_expression(inside.in(SF::Right), part.end);
        close(with_default);
        none(part.end);
        close(property);
        break;
      }
      case SK::PairPattern: {
        const NodeId property = open(Kind::PatternProperty, part);
        const Parts inside(*this, part);
        const Key name = key(inside.in(SF::Key));
        at(property).payload = name.name;
        at(property).flags = name.flags;
        pattern(inside.in(SF::Value), declares);
        computed_key(name, part.end);
        close(property);
        break;
      }
      case SK::RestPattern:
        pattern(part, declares);
        break;
      case SK::Error:
        salvage(part);
        break;
      default:
        break;
    }
  }
  close(id);
}

void Lowering::array_pattern(const Syntax& node, const Pattern& declares) {
  const NodeId id = open(Kind::ArrayPattern, node);
  const Parts parts(*this, node);
  bool filled = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.kind == SK::TokenComma) {
      if (!filled) none(part.begin);
      filled = false;
    } else if (part.kind == SK::Error) {
      salvage(part);
    } else if (part.named && !is_comment(part)) {
      pattern(part, declares);
      filled = true;
    }
  }
  close(id);
}

}  // namespace lockstep::facts
