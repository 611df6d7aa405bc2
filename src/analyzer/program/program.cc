#include "program/program.h"

#include "program/resolver.h"
#include "program/tables.h"

#include <algorithm>

namespace lockstep::program {

using facts::Kind;

namespace {

const ProgramTables::Module& module_of(const ProgramTables& tables, const Node& node) {
  return tables.modules[node.file().id.value];
}

}  // namespace

std::optional<FileId> Program::imported_file(const File& file, std::uint32_t import) const {
  const auto& target = tables_->modules[file.id.value].imports[import];
  if (target.file == facts::kNone) return std::nullopt;
  return FileId{target.file};
}

std::string_view Program::imported_package(const File& file, std::uint32_t import) const {
  return tables_->modules[file.id.value].imports[import].package;
}

Definition Program::exported(const File& module, std::string_view name) const {
  return Resolver(*this, *tables_).exported(module, name, kMaxSteps);
}

bool Program::is_exported(const Node& declaration) const {
  if (!declaration) return false;
  const auto& exported = tables_->modules[declaration.file().id.value].exported;
  return std::binary_search(exported.begin(), exported.end(), declaration.id());
}

Definition Program::definition(const Node& use) const { return Resolver(*this, *tables_).definition(use, kMaxSteps); }
Node Program::constant(const Node& expression) const {
  return Resolver(*this, *tables_).constant(expression, kMaxSteps);
}
Type Program::type_of(const Node& expression) const { return Resolver(*this, *tables_).type_of(expression, kMaxSteps); }
Type Program::declared_type(const Node& type) const { return Resolver(*this, *tables_).declared_type(type, kMaxSteps); }

Type Program::argument(const Type& type, std::size_t index) const {
  return Resolver(*this, *tables_).declared_type(type_argument(type.written, index), kMaxSteps);
}

Definition Program::member(const Type& type, std::string_view name) const {
  return Resolver(*this, *tables_).member(type, name, kMaxSteps);
}

Definition Program::superclass(const Node& klass) const {
  return Resolver(*this, *tables_).superclass(klass, kMaxSteps);
}

std::span<const NodeRef> Program::subclasses(const Node& klass) const {
  if (!klass) return {};
  const auto entry = tables_->subclasses.find(klass.ref());
  if (entry == tables_->subclasses.end()) return {};
  return entry->second;
}

std::span<const NodeRef> Program::callees(const Node& call) const {
  return call ? module_of(*tables_, call).callees[call.id()] : std::span<const NodeRef>{};
}

External Program::external_callee(const Node& call) const { return definition(callee(call)).external; }

std::span<const NodeRef> Program::callers(const Node& function) const {
  return function ? module_of(*tables_, function).callers[function.id()] : std::span<const NodeRef>{};
}

std::span<const NodeRef> Program::references(const Node& function) const {
  return function ? module_of(*tables_, function).references[function.id()] : std::span<const NodeRef>{};
}

Node Program::parameter_for(const Node& call, std::size_t index) const {
  for (std::size_t i = 0; i < index; ++i) {
    if (const Node before = program::argument(call, i); before && before.is(Kind::Spread)) return {};
  }
  const auto receiving = [&](const Node& function) -> Node {
    const Node all = parameters(function);
    if (!all) return {};
    // `this` as a first parameter is only for the type checker.
    std::size_t at = index;
    if (const Node first = all.child(0); first && first.text() == "this") ++at;
    if (const Node found = all.child(at)) return found;
    Node last;
    for (const Node each : all.children()) last = each;
    return last && last.has(facts::kRest) ? last : Node{};
  };
  for (const NodeRef function : callees(call)) {
    if (const Node found = receiving((*this)[function])) return found;
  }
  // A declaration without a body: an interface's method, an abstract method, a function type.
  const Definition called = definition(callee(call));
  if (!called.node) return {};
  Node declaration = called.node;
  if (declaration.is(Kind::Method)) declaration = declaration.child(0);
  if (declaration &&
      (declaration.is(Kind::TypeMember) || declaration.is(Kind::Field) || declaration.is(Kind::Declarator))) {
    declaration = type_annotation(declaration);
  }
  return declaration ? receiving(declaration) : Node{};
}

std::string Program::qualified_name(const Node& node) const {
  if (!node) return "(unknown)";
  switch (node.kind()) {
    case Kind::File:
      return "module " + node.file().path;
    case Kind::Method:
    case Kind::Field:
    case Kind::EnumMember: {
      const Node owner = node.is(Kind::EnumMember) ? node.parent() : node.enclosing(Kind::Class);
      const std::string_view name = owner ? owner.text() : std::string_view();
      return (name.empty() ? "" : std::string(name) + ".") + std::string(node.text());
    }
    case Kind::Function: {
      const Node above = node.parent();
      if (above && above.is(Kind::Method)) return qualified_name(above);
      if (above && above.is(Kind::Property)) return qualified_name(above);
      if (!node.text().empty()) return std::string(node.text());
      if (above && (above.is(Kind::Declarator) || above.is(Kind::Field))) return qualified_name(above);
      if (above && above.is(Kind::Call)) return "callback of " + describe(callee(above));
      return "(anonymous)";
    }
    case Kind::Property: {
      Node holder = node.parent() ? node.parent().parent() : Node{};
      while (holder && holder.is(Kind::Cast)) holder = holder.parent();
      if (holder && (holder.is(Kind::Declarator) || holder.is(Kind::Property))) {
        return qualified_name(holder) + "." + std::string(node.text());
      }
      return std::string(node.text());
    }
    case Kind::Declarator: {
      const Node pattern = node.child(0);
      return pattern && pattern.is(Kind::Binding) ? std::string(pattern.text()) : "(pattern)";
    }
    default: {
      const std::string_view text = node.text();
      return text.empty() ? "(anonymous)" : std::string(text);
    }
  }
}

}  // namespace lockstep::program
