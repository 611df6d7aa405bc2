#include "facts/lowering.h"

#include "facts/text.h"

#include <string>

namespace lockstep::facts {

void Lowering::optional_type(const Syntax& node, std::uint32_t offset) {
  if (present(node)) {
    type(node);
  } else {
    none(offset);
  }
}

// `: T`, `= T`, `extends T` and their like.
void Lowering::type_annotation(const Syntax& node, std::uint32_t offset) {
  if (!present(node)) return none(offset);
  const Parts parts(*this, node);
  optional_type(parts.named(0), offset);
}

void Lowering::type_arguments(const Syntax& node, std::uint32_t offset) {
  if (!present(node)) return none(offset);
  const NodeId id = open(Kind::TypeArguments, node);
  type_list(node, SK::Unknown);
  close(id);
}

// The types in a node. Unions in a union (`merged`) stand for their members; the grammar nests `a | b | c` to the left,
// as deep as there are members, so that descent is a loop.
void Lowering::type_list(const Syntax& node, SK merged) {
  struct Run {
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Run> outer;  // what follows the first member, from the outermost union inwards
  const std::size_t floor = parts_.size();
  std::size_t begin = floor;
  tree_.append_children(node, parts_);
  while (merged != SK::Unknown) {
    std::size_t first = begin;
    while (first < parts_.size() && (!parts_[first].named || is_comment(parts_[first]))) ++first;
    if (first == parts_.size() || parts_[first].kind != merged) break;
    const Syntax inner = parts_[first];
    outer.push_back({first + 1, parts_.size()});
    begin = parts_.size();
    tree_.append_children(inner, parts_);
  }
  outer.push_back({begin, parts_.size()});
  for (auto run = outer.rbegin(); run != outer.rend(); ++run) {
    for (std::size_t i = run->begin; i < run->end; ++i) {
      const Syntax part = parts_[i];
      if (!part.named || is_comment(part) || part.kind == SK::Error) continue;
      Syntax bare = part;
      while (bare.kind == SK::ParenthesizedType) {
        const Parts inside(*this, bare);
        bare = inside.named(0);
      }
      if (merged != SK::Unknown && bare.kind == merged) {
        const Deeper deeper(*this);
        if (!too_deep(bare)) type_list(bare, merged);
      } else {
        type(part);
      }
    }
  }
  parts_.resize(floor);
}

void Lowering::type(const Syntax& node) {
  const Deeper deeper(*this);
  if (too_deep(node)) return;
  switch (node.kind) {
    case SK::TypeIdentifier:
    case SK::Identifier:
    case SK::NestedTypeIdentifier:
    case SK::GenericType:
    case SK::MemberExpression:
      return type_name(node);
    case SK::PredefinedType:
    case SK::ThisType:
    case SK::Undefined:
      leaf(Kind::TypeKeyword, node, intern(node));
      return;
    case SK::ParenthesizedType:
    case SK::TypeAnnotation: {
      Syntax inner = node;
      while (inner.kind == SK::ParenthesizedType || inner.kind == SK::TypeAnnotation) {
        const Parts parts(*this, inner);
        inner = parts.named(0);
      }
      return optional_type(inner, node.begin);
    }
    case SK::LiteralType:
    case SK::TemplateLiteralType:
      return type_literal(node);
    case SK::UnionType:
    case SK::IntersectionType: {
      const NodeId id = open(node.kind == SK::UnionType ? Kind::TypeUnion : Kind::TypeIntersection, node);
      type_list(node, node.kind);
      return close(id);
    }
    case SK::ObjectType:
    case SK::InterfaceBody:
      return type_object(node);
    case SK::ArrayType: {
      const NodeId id = open(Kind::TypeArray, node);
      type_list(node, SK::Unknown);
      return close(id);
    }
    case SK::TupleType: {
      const NodeId id = open(Kind::TypeTuple, node);
      const Parts parts(*this, node);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].named && !is_comment(parts[i]) && parts[i].kind != SK::Error) tuple_element(parts[i]);
      }
      return close(id);
    }
    case SK::FunctionType:
    case SK::ConstructorType:
      return type_function(node, node.begin);
    case SK::IndexTypeQuery: {
      const NodeId id = open(Kind::TypeKeyof, node);
      type_list(node, SK::Unknown);
      return close(id);
    }
    case SK::TypeQuery:
      return type_query(node);
    case SK::LookupType: {
      const NodeId id = open(Kind::TypeIndexed, node);
      type_list(node, SK::Unknown);
      return close(id);
    }
    case SK::ConditionalType: {
      const NodeId id = open(Kind::TypeConditional, node);
      const NodeId outer = infer_scope_;
      infer_scope_ = id;
      {
        const Scope scope(*this, id, false);
        const Parts parts(*this, node);
        optional_type(parts.in(SF::Left), node.begin);
        optional_type(parts.in(SF::Right), node.begin);
        optional_type(parts.in(SF::Consequence), node.end);
        optional_type(parts.in(SF::Alternative), node.end);
      }
      infer_scope_ = outer;
      return close(id);
    }
    case SK::InferType:
      return type_infer(node);
    case SK::TypePredicate: {
      const NodeId id = open(Kind::TypeOther, node);
      const Parts parts(*this, node);
      optional_type(parts.in(SF::Type), node.end);
      return close(id);
    }
    case SK::CallExpression: {  // `import('x')`
      const NodeId id = open(Kind::TypeOther, node);
      type_path(node);
      return close(id);
    }
    case SK::Asserts: {
      const NodeId id = open(Kind::TypeOther, node);
      const Parts parts(*this, node);
      const Syntax predicate = parts.of(SK::TypePredicate);
      if (present(predicate)) type(predicate);
      return close(id);
    }
    case SK::ReadonlyType:
    case SK::OptionalType:
    case SK::RestType:
    case SK::FlowMaybeType: {
      const NodeId id = open(Kind::TypeOther, node);
      type_list(node, SK::Unknown);
      return close(id);
    }
    case SK::Error:
      return salvage(node);
    default:
      leaf(Kind::TypeOther, node);
      return;
  }
}

void Lowering::type_name(const Syntax& node) {
  if (repaired_import(node)) return;
  if (node.kind == SK::TypeIdentifier && text(node) == "bigint") {
    leaf(Kind::TypeKeyword, node, intern("bigint"));
    return;
  }
  const NodeId id = open(Kind::TypeName, node);
  if (node.kind == SK::GenericType) {
    const Parts parts(*this, node);
    const NodeId path = here();
    type_path(parts.in(SF::Name));
    at(id).payload = at(path).payload;
    const Syntax arguments = parts.in(SF::TypeArguments);
    if (present(arguments)) type_list(arguments, SK::Unknown);
  } else {
    const NodeId path = here();
    type_path(node);
    at(id).payload = at(path).payload;
  }
  close(id);
}

// `A.B.C` in a type, an alias or the extends clause of an interface: as Ident and Member, from the last part inwards.
void Lowering::type_path(const Syntax& node) {
  const Deeper deeper(*this);
  if (too_deep(node)) return;
  switch (node.kind) {
    case SK::NestedTypeIdentifier:
    case SK::NestedIdentifier:
    case SK::MemberExpression: {
      const Parts parts(*this, node);
      const bool is_type = node.kind == SK::NestedTypeIdentifier;
      const Syntax last = parts.in(is_type ? SF::Name : SF::Property);
      const NodeId id = open(Kind::Member, node);
      if (present(last)) at(id).payload = intern(last);
      const Syntax first = parts.in(is_type ? SF::Module : SF::Object);
      if (present(first)) {
        type_path(first);
      } else {
        none(node.begin);
      }
      return close(id);
    }
    case SK::TypeIdentifier:
    case SK::Identifier:
      if (source_[node.end - 1] != ')') {
        leaf(Kind::Ident, node, intern(node));
        return;
      }
      [[fallthrough]];  // a repaired `import('x')`
    default: {
      const std::size_t first_import = facts_.imports.size();
      expression(node);
      for (std::size_t i = first_import; i < facts_.imports.size(); ++i) facts_.imports[i].type_only = true;
    }
  }
}

void Lowering::type_literal(const Syntax& node) {
  const NodeId id = open(Kind::TypeLiteral, node);
  if (node.kind == SK::TemplateLiteralType) {
    template_literal(node);
    return close(id);
  }
  const Parts parts(*this, node);
  const Syntax value = parts.named(0);
  if (value.kind == SK::Undefined) {
    // A word among the built-in types rather than a literal.
    at(id).kind = Kind::TypeKeyword;
    at(id).payload = intern(value);
  } else if (value.kind == SK::UnaryExpression) {
    leaf(Kind::Number, value, intern(value));
  } else {
    optional_expression(value, node.begin);
  }
  close(id);
}

void Lowering::type_query(const Syntax& node) {
  const NodeId id = open(Kind::TypeQuery, node);
  const Parts parts(*this, node);
  const Syntax target = parts.named(0);
  const std::size_t first_import = facts_.imports.size();
  optional_expression(target, node.end);
  for (std::size_t i = first_import; i < facts_.imports.size(); ++i) facts_.imports[i].type_only = true;
  close(id);
}

// `infer U extends C`: the name is visible in the conditional type around it.
void Lowering::type_infer(const Syntax& node) {
  const NodeId id = open(Kind::TypeOther, node);
  const Parts parts(*this, node);
  const Syntax name = parts.named(0);
  if (present(name)) {
    const NodeId parameter = open(Kind::TypeParameter, node);
    const std::uint32_t interned = intern(name);
    at(parameter).payload = interned;
    declare(BindingKind::TypeParameter, interned, parameter, parameter, {name.begin, name.end}, infer_scope_);
    optional_type(parts.named(1), node.end);
    none(node.end);
    close(parameter);
  }
  close(id);
}

// A tuple's labels name nothing that a rule could ask about.
void Lowering::tuple_element(const Syntax& node) {
  if (node.kind != SK::RequiredParameter && node.kind != SK::OptionalParameter) return type(node);
  const Parts parts(*this, node);
  Syntax name = parts.in(SF::Name);
  if (!present(name)) name = parts.in(SF::Pattern);
  if (node.kind == SK::OptionalParameter || name.kind == SK::RestPattern) {
    const NodeId id = open(Kind::TypeOther, node);
    type_annotation(parts.in(SF::Type), node.end);
    close(id);
  } else {
    type_annotation(parts.in(SF::Type), node.end);
  }
}

}  // namespace lockstep::facts
