#include "facts/lowering.h"

namespace lockstep::facts {

// Types with members: object types, the bodies of interfaces, mapped types, and the signatures in them.

void Lowering::type_object(const Syntax& node) {
  const Parts parts(*this, node);
  const Syntax first = parts.named(0);
  if (first.kind == SK::IndexSignature && node.kind == SK::ObjectType) {
    const Parts inside(*this, first);
    if (inside.has(SK::MappedTypeClause)) return type_mapped(node, first);
  }
  const NodeId id = open(Kind::TypeObject, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].named && !is_comment(parts[i]) && parts[i].kind != SK::Error) type_member(parts[i]);
  }
  close(id);
}

void Lowering::type_member(const Syntax& node) {
  switch (node.kind) {
    case SK::PropertySignature:
    case SK::MethodSignature: {
      const Parts parts(*this, node);
      const NodeId id = open(Kind::TypeMember, node);
      const Syntax key_node = parts.in(SF::Name);
      const Key name = key(key_node);
      if (present(key_node)) at(id).begin = key_node.begin;
      at(id).payload = name.name;
      at(id).flags = name.flags;
      if (parts.has(SK::TokenReadonly)) at(id).flags |= kReadonly;
      if (parts.has(SK::TokenQuestion)) at(id).flags |= kOptional;
      if (parts.has(SK::TokenGet)) at(id).flags |= kGetter;
      if (parts.has(SK::TokenSet)) at(id).flags |= kSetter;
      if (node.kind == SK::MethodSignature) {
        type_function(node, node.begin);
      } else {
        type_annotation(parts.in(SF::Type), node.end);
      }
      if (present(name.computed)) expression(name.computed);
      return close(id);
    }
    case SK::IndexSignature: {
      const Parts parts(*this, node);
      const NodeId id = open(Kind::TypeIndexSignature, node);
      optional_type(parts.in(SF::IndexType), node.begin);
      type_annotation(parts.in(SF::Type), node.end);
      return close(id);
    }
    case SK::CallSignature:
    case SK::ConstructSignature: {
      const NodeId id = open(Kind::Other, node);
      type_function(node, node.begin);
      return close(id);
    }
    default:
      leaf(Kind::Other, node);
      return;
  }
}

void Lowering::type_function(const Syntax& node, std::uint32_t begin) {
  const NodeId id = open(Kind::TypeFunction, begin, node.end);
  {
    const Scope scope(*this, id, true);
    const Parts parts(*this, node);
    type_parameters(parts.in(SF::TypeParameters), begin);
    const Syntax formal = parts.in(SF::Parameters);
    if (present(formal)) {
      parameters(formal);
    } else {
      leaf(Kind::Parameters, Syntax{.begin = begin, .end = begin});
    }
    Syntax result = parts.in(SF::ReturnType);
    if (!present(result)) result = parts.in(SF::Type);
    switch (result.kind) {
      case SK::AssertsAnnotation:
      case SK::TypePredicateAnnotation:
        type_annotation(result, node.end);
        break;
      default:
        optional_type(result, node.end);
    }
  }
  close(id);
}

void Lowering::type_mapped(const Syntax& object, const Syntax& signature) {
  const NodeId id = open(Kind::TypeMapped, object);
  const Parts parts(*this, signature);
  const Parts clause(*this, parts.of(SK::MappedTypeClause));
  {
    const Scope scope(*this, id, false);
    const Syntax name = clause.in(SF::Name);
    if (present(name)) declare_here(BindingKind::TypeParameter, name, id);
    optional_type(clause.in(SF::Type), signature.end);
    type_annotation(parts.in(SF::Type), signature.end);
    const Syntax renamed = clause.in(SF::Alias);
    if (present(renamed)) type(renamed);
  }
  close(id);
}

}  // namespace lockstep::facts
