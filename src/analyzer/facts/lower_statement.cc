#include "facts/lowering.h"

namespace lockstep::facts {

void Lowering::statements(const Parts& parts, std::size_t from) {
  for (std::size_t i = from; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.named && !is_comment(part) && part.kind != SK::EmptyStatement) statement(part);
  }
}

void Lowering::statement(const Syntax& node) {
  const Deeper deeper(*this);
  if (too_deep(node)) return;
  switch (node.kind) {
    case SK::ExpressionStatement: {
      const Parts parts(*this, node);
      const Syntax inner = parts.named(0);
      // `namespace A {}` is an expression to the grammar.
      if (inner.kind == SK::InternalModule) return namespace_declaration(inner);
      const NodeId id = open(Kind::Expression, node);
      optional_expression(inner, node.begin);
      return close(id);
    }
    case SK::LexicalDeclaration:
    case SK::VariableDeclaration:
      return variable(node);
    case SK::FunctionDeclaration:
    case SK::GeneratorFunctionDeclaration:
    case SK::FunctionSignature:
      return function(node, kDeclaration, nullptr);
    case SK::ClassDeclaration:
    case SK::AbstractClassDeclaration:
      return class_like(node, true);
    case SK::InterfaceDeclaration:
      return interface_declaration(node);
    case SK::TypeAliasDeclaration:
      return type_alias(node);
    case SK::EnumDeclaration:
      return enum_declaration(node);
    case SK::InternalModule:
    case SK::Module:
      return namespace_declaration(node);
    case SK::AmbientDeclaration: {
      const Parts parts(*this, node);
      if (parts.has(SK::TokenGlobal)) return namespace_declaration(node);
      const bool outer = ambient_;
      ambient_ = true;
      const Syntax inner = parts.named(0);
      if (present(inner)) {
        statement(inner);
      } else {
        leaf(Kind::Other, node);
      }
      ambient_ = outer;
      return;
    }
    case SK::ImportStatement:
      return import_statement(node);
    case SK::ImportAlias:
      return import_alias(node);
    case SK::ExportStatement:
      return export_statement(node);
    case SK::StatementBlock:
      return block(node);
    case SK::IfStatement:
      return if_statement(node);
    case SK::ForStatement:
      return for_statement(node);
    case SK::ForInStatement:
      return for_in_statement(node);
    case SK::SwitchStatement:
      return switch_statement(node);
    case SK::TryStatement:
      return try_statement(node);
    case SK::WhileStatement: {
      const NodeId id = open(Kind::While, node);
      const Parts parts(*this, node);
      condition(parts.in(SF::Condition));
      body(parts.in(SF::Body));
      return close(id);
    }
    case SK::DoStatement: {
      const NodeId id = open(Kind::DoWhile, node);
      const Parts parts(*this, node);
      body(parts.in(SF::Body));
      condition(parts.in(SF::Condition));
      return close(id);
    }
    case SK::ReturnStatement:
    case SK::ThrowStatement: {
      const NodeId id = open(node.kind == SK::ReturnStatement ? Kind::Return : Kind::Throw, node);
      const Parts parts(*this, node);
      optional_expression(parts.named(0), node.end);
      return close(id);
    }
    case SK::BreakStatement:
    case SK::ContinueStatement: {
      const Parts parts(*this, node);
      const Syntax label = parts.in(SF::Label);
      leaf(node.kind == SK::BreakStatement ? Kind::Break : Kind::Continue, node,
           present(label) ? intern(label) : kNone);
      return;
    }
    case SK::LabeledStatement: {
      const NodeId id = open(Kind::Labeled, node);
      const Parts parts(*this, node);
      const Syntax label = parts.in(SF::Label);
      if (present(label)) at(id).payload = intern(label);
      body(parts.in(SF::Body));
      return close(id);
    }
    case SK::WithStatement: {
      const NodeId id = open(Kind::Other, node);
      const Parts parts(*this, node);
      condition(parts.in(SF::Object));
      body(parts.in(SF::Body));
      return close(id);
    }
    case SK::Error:
      return salvage(node);
    case SK::EmptyStatement:
    case SK::DebuggerStatement:
    case SK::HashBangLine:
      leaf(Kind::Other, node);
      return;
    default: {
      // Inside damage the parser leaves expressions where statements belong.
      const NodeId id = open(Kind::Expression, node);
      expression(node);
      return close(id);
    }
  }
}

// The one statement that a loop or branch runs; `;` alone is an empty block.
void Lowering::body(const Syntax& node) {
  if (!present(node) || node.kind == SK::EmptyStatement) {
    leaf(Kind::Block, node);
  } else {
    statement(node);
  }
}

void Lowering::block(const Syntax& node) {
  const NodeId id = open(Kind::Block, node);
  {
    const Scope scope(*this, id, false);
    const Parts parts(*this, node);
    statements(parts);
  }
  close(id);
}

// The expression in the parentheses of `if (…)`.
void Lowering::condition(const Syntax& node) { optional_expression(node, node.begin); }

void Lowering::variable(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Variable, node);
  BindingKind kind = BindingKind::Var;
  Op op = Op::Var;
  if (node.kind == SK::LexicalDeclaration) {
    const bool is_const = parts.in(SF::Kind).kind == SK::TokenConst;
    kind = is_const ? BindingKind::Const : BindingKind::Let;
    op = is_const ? Op::Const : Op::Let;
    // The parser was shown `const` where the file says `using` (see repair.h).
    if (is_const && source_[node.begin] == 'u') op = Op::Using;
  }
  at(id).op = op;
  if (ambient_) at(id).flags |= kDeclaration;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.kind == SK::VariableDeclarator) declarator(part, kind);
    if (part.kind == SK::Error) salvage(part);
  }
  close(id);
}

void Lowering::declarator(const Syntax& node, BindingKind kind) {
  const Parts parts(*this, node);
  const NodeId id = open(Kind::Declarator, node);
  const Syntax name = parts.in(SF::Name);
  pattern(name, Declares{kind, id});
  type_annotation(parts.in(SF::Type), name.end);
  optional_expression(parts.in(SF::Value), node.end);
  close(id);
}

void Lowering::if_statement(const Syntax& node) {
  const NodeId id = open(Kind::If, node);
  const Parts parts(*this, node);
  condition(parts.in(SF::Condition));
  body(parts.in(SF::Consequence));
  const Syntax otherwise = parts.in(SF::Alternative);
  if (present(otherwise)) {
    const Parts inside(*this, otherwise);
    body(inside.named(0));
  } else {
    none(node.end);
  }
  close(id);
}

void Lowering::for_statement(const Syntax& node) {
  const NodeId id = open(Kind::For, node);
  {
    const Scope scope(*this, id, false);
    const Parts parts(*this, node);
    const Syntax initializer = parts.in(SF::Initializer);
    if (initializer.kind == SK::LexicalDeclaration || initializer.kind == SK::VariableDeclaration) {
      variable(initializer);
    } else {
      optional_expression(initializer, node.begin);
    }
    optional_expression(parts.in(SF::Condition), node.begin);
    optional_expression(parts.in(SF::Increment), node.begin);
    body(parts.in(SF::Body));
  }
  close(id);
}

void Lowering::for_in_statement(const Syntax& node) {
  const Parts parts(*this, node);
  const NodeId id = open(parts.has(SK::TokenOf) ? Kind::ForOf : Kind::ForIn, node);
  if (parts.has(SK::TokenAwait)) at(id).flags |= kAwait;
  {
    const Scope scope(*this, id, false);
    const Syntax keyword = parts.in(SF::Kind);
    const Syntax left = parts.in(SF::Left);
    if (present(keyword)) {
      const bool is_using = source_[keyword.begin] == 'u';
      const NodeId variable = open(Kind::Variable, keyword.begin, left.end);
      at(variable).op = is_using                         ? Op::Using
                        : keyword.kind == SK::TokenConst ? Op::Const
                        : keyword.kind == SK::TokenLet   ? Op::Let
                                                         : Op::Var;
      const BindingKind kind = keyword.kind == SK::TokenConst ? BindingKind::Const
                               : keyword.kind == SK::TokenLet ? BindingKind::Let
                                                              : BindingKind::Var;
      const NodeId declarator = open(Kind::Declarator, left);
      pattern(left, Declares{kind, declarator});
      none(left.end);
      none(left.end);
      close(declarator);
      close(variable);
    } else {
      pattern(left, std::nullopt);
    }
    optional_expression(parts.in(SF::Right), node.begin);
    body(parts.in(SF::Body));
  }
  close(id);
}

void Lowering::switch_statement(const Syntax& node) {
  const NodeId id = open(Kind::Switch, node);
  {
    const Parts parts(*this, node);
    condition(parts.in(SF::Value));
    const Scope scope(*this, id, false);
    const Parts cases(*this, parts.in(SF::Body));
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Syntax part = cases[i];
      if (part.kind == SK::Error) salvage(part);
      if (part.kind != SK::SwitchCase && part.kind != SK::SwitchDefault) continue;
      const NodeId branch = open(Kind::Case, part);
      const Parts inside(*this, part);
      if (part.kind == SK::SwitchCase) {
        optional_expression(inside.in(SF::Value), part.begin);
      } else {
        none(part.begin);
      }
      for (std::size_t j = 0; j < inside.size(); ++j) {
        const Syntax child = inside[j];
        if ((child.field == SF::Body && child.named && !is_comment(child) && child.kind != SK::EmptyStatement) ||
            child.kind == SK::Error) {
          statement(child);
        }
      }
      close(branch);
    }
  }
  close(id);
}

void Lowering::try_statement(const Syntax& node) {
  const NodeId id = open(Kind::Try, node);
  const Parts parts(*this, node);
  body(parts.in(SF::Body));
  const Syntax handler = parts.in(SF::Handler);
  if (present(handler)) {
    const Parts inside(*this, handler);
    const Syntax parameter = inside.in(SF::Parameter);
    const std::size_t first = facts_.bindings.size();
    if (present(parameter)) {
      pattern(parameter, Declares{BindingKind::Catch, id});
    } else {
      none(handler.begin);
    }
    // A catch parameter is visible in the catch block, which begins with the next node.
    for (std::size_t i = first; i < facts_.bindings.size(); ++i) {
      if (facts_.bindings[i].declaration == id) facts_.bindings[i].scope = here();
    }
    body(inside.in(SF::Body));
  } else {
    none(node.end);
    none(node.end);
  }
  const Syntax finalizer = parts.in(SF::Finalizer);
  if (present(finalizer)) {
    const Parts inside(*this, finalizer);
    body(inside.in(SF::Body));
  } else {
    none(node.end);
  }
  close(id);
}

}  // namespace lockstep::facts
