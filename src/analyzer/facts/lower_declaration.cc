#include "facts/lowering.h"

#include "facts/text.h"

namespace lockstep::facts {

Lowering::Key Lowering::key(const Syntax& node) {
  switch (node.kind) {
    case SK::String:
      return {.name = intern(cooked(text(node)))};
    case SK::PrivatePropertyIdentifier:
      return {.name = intern(node), .flags = kPrivate};
    case SK::ComputedPropertyName: {
      const Parts parts(*this, node);
      Key key{.flags = kComputed, .computed = parts.named(0)};
      const bool is_plain_template =
          key.computed.kind == SK::TemplateString && text(key.computed).find("${") == std::string_view::npos;
      if (key.computed.kind == SK::String || is_plain_template) key.name = intern(cooked(text(key.computed)));
      if (key.computed.kind == SK::Number) key.name = intern(key.computed);
      return key;
    }
    default:
      return present(node) ? Key{.name = intern(node)} : Key{};
  }
}

void Lowering::computed_key(const Key& key, std::uint32_t offset) { optional_expression(key.computed, offset); }

// Everything with parameters and a body, or (overloads, abstract methods) without one.
void Lowering::function(const Syntax& node, std::uint16_t flags, const Key* key) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Function, node);
  Syntax name;
  Syntax types;
  Syntax formal;
  Syntax result;
  Syntax content;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    switch (part.field) {
      case SF::Name:
        name = part;
        break;
      case SF::TypeParameters:
        types = part;
        break;
      case SF::Parameters:
      case SF::Parameter:
        formal = part;
        break;
      case SF::ReturnType:
        result = part;
        break;
      case SF::Body:
        content = part;
        break;
      default:
        break;
    }
    switch (part.kind) {
      case SK::TokenAsync:
        flags |= kAsync;
        break;
      case SK::TokenStar:
        flags |= kGenerator;
        break;
      case SK::TokenGet:
        if (part.field == SF::None) flags |= kGetter;
        break;
      case SK::TokenSet:
        if (part.field == SF::None) flags |= kSetter;
        break;
      case SK::TokenStatic:
        flags |= kStatic;
        break;
      case SK::TokenAbstract:
        flags |= kAbstract;
        break;
      case SK::AccessibilityModifier:
        if (text(part) == "private") flags |= kPrivate;
        if (text(part) == "protected") flags |= kProtected;
        break;
      default:
        break;
    }
  }
  if (key != nullptr) {
    at(id).payload = key->name;
    flags |= key->flags & kPrivate;
  } else if (present(name) && (flags & kDeclaration) != 0) {
    declare_here(BindingKind::Function, name, id);
  }
  at(id).flags = flags;
  {
    const bool outer_ambient = ambient_;
    ambient_ = false;
    const Scope scope(*this, id, true);
    // A function expression's own name is visible inside it alone.
    if (key == nullptr && present(name) && (flags & kDeclaration) == 0) declare_here(BindingKind::Function, name, id);
    type_parameters(types, node.begin);
    if (formal.kind == SK::FormalParameters) {
      parameters(formal);
    } else if (present(formal)) {  // `x => y`
      const NodeId list = open(Kind::Parameters, formal);
      const NodeId parameter = open(Kind::Parameter, formal);
      at(parameter).payload = intern(formal);
      pattern(formal, Declares{BindingKind::Parameter, parameter});
      none(formal.end);
      close(parameter);
      close(list);
    } else {
      leaf(Kind::Parameters, Syntax{.begin = node.begin, .end = node.begin});
    }
    type_annotation(result, formal.end);
    if (content.kind == SK::StatementBlock) {
      block(content);
    } else {
      optional_expression(content, node.end);
    }
    ambient_ = outer_ambient;
  }
  close(id);
}

void Lowering::parameters(const Syntax& node) {
  const NodeId id = open(Kind::Parameters, node);
  const Parts parts(*this, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.kind == SK::RequiredParameter || part.kind == SK::OptionalParameter) parameter(part);
  }
  close(id);
}

void Lowering::parameter(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Parameter, node);
  std::uint16_t flags = node.kind == SK::OptionalParameter ? kOptional : 0;
  Syntax target;
  Syntax annotation;
  Syntax value;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.field == SF::Pattern || part.field == SF::Name) target = part;
    if (part.field == SF::Type) annotation = part;
    if (part.field == SF::Value) value = part;
    if (part.kind == SK::TokenReadonly) flags |= kReadonly;
    if (part.kind == SK::AccessibilityModifier) {
      const std::string_view word = text(part);
      flags |= word == "private" ? kPrivate : word == "protected" ? kProtected : kPublic;
    }
  }
  if (target.kind == SK::RestPattern) {
    flags |= kRest;
    const Parts inside(*this, target);
    target = inside.named(0);
  }
  at(id).flags = flags;
  if (target.kind == SK::Identifier || target.kind == SK::This) at(id).payload = intern(target);
  const Declares declares{BindingKind::Parameter, id};
  if (present(value)) {
    const NodeId with_default = open(Kind::Default, target.begin, value.end);
    pattern(target, declares);
    expression(value);
    close(with_default);
  } else {
    pattern(target, declares);
  }
  type_annotation(annotation, node.end);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == SK::Decorator) decorator(parts[i]);
  }
  close(id);
}

void Lowering::decorator(const Syntax& node) {
  const NodeId id = open(Kind::Decorator, node);
  const Parts parts(*this, node);
  optional_expression(parts.named(0), node.end);
  close(id);
}

void Lowering::class_like(const Syntax& node, bool is_declaration) {
  const Parts parts(*this, node);
  const std::vector<Syntax> before = std::move(decorators_);
  decorators_.clear();
  const NodeId id = open(Kind::Class, node);
  if (is_declaration) at(id).flags |= kDeclaration;
  if (node.kind == SK::AbstractClassDeclaration || parts.has(SK::TokenAbstract)) at(id).flags |= kAbstract;
  const Syntax name = parts.in(SF::Name);
  const Syntax content = parts.in(SF::Body);
  if (present(name) && is_declaration) declare_here(BindingKind::Class, name, id);
  {
    const Scope scope(*this, id, false);
    if (present(name) && !is_declaration) declare_here(BindingKind::Class, name, id);
    type_parameters(parts.in(SF::TypeParameters), node.begin);
    heritage(parts.of(SK::ClassHeritage), content.begin);
    class_body(content);
  }
  for (const Syntax& part : before) decorator(part);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == SK::Decorator) decorator(parts[i]);
  }
  close(id);
}

void Lowering::heritage(const Syntax& node, std::uint32_t offset) {
  const NodeId id = present(node) ? open(Kind::Heritage, node) : open(Kind::Heritage, offset, offset);
  const Parts parts(*this, node);
  const Syntax extends = parts.of(SK::ExtendsClause);
  if (present(extends)) {
    const Parts inside(*this, extends);
    optional_expression(inside.in(SF::Value), extends.end);
    type_arguments(inside.in(SF::TypeArguments), extends.end);
  } else {
    none(offset);
    none(offset);
  }
  const Syntax implements = parts.of(SK::ImplementsClause);
  if (present(implements)) {
    const Parts inside(*this, implements);
    for (std::size_t i = 0; i < inside.size(); ++i) {
      const Syntax part = inside[i];
      if (part.named && !is_comment(part) && part.kind != SK::Error) type(part);
    }
  }
  close(id);
}

void Lowering::class_body(const Syntax& node) {
  const NodeId id = open(Kind::ClassBody, node);
  const Parts parts(*this, node);
  // The grammar puts a method's decorators beside it.
  std::size_t first_decorator = parts_.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    switch (part.kind) {
      case SK::Decorator:
        parts_.push_back(part);
        continue;
      case SK::MethodDefinition:
      case SK::MethodSignature:
      case SK::AbstractMethodSignature:
      case SK::FunctionSignature:
        method(part, first_decorator, parts_.size());
        break;
      case SK::PublicFieldDefinition:
        field(part, first_decorator, parts_.size());
        break;
      case SK::ClassStaticBlock: {
        const NodeId block_id = open(Kind::Other, part);
        const Scope scope(*this, block_id, true);
        const Parts inside(*this, part);
        body(inside.in(SF::Body));
        close(block_id);
        break;
      }
      case SK::IndexSignature: {
        const NodeId other = open(Kind::Other, part);
        type_member(part);
        close(other);
        break;
      }
      case SK::Error:
        salvage(part);
        break;
      default:
        continue;
    }
    parts_.resize(first_decorator);
  }
  parts_.resize(first_decorator);
  close(id);
}

void Lowering::method(const Syntax& node, std::size_t first_decorator, std::size_t last_decorator) {
  const Deeper deeper(*this);
  if (too_deep(node)) return;
  const NodeId id = open(Kind::Method, node);
  Syntax name;
  {
    const Parts parts(*this, node);
    name = parts.in(SF::Name);
  }
  const Key name_key = key(name);
  at(id).payload = name_key.name;
  if (present(name)) at(id).begin = name.begin;
  std::uint16_t flags = kMethod;
  if (name.kind == SK::PropertyIdentifier && text(name) == "constructor") {
    flags |= kConstructor;
  } else if (node.kind == SK::AbstractMethodSignature) {
    flags |= kAbstract;
  }
  function(node, flags, &name_key);
  computed_key(name_key, node.end);
  for (std::size_t i = first_decorator; i < last_decorator; ++i) decorator(Syntax(parts_[i]));
  close(id);
}

void Lowering::field(const Syntax& node, std::size_t first_decorator, std::size_t last_decorator) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Field, node);
  std::uint16_t flags = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    switch (part.kind) {
      case SK::TokenStatic:
        flags |= kStatic;
        break;
      case SK::TokenReadonly:
        flags |= kReadonly;
        break;
      case SK::TokenAbstract:
        flags |= kAbstract;
        break;
      case SK::TokenDeclare:
        flags |= kDeclaration;
        break;
      case SK::TokenQuestion:
        flags |= kOptional;
        break;
      case SK::AccessibilityModifier:
        if (text(part) == "private") flags |= kPrivate;
        if (text(part) == "protected") flags |= kProtected;
        break;
      default:
        break;
    }
  }
  const Syntax key_node = parts.in(SF::Name);
  const Key name = key(key_node);
  if (present(key_node)) at(id).begin = key_node.begin;
  at(id).payload = name.name;
  at(id).flags = flags | name.flags;
  type_annotation(parts.in(SF::Type), node.end);
  optional_expression(parts.in(SF::Value), node.end);
  computed_key(name, node.end);
  for (std::size_t i = first_decorator; i < last_decorator; ++i) decorator(Syntax(parts_[i]));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == SK::Decorator) decorator(parts[i]);
  }
  close(id);
}

void Lowering::enum_declaration(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Enum, node);
  if (parts.has(SK::TokenConst)) at(id).flags |= kConstEnum;
  if (ambient_) at(id).flags |= kDeclaration;
  const Syntax name = parts.in(SF::Name);
  if (present(name)) declare_here(BindingKind::Enum, name, id);
  const Syntax content = parts.in(SF::Body);
  const Parts members(*this, content);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Syntax member = members[i];
    if (member.kind == SK::EnumAssignment) {
      const Parts inside(*this, member);
      const Key member_name = key(inside.in(SF::Name));
      const NodeId member_id = open(Kind::EnumMember, member);
      at(member_id).payload = member_name.name;
      optional_expression(inside.in(SF::Value), member.end);
      close(member_id);
    } else if (member.field == SF::Name && member.named) {
      const Key member_name = key(member);
      const NodeId member_id = open(Kind::EnumMember, member);
      at(member_id).payload = member_name.name;
      none(member.end);
      close(member_id);
    } else if (member.kind == SK::Error) {
      salvage(member);
    }
  }
  close(id);
}

void Lowering::interface_declaration(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Interface, node);
  const Syntax name = parts.in(SF::Name);
  if (present(name)) declare_here(BindingKind::Interface, name, id);
  {
    const Scope scope(*this, id, false);
    type_parameters(parts.in(SF::TypeParameters), node.begin);
    type_object(parts.in(SF::Body));
    const Syntax extends = parts.of(SK::ExtendsTypeClause);
    if (present(extends)) {
      const Parts inside(*this, extends);
      for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i].named && !is_comment(inside[i]) && inside[i].kind != SK::Error) type(inside[i]);
      }
    }
  }
  close(id);
}

void Lowering::type_alias(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::TypeAlias, node);
  const Syntax name = parts.in(SF::Name);
  if (present(name)) declare_here(BindingKind::TypeAlias, name, id);
  {
    const Scope scope(*this, id, false);
    type_parameters(parts.in(SF::TypeParameters), node.begin);
    optional_type(parts.in(SF::Value), node.end);
  }
  close(id);
}

void Lowering::type_parameters(const Syntax& node, std::uint32_t offset) {
  if (!present(node)) return none(offset);
  const NodeId id = open(Kind::TypeParameters, node);
  const Parts parts(*this, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.kind != SK::TypeParameter) continue;
    const Parts inside(*this, part);
    const NodeId parameter = open(Kind::TypeParameter, part);
    const Syntax name = inside.in(SF::Name);
    if (present(name)) declare_here(BindingKind::TypeParameter, name, parameter);
    type_annotation(inside.in(SF::Constraint), part.end);
    type_annotation(inside.in(SF::Value), part.end);
    close(parameter);
  }
  close(id);
}

}  // namespace lockstep::facts
