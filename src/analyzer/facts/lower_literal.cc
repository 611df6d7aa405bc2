#include "facts/lowering.h"

#include "facts/text.h"

#include <string>

namespace lockstep::facts {

void Lowering::string(const Syntax& node) { leaf(Kind::String, node, intern(cooked(text(node)))); }

// Template literals among expressions and among types.
void Lowering::template_literal(const Syntax& node) {
  const Parts parts(*this, node);
  bool has_holes = false;
  for (std::size_t i = 0; i < parts.size() && !has_holes; ++i) {
    has_holes = parts[i].kind == SK::TemplateSubstitution || parts[i].kind == SK::TemplateType;
  }
  if (!has_holes) return string(node);

  const NodeId id = open(Kind::Template, node);
  std::string name;
  std::uint32_t at_byte = node.begin + 1;
  const auto add_text_before = [&](std::uint32_t end) {
    if (end > at_byte) name += cooked_fragment(source_.substr(at_byte, end - at_byte));
  };
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.kind != SK::TemplateSubstitution && part.kind != SK::TemplateType) continue;
    add_text_before(part.begin);
    name += "${}";
    at_byte = part.end;
    const Parts inside(*this, part);
    if (part.kind == SK::TemplateSubstitution) {
      optional_expression(inside.named(0), part.begin);
    } else {
      optional_type(inside.named(0), part.begin);
    }
  }
  add_text_before(node.end - 1);
  at(id).payload = intern(name);
  close(id);
}

void Lowering::array(const Syntax& node) {
  const NodeId id = open(Kind::Array, node);
  const Parts parts(*this, node);
  bool filled = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.kind == SK::TokenComma) {
      if (!filled) none(part.begin);
      filled = false;
    } else if (part.named && !is_comment(part)) {
      expression(part);
      filled = true;
    }
  }
  close(id);
}

void Lowering::object(const Syntax& node) {
  const NodeId id = open(Kind::Object, node);
  const Parts parts(*this, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.named && !is_comment(part)) property(part);
  }
  close(id);
}

void Lowering::property(const Syntax& node) {
  switch (node.kind) {
    case SK::Pair: {
      const NodeId id = open(Kind::Property, node);
      const Parts parts(*this, node);
      const Key name = key(parts.in(SF::Key));
      at(id).payload = name.name;
      at(id).flags = name.flags;
      optional_expression(parts.in(SF::Value), node.end);
      computed_key(name, node.end);
      return close(id);
    }
    case SK::MethodDefinition: {
      const Deeper deeper(*this);
      if (too_deep(node)) return;
      const NodeId id = open(Kind::Property, node);
      Syntax name;
      {
        const Parts parts(*this, node);
        name = parts.in(SF::Name);
      }
      const Key name_key = key(name);
      if (present(name)) at(id).begin = name.begin;
      at(id).payload = name_key.name;
      at(id).flags = name_key.flags;
      function(node, kMethod, &name_key);
      computed_key(name_key, node.end);
      return close(id);
    }
    case SK::ShorthandPropertyIdentifier:
    case SK::Identifier: {
      const NodeId id = open(Kind::Property, node);
      at(id).payload = intern(node);
      at(id).flags = kShorthand;
      leaf(Kind::Ident, node, at(id).payload);
      none(node.end);
      return close(id);
    }
    case SK::SpreadElement:
      return spread(node);
    case SK::Error:
      return salvage(node);
    default:
      leaf(Kind::Other, node);
      return;
  }
}

void Lowering::spread(const Syntax& node) {
  const NodeId id = open(Kind::Spread, node);
  const Parts parts(*this, node);
  optional_expression(parts.named(0), node.end);
  close(id);
}

// The parser was shown a name as long as `import("x")` or `typeof import("x")` (see repair.h). No name ends with `)`.
bool Lowering::repaired_import(const Syntax& node) {
  if (node.end <= node.begin || source_[node.end - 1] != ')') return false;
  const std::string_view spelled = text(node);
  const std::size_t quote = spelled.find_first_of("'\"");
  const std::size_t last_quote = spelled.find_last_of("'\"");
  const std::size_t word = spelled.find("import");
  if (word == std::string_view::npos || quote == std::string_view::npos || last_quote <= quote) return false;
  const bool is_query = spelled.starts_with("typeof");
  const NodeId query = is_query ? open(Kind::TypeQuery, node) : here();
  const std::uint32_t begin = node.begin + static_cast<std::uint32_t>(word);
  const NodeId call = open(Kind::Call, begin, node.end);
  leaf(Kind::Ident, Syntax{.begin = begin, .end = begin + 6}, intern("import"));
  none(begin + 6);
  string(Syntax{.begin = node.begin + static_cast<std::uint32_t>(quote),
                .end = node.begin + static_cast<std::uint32_t>(last_quote) + 1});
  close(call);
  note_module_call(call);
  if (is_query) {
    facts_.imports.back().type_only = true;
    close(query);
  }
  return true;
}

}  // namespace lockstep::facts
