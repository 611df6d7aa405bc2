#include "facts/lowering.h"

#include "facts/text.h"

namespace lockstep::facts {

// A line of the import table.
std::uint32_t Lowering::mention(const Syntax& specifier, NodeId node, Import::Form form, bool type_only) {
  facts_.imports.push_back({.specifier = LocalName{intern(cooked(text(specifier)))},
                            .specifier_span = {specifier.begin, specifier.end},
                            .node = node,
                            .form = form,
                            .type_only = type_only});
  return static_cast<std::uint32_t>(facts_.imports.size() - 1);
}

void Lowering::import_statement(const Syntax& node) {
  facts_.is_module = true;
  const Parts parts(*this, node);
  const Syntax required = parts.of(SK::ImportRequireClause);
  const bool type_only = parts.has(SK::TokenType) || parts.has(SK::TokenTypeof);
  const NodeId id = open(Kind::Import, node);
  if (type_only) at(id).flags |= kTypeOnly;
  if (present(required)) {
    const Parts inside(*this, required);
    const std::uint32_t index = mention(inside.in(SF::Source), id, Import::Form::Require, type_only);
    at(id).payload = index;
    import_name(inside.of(SK::Identifier), LocalName{intern("*")}, id, index);
  } else {
    const std::uint32_t index = mention(parts.in(SF::Source), id, Import::Form::Import, type_only);
    at(id).payload = index;
    const Syntax clause = parts.of(SK::ImportClause);
    if (present(clause)) import_clause(clause, id, index);
  }
  close(id);
}

void Lowering::import_clause(const Syntax& clause, NodeId import, std::uint32_t index) {
  const Parts parts(*this, clause);
  bool has_types = false;  // `{ type A }`, and nothing else
  bool has_values = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    has_values = has_values || part.kind == SK::Identifier || part.kind == SK::NamespaceImport;
    if (part.kind == SK::Identifier) {
      import_name(part, LocalName{intern("default")}, import, index);
    } else if (part.kind == SK::NamespaceImport) {
      const Parts inside(*this, part);
      import_name(inside.of(SK::Identifier), LocalName{intern("*")}, import, index);
    } else if (part.kind == SK::NamedImports) {
      const Parts specifiers(*this, part);
      for (std::size_t j = 0; j < specifiers.size(); ++j) {
        if (specifiers[j].kind != SK::ImportSpecifier) continue;
        const Parts inside(*this, specifiers[j]);
        const Syntax name = inside.in(SF::Name);
        const Syntax alias = inside.in(SF::Alias);
        if (!present(name)) continue;
        const bool is_type = inside.has(SK::TokenType) || inside.has(SK::TokenTypeof);
        (is_type ? has_types : has_values) = true;
        import_name(present(alias) ? alias : name, LocalName{intern(cooked(text(name)))}, import, index);
      }
    }
  }
  if (has_types && !has_values) facts_.imports[index].type_only = true;
}

void Lowering::import_name(const Syntax& local, LocalName imported, NodeId import, std::uint32_t index) {
  if (!present(local)) return;
  const std::uint32_t binding =
      declare(BindingKind::Import, intern(local), import, here(), {local.begin, local.end}, scope_);
  facts_.bindings[binding].import = index;
  facts_.bindings[binding].imported = imported;
  leaf(Kind::Binding, local, binding);
}

// `import A = B.C` gives a part of a namespace a name: a constant, as far as any rule can tell.
void Lowering::import_alias(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Variable, node);
  at(id).op = Op::Const;
  const NodeId declarator = open(Kind::Declarator, node);
  pattern(parts.named(0), Declares{BindingKind::Const, declarator});
  none(node.end);
  const Syntax path = parts.named(1);
  if (present(path)) {
    type_path(path);
  } else {
    none(node.end);
  }
  close(declarator);
  close(id);
}

void Lowering::export_statement(const Syntax& node) {
  const Parts parts(*this, node);
  const bool at_top = scope_.value == 0;
  if (at_top) facts_.is_module = true;
  const bool is_default = parts.has(SK::TokenDefault);
  const Syntax source = parts.in(SF::Source);
  const Syntax clause = parts.of(SK::ExportClause);
  const Syntax declaration = parts.in(SF::Declaration);
  Syntax value = parts.in(SF::Value);
  const bool assigns = parts.has(SK::TokenEqualSign);
  if (assigns && !present(value)) value = parts.named(0);

  const NodeId id = open(Kind::Export, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == SK::Decorator) decorators_.push_back(parts[i]);
  }
  // `export type * from` reaches the parser without its `type` (see repair.h).
  const bool type_only = parts.has(SK::TokenType) || says_type_behind_export(text(node));
  const bool is_list = present(clause) || present(source);
  if (type_only && is_list) at(id).flags |= kTypeOnly;

  if (present(declaration)) {
    export_declaration(declaration, id, is_default, false);
  } else if (present(clause)) {
    export_clause(clause, id, source, type_only);
    none(node.end);
  } else if (present(source)) {
    const std::uint32_t index = mention(source, id, Import::Form::ReExport, type_only);
    std::uint32_t name = intern("*");
    const std::uint32_t all = name;
    const Syntax space = parts.of(SK::NamespaceExport);
    if (present(space)) {
      const Parts inside(*this, space);
      const Syntax as = inside.named(0);
      if (present(as)) name = intern(cooked(text(as)));
    }
    if (at_top) {
      facts_.exports.push_back(
          {.name = LocalName{name}, .node = id, .import = index, .imported = LocalName{all}, .type_only = type_only});
    }
    none(node.end);
  } else if (present(value) && is_default &&
             (value.kind == SK::Class || value.kind == SK::FunctionExpression || value.kind == SK::GeneratorFunction)) {
    export_declaration(value, id, true, false);
  } else if (present(value) && (is_default || assigns)) {
    const NodeId first = here();
    expression(value);
    if (at_top) {
      const Node& exported = at(first);
      if (exported.kind == Kind::Ident) {
        draft_.local_exports.push_back(
            {static_cast<std::uint32_t>(facts_.exports.size()), LocalName{exported.payload}});
      }
      facts_.exports.push_back(
          {.name = LocalName{intern(assigns ? "=" : "default")}, .node = id, .expression = first.value});
    }
  } else {
    none(node.end);  // `export as namespace X`, or damage
  }
  decorators_.clear();
  close(id);
}

// `export const a = …`, `export default class {}`: everything that the declaration declares in this very scope.
void Lowering::export_declaration(const Syntax& node, NodeId id, bool is_default, bool type_only) {
  const std::size_t first = facts_.bindings.size();
  const NodeId declared = here();
  if (node.kind == SK::Class) {
    class_like(node, true);
  } else if (node.kind == SK::FunctionExpression || node.kind == SK::GeneratorFunction) {
    function(node, kDeclaration, nullptr);
  } else {
    statement(node);
  }
  if (scope_.value != 0) return;
  bool any = false;
  for (std::size_t i = first; i < facts_.bindings.size(); ++i) {
    const Binding& binding = facts_.bindings[i];
    if (binding.scope != scope_) continue;
    // The default export of `export default function f` is f, and nothing else could be declared by it.
    const LocalName name = is_default ? LocalName{intern("default")} : binding.name;
    facts_.exports.push_back(
        {.name = name, .node = id, .binding = static_cast<std::uint32_t>(i), .type_only = type_only});
    any = true;
  }
  if (is_default && !any) {
    facts_.exports.push_back({.name = LocalName{intern("default")}, .node = id, .expression = declared.value});
  }
}

void Lowering::export_clause(const Syntax& clause, NodeId id, const Syntax& source, bool type_only) {
  std::uint32_t import = kNone;
  if (present(source)) import = mention(source, id, Import::Form::ReExport, type_only);
  if (scope_.value != 0) return;
  const Parts specifiers(*this, clause);
  for (std::size_t i = 0; i < specifiers.size(); ++i) {
    if (specifiers[i].kind != SK::ExportSpecifier) continue;
    const Parts inside(*this, specifiers[i]);
    const Syntax name = inside.in(SF::Name);
    const Syntax alias = inside.in(SF::Alias);
    if (!present(name)) continue;
    const LocalName local{intern(cooked(text(name)))};
    Export exported{.name = present(alias) ? LocalName{intern(cooked(text(alias)))} : local,
                    .node = id,
                    .import = import,
                    .type_only = type_only || inside.has(SK::TokenType)};
    if (import != kNone) {
      exported.imported = local;
    } else {
      draft_.local_exports.push_back({static_cast<std::uint32_t>(facts_.exports.size()), local});
    }
    facts_.exports.push_back(exported);
  }
}

// `namespace A.B {}`, `module 'x' {}`, `declare global {}`.
void Lowering::namespace_declaration(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Namespace, node);
  Syntax contents = parts.in(SF::Body);
  if (!present(contents)) contents = parts.of(SK::StatementBlock);
  const Syntax name = parts.in(SF::Name);
  if (node.kind == SK::AmbientDeclaration) {
    at(id).payload = intern("global");
    at(id).flags |= kDeclaration;
  } else if (present(name)) {
    at(id).payload = intern(cooked(text(name)));
    if (ambient_) at(id).flags |= kDeclaration;
    if (name.kind != SK::String) {
      const std::string_view whole = text(name);
      const std::string_view first = whole.substr(0, whole.find_first_of(". \t\r\n/"));
      declare(BindingKind::Namespace, intern(first), id, id,
              {name.begin, name.begin + static_cast<std::uint32_t>(first.size())}, scope_);
    }
  }
  if (present(contents)) {
    const Scope scope(*this, id, true);
    const Parts inside(*this, contents);
    statements(inside);
  }
  close(id);
}

}  // namespace lockstep::facts
