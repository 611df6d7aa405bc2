#include "program/dump.h"

#include <algorithm>

namespace lockstep::program {

using facts::Kind;

namespace {

constexpr int kDeepest = 4;

/// A type without a name: its strings, or what kind of thing it is.
std::string written_in_place(const Program& program, const Node& type) {
  if (const Values values = program.values(type); type.is(Kind::TypeUnion) && !values.values.empty()) {
    return shown(values);
  }
  return "{" + std::string(facts::to_string(type.kind())) + "}";
}

/// A light type as it would be written: "Order", "typeorm.Repository<Order>", "string[]"; "?" when it is unknown.
std::string shown(const Program& program, const Type& type, const File& here, int depth = 0) {
  std::string text = "?";
  if (!type.keyword.empty()) text = type.keyword;
  if (type.external) text = std::string(type.external.package) + "." + type.external.name;
  if (type.declaration) {
    const bool has_name = type.declaration.is(Kind::Class) || type.declaration.is(Kind::Interface) ||
                          type.declaration.is(Kind::TypeAlias) || type.declaration.is(Kind::Enum);
    text = has_name ? named(program, type.declaration, here) : written_in_place(program, type.declaration);
  }
  if (type.written && depth < kDeepest && type_argument(type.written, 0)) {
    text += "<";
    for (std::size_t i = 0; type_argument(type.written, i); ++i) {
      text += (i == 0 ? "" : ", ") + shown(program, program.argument(type, i), here, depth + 1);
    }
    text += ">";
  }
  return text + (type.is_array ? "[]" : "");
}

Type type_of_declared(const Program& program, const Node& declaration) {
  if (const Node annotation = type_annotation(declaration)) {
    if (const Type type = program.declared_type(annotation)) return type;
  }
  if (declaration.is(Kind::Field)) return program.type_of(value_of(declaration));
  Node pattern = declaration.child(0);
  if (pattern && pattern.is(Kind::Default)) pattern = pattern.child(0);
  return program.type_of(pattern);
}

std::string signature(const Program& program, const Node& function) {
  std::string text = "(";
  if (const Node all = parameters(function)) {
    for (const Node parameter : all.children()) {
      if (text.size() > 1) text += ", ";
      text += parameter.text().empty() ? std::string("{…}") : std::string(parameter.text());
      text += ": " + shown(program, type_of_declared(program, parameter), function.file());
    }
  }
  text += ")";
  if (const Type result = program.declared_type(type_annotation(function))) {
    text += ": " + shown(program, result, function.file());
  }
  return text;
}

void dump_heritage(const Program& program, const Node& klass, std::string& out) {
  if (const Definition above = program.superclass(klass)) {
    out += " extends ";
    out += above.external ? std::string(above.external.package) + "." + above.external.name
                          : named(program, above.node, klass.file());
  }
  std::size_t count = 0;
  const Node parts = heritage(klass);
  if (!parts || !klass.is(Kind::Class)) return;
  for (std::size_t i = 2; i < parts.child_count(); ++i) {
    const Type type = program.declared_type(parts.child(i));
    if (type) out += (count++ == 0 ? " implements " : ", ") + shown(program, type, klass.file());
  }
}

void dump_below(const Program& program, const Node& type, std::string& out) {
  for (const NodeRef below : program.subclasses(type)) {
    out += "    ▽ " + named(program, program[below], type.file()) + '\n';
  }
}

void dump_class(const Program& program, const Node& klass, std::string& out) {
  out += "  class " + (klass.text().empty() ? std::string("(anonymous)") : std::string(klass.text()));
  dump_heritage(program, klass, out);
  out += '\n';
  dump_below(program, klass, out);
  for (const Node member : class_body(klass).children()) {
    if (member.is(Kind::Field)) {
      out += "    " + std::string(member.text()) + ": " +
             shown(program, type_of_declared(program, member), klass.file()) + '\n';
    } else if (member.is(Kind::Method)) {
      out += "    " + std::string(member.text()) + signature(program, member.child(0)) + '\n';
    }
  }
}

void dump_members(const Program& program, const Node& object, std::string& out) {
  for (const Node member : object.children()) {
    if (!member.is(Kind::TypeMember)) continue;
    const Node type = type_annotation(member);
    out += "    " + std::string(member.text());
    if (type && type.is(Kind::TypeFunction)) {
      out += signature(program, type);
    } else {
      out += ": " + shown(program, program.declared_type(type), object.file());
    }
    out += '\n';
  }
}

/// Whether a declaration stands at the top of its file, where others can see it.
bool is_at_top(const Node& node) {
  Node above = node.parent();
  while (above && (above.is(Kind::Variable) || above.is(Kind::Export))) above = above.parent();
  return above && (above.is(Kind::File) || above.is(Kind::Namespace));
}

void dump_named_type(const Program& program, const Node& node, std::string& out) {
  out += node.is(Kind::Interface) ? "  interface " : "  type ";
  out += node.text();
  if (const Values values = program.values(node); !values.values.empty()) out += " = " + shown(values);
  out += '\n';
  dump_below(program, node, out);
  if (node.is(Kind::TypeAlias)) {
    const Node type = type_annotation(node);
    if (type && type.is(Kind::TypeObject)) dump_members(program, type, out);
    return;
  }
  for (const Node part : node.children()) {
    if (part.is(Kind::TypeObject)) dump_members(program, part, out);
  }
}

void dump_constant(const Program& program, const Node& declarator, std::string& out) {
  const Node value = without_casts(value_of(declarator));
  if (value && value.is(Kind::Function)) {
    out += "  function " + program.qualified_name(declarator) + signature(program, value) + '\n';
    return;
  }
  const Values values = program.values(declarator);
  const Type type = type_of_declared(program, declarator);
  if (values.values.empty() && !type) return;
  out += declarator.parent().op() == facts::Op::Const ? "  const " : "  variable ";
  out += program.qualified_name(declarator);
  const bool is_plain = type.declaration && !type.declaration.is(Kind::Object) ? true : !type.keyword.empty();
  if (values.values.empty() || (is_plain && type.keyword.empty())) {
    out += ": " + shown(program, type, declarator.file());
  }
  if (!values.values.empty()) out += " = " + shown(values);
  out += '\n';
}

}  // namespace

void dump_declarations(const Program& program, const File& file, std::string& out) {
  for (const Node node : descendants(file.root())) {
    switch (node.kind()) {
      case Kind::Class:
        dump_class(program, node, out);
        break;
      case Kind::Interface:
      case Kind::TypeAlias:
        if (is_at_top(node)) dump_named_type(program, node, out);
        break;
      case Kind::Enum:
        out += "  enum " + std::string(node.text()) + " = " + shown(program.values(node)) + '\n';
        break;
      case Kind::Declarator:
        if (is_at_top(node)) dump_constant(program, node, out);
        break;
      case Kind::Function:
        if (is_at_top(node)) out += "  function " + std::string(node.text()) + signature(program, node) + '\n';
        break;
      default:
        break;
    }
  }
}

}  // namespace lockstep::program
