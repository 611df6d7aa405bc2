#include "facts/lower.h"

#include "facts/lowering.h"

#include <string>

namespace lockstep::facts {

Syntax Lowering::Parts::in(SF field) const {
  for (std::size_t i = begin_; i < end_; ++i) {
    if (walk_.parts_[i].field == field && !is_comment(walk_.parts_[i])) return walk_.parts_[i];
  }
  return {};
}

Syntax Lowering::Parts::of(SK kind) const {
  for (std::size_t i = begin_; i < end_; ++i) {
    if (walk_.parts_[i].kind == kind) return walk_.parts_[i];
  }
  return {};
}

Syntax Lowering::Parts::named(std::size_t index) const {
  for (std::size_t i = begin_; i < end_; ++i) {
    const Syntax& part = walk_.parts_[i];
    if (!part.named || is_comment(part) || part.kind == SK::Error) continue;
    if (index-- == 0) return part;
  }
  return {};
}

NodeId Lowering::open(Kind kind, std::uint32_t begin, std::uint32_t end) {
  const NodeId id = here();
  facts_.nodes.push_back({.kind = kind, .begin = begin, .end = end, .parent = parent_.value});
  parent_ = id;
  return id;
}

void Lowering::close(NodeId id) {
  Node& node = at(id);
  node.size = here().value - id.value;
  parent_ = NodeId{node.parent};
}

NodeId Lowering::leaf(Kind kind, const Syntax& node, std::uint32_t payload) {
  const NodeId id = here();
  facts_.nodes.push_back(
      {.kind = kind, .begin = node.begin, .end = node.end, .payload = payload, .parent = parent_.value});
  return id;
}

void Lowering::none(std::uint32_t offset) {
  facts_.nodes.push_back({.kind = Kind::None, .begin = offset, .end = offset, .parent = parent_.value});
}

bool Lowering::too_deep(const Syntax& node) {
  if (depth_ <= kMaxDepth) return false;
  leaf(Kind::Other, node);
  if (!said_too_deep_) {
    said_too_deep_ = true;
    facts_.troubles.push_back(
        {.kind = Trouble::Kind::Limit,
         .span = {node.begin, node.end},
         .message = "code nested more than " + std::to_string(kMaxDepth) + " levels deep is not read"});
  }
  return true;
}

std::uint32_t Lowering::declare(BindingKind kind, std::uint32_t name, NodeId declaration, NodeId name_node,
                                Span name_span, NodeId scope) {
  facts_.bindings.push_back({.name = LocalName{name},
                             .kind = kind,
                             .declaration = declaration,
                             .name_node = name_node,
                             .name_span = name_span,
                             .scope = scope});
  return static_cast<std::uint32_t>(facts_.bindings.size() - 1);
}

// For declarations that carry their name themselves.
void Lowering::declare_here(BindingKind kind, const Syntax& name, NodeId declaration) {
  const std::uint32_t interned = intern(name);
  at(declaration).payload = interned;
  declare(kind, interned, declaration, declaration, {name.begin, name.end}, scope_);
}

void Lowering::file() {
  const Syntax root = tree_.root();
  const NodeId id = open(Kind::File, 0, static_cast<std::uint32_t>(source_.size()));
  at(id).parent = kNone;
  const Scope scope(*this, id, true);
  infer_scope_ = id;
  {
    const Parts parts(*this, root);
    if (root.kind == SK::Program) {
      statements(parts);
    } else {
      salvage_inside(root);
    }
  }
  at(id).size = here().value;
}

Draft lower(const syntax::Tree& tree, std::string_view source, FileFacts& facts) {
  Draft draft;
  // Measured over public TypeScript: one node for every ten bytes or so. Reserving spares copies.
  facts.nodes.reserve(source.size() / 10 + 16);
  Lowering(tree, source, facts, draft).file();
  return draft;
}

// Text that the parser could not make sense of. Whatever stands whole inside it keeps its facts; fragments do not,
// since a name without its declaration says nothing certain.
void Lowering::salvage(const Syntax& error) {
  const NodeId id = open(Kind::Other, error);
  salvage_inside(error);
  close(id);
}

void Lowering::salvage_inside(const Syntax& node) {
  const Deeper deeper(*this);
  if (depth_ > kMaxDepth) return;
  const Parts parts(*this, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (!part.named || part.missing) continue;
    switch (part.kind) {
      case SK::Error:
        salvage_inside(part);
        break;
      case SK::MethodDefinition:
        method(part, 0, 0);
        break;
      case SK::CallExpression:
      case SK::NewExpression:
      case SK::AwaitExpression:
      case SK::AssignmentExpression:
      case SK::AugmentedAssignmentExpression:
      case SK::BinaryExpression:
      case SK::TernaryExpression:
      case SK::MemberExpression:
      case SK::Object:
      case SK::Array:
      case SK::ArrowFunction:
      case SK::FunctionExpression:
      case SK::JsxElement:
      case SK::JsxSelfClosingElement:
      case SK::AsExpression:
        expression(part);
        break;
      case SK::ExpressionStatement:
      case SK::LexicalDeclaration:
      case SK::VariableDeclaration:
      case SK::FunctionDeclaration:
      case SK::GeneratorFunctionDeclaration:
      case SK::FunctionSignature:
      case SK::ClassDeclaration:
      case SK::AbstractClassDeclaration:
      case SK::InterfaceDeclaration:
      case SK::TypeAliasDeclaration:
      case SK::EnumDeclaration:
      case SK::AmbientDeclaration:
      case SK::InternalModule:
      case SK::Module:
      case SK::ImportStatement:
      case SK::ImportAlias:
      case SK::ExportStatement:
      case SK::StatementBlock:
      case SK::IfStatement:
      case SK::ForStatement:
      case SK::ForInStatement:
      case SK::WhileStatement:
      case SK::DoStatement:
      case SK::SwitchStatement:
      case SK::TryStatement:
      case SK::ReturnStatement:
      case SK::ThrowStatement:
      case SK::LabeledStatement:
        statement(part);
        break;
      default:
        break;
    }
  }
}

}  // namespace lockstep::facts
