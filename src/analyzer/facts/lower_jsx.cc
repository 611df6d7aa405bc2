#include "facts/lowering.h"

#include "facts/text.h"

namespace lockstep::facts {

void Lowering::element(const Syntax& node) {
  const NodeId id = open(Kind::Element, node);
  const Parts parts(*this, node);
  const Syntax opening = node.kind == SK::JsxElement ? parts.in(SF::OpenTag) : node;
  Syntax tag;
  {
    const Parts inside(*this, opening);
    tag = inside.in(SF::Name);
  }
  at(id).payload = present(tag) ? intern(tag) : intern("");
  element_tag(tag, opening.begin);
  attributes(opening);
  if (node.kind == SK::JsxElement) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].named) jsx_child(parts[i]);
    }
  }
  close(id);
}

// A name in lower case or with a dash or colon is an element of the platform; others are variables.
void Lowering::element_tag(const Syntax& name, std::uint32_t offset) {
  const bool is_variable =
      name.kind == SK::MemberExpression ||
      (name.kind == SK::Identifier && !(source_[name.begin] >= 'a' && source_[name.begin] <= 'z') &&
       text(name).find('-') == std::string_view::npos);
  if (is_variable) {
    expression(name);
  } else {
    none(offset);
  }
}

void Lowering::attributes(const Syntax& opening) {
  const Parts parts(*this, opening);
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].field != SF::Attribute) continue;
    if (begin == 0) begin = parts[i].begin;
    end = parts[i].end;
  }
  if (end == 0) begin = end = opening.end;
  const NodeId id = open(Kind::Attributes, begin, end);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.kind == SK::JsxAttribute) attribute(part);
    if (part.kind == SK::JsxExpression) jsx_child(part);
    if (part.kind == SK::Error) salvage(part);
  }
  close(id);
}

void Lowering::attribute(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Property, node);
  const Syntax name = parts.named(0);
  const Syntax value = parts.named(1);
  if (present(name)) at(id).payload = intern(name);
  if (!present(value)) {
    leaf(Kind::Boolean, node, intern("true"));
  } else if (value.kind == SK::String) {
    leaf(Kind::String, value, intern(cooked_jsx(text(value))));
  } else if (value.kind == SK::JsxExpression) {
    const Parts inside(*this, value);
    optional_expression(inside.named(0), value.begin);
  } else {
    expression(value);
  }
  none(node.end);
  close(id);
}

// Appends nothing for text, comments and `{}`.
void Lowering::jsx_child(const Syntax& node) {
  switch (node.kind) {
    case SK::JsxElement:
    case SK::JsxSelfClosingElement:
      return expression(node);
    case SK::JsxExpression: {
      const Parts inside(*this, node);
      const Syntax value = inside.named(0);
      if (present(value)) expression(value);
      return;
    }
    case SK::Error:
      return salvage(node);
    default:
      return;
  }
}

}  // namespace lockstep::facts
