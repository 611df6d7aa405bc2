#include "facts/lower.h"

#include <vector>

namespace lockstep::facts {
namespace {

// TypeScript keeps values and types apart: a constant and a type may share a name. Classes, enums and imports are both.
bool is_value(BindingKind kind) {
  return kind != BindingKind::TypeAlias && kind != BindingKind::Interface && kind != BindingKind::TypeParameter;
}
bool is_type(BindingKind kind) {
  switch (kind) {
    case BindingKind::Class:
    case BindingKind::Enum:
    case BindingKind::TypeAlias:
    case BindingKind::Interface:
    case BindingKind::Namespace:
    case BindingKind::TypeParameter:
    case BindingKind::Import:
      return true;
    default:
      return false;
  }
}

/// One pass over the nodes in source order. For every name it knows the binding that is visible at this point, and puts
/// the outer one back when a scope ends; so no name is ever looked up in a chain of scopes.
class Binder {
 public:
  Binder(FileFacts& facts, const Draft& draft) : facts_(facts), draft_(draft) {}

  void run() {
    list_scopes();
    value_.assign(facts_.names.size(), kNone);
    type_.assign(facts_.names.size(), kNone);
    const auto count = static_cast<std::uint32_t>(facts_.nodes.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      while (!open_.empty() && open_.back().end <= i) leave();
      if (first_in_scope_[i] != kNone) enter(i);
      visit(i);
    }
    while (open_.size() > 1) leave();
    finish_exports();
  }

 private:
  struct Open {
    std::uint32_t end;
    std::size_t undo;
  };
  struct Undo {
    std::uint32_t name;
    std::uint32_t value;
    std::uint32_t type;
  };

  void list_scopes() {
    first_in_scope_.assign(facts_.nodes.size(), kNone);
    next_in_scope_.assign(facts_.bindings.size(), kNone);
    // Backwards, so that each list is in source order.
    for (auto i = static_cast<std::uint32_t>(facts_.bindings.size()); i-- > 0;) {
      std::uint32_t scope = facts_.bindings[i].scope.value;
      if (scope >= facts_.nodes.size()) scope = 0;  // the block behind a catch parameter was lost in damage
      next_in_scope_[i] = first_in_scope_[scope];
      first_in_scope_[scope] = i;
    }
  }

  void enter(std::uint32_t scope) {
    open_.push_back({scope + facts_.nodes[scope].size, undo_.size()});
    for (std::uint32_t i = first_in_scope_[scope]; i != kNone; i = next_in_scope_[i]) {
      const Binding& binding = facts_.bindings[i];
      std::uint32_t& value = value_[binding.name.value];
      std::uint32_t& type = type_[binding.name.value];
      undo_.push_back({binding.name.value, value, type});
      if (is_value(binding.kind) && wins(i, value)) value = i;
      if (is_type(binding.kind) && wins(i, type)) type = i;
    }
  }

  void leave() {
    while (undo_.size() > open_.back().undo) {
      const Undo& undo = undo_.back();
      value_[undo.name] = undo.value;
      type_[undo.name] = undo.type;
      undo_.pop_back();
    }
    open_.pop_back();
  }

  // Of two declarations of one name in one scope the first counts, unless the later says more: the overload with the
  // body, the class that a namespace adds to.
  bool wins(std::uint32_t later, std::uint32_t earlier) const {
    if (earlier == kNone) return true;
    const Binding& a = facts_.bindings[earlier];
    const Binding& b = facts_.bindings[later];
    if (a.scope != b.scope) return true;
    if (a.declaration == a.scope) return true;  // a function expression's own name is the weakest
    if (a.kind == BindingKind::Namespace) return b.kind != BindingKind::Namespace;
    if (a.kind == BindingKind::Interface) return b.kind == BindingKind::Class;
    return a.kind == BindingKind::Function && b.kind == BindingKind::Function && !has_body(a.declaration) &&
           has_body(b.declaration);
  }

  bool has_body(NodeId function) const {
    constexpr std::size_t kBody = 3;
    const NodeId body = facts_.child(function, kBody);
    return body.value != 0 && facts_[body].kind != Kind::None;
  }

  void visit(std::uint32_t i) {
    Node& node = facts_.nodes[i];
    if (node.kind == Kind::Ident) {
      const bool in_type = names_type(i);
      const std::uint32_t binding = in_type ? type_[node.payload] : value_[node.payload];
      if (binding == kNone) return;
      node.payload = binding;
      node.flags |= kBound;
      if (!in_type && is_assigned_here(i)) facts_.bindings[binding].is_assigned = true;
    }
  }

  // The Ident at the front of a TypeName's path.
  bool names_type(std::uint32_t i) const {
    std::uint32_t parent = facts_.nodes[i].parent;
    while (i == parent + 1 && facts_.nodes[parent].kind == Kind::Member) {
      i = parent;
      parent = facts_.nodes[i].parent;
    }
    return i == parent + 1 && facts_.nodes[parent].kind == Kind::TypeName;
  }

  // Declared names are Binding nodes, so an Ident where a pattern's target stands is assigned to.
  bool is_assigned_here(std::uint32_t i) const {
    const std::uint32_t parent = facts_.nodes[i].parent;
    const Node& above = facts_.nodes[parent];
    switch (above.kind) {
      case Kind::ArrayPattern:
      case Kind::Rest:
        return true;
      case Kind::Assign:
      case Kind::ForIn:
      case Kind::ForOf:
      case Kind::PatternProperty:
      case Kind::Default:
        return i == parent + 1;
      case Kind::Unary:
        return above.op == Op::Increment || above.op == Op::Decrement;
      default:
        return false;
    }
  }

  // `export { a }` exports the value a, the type a, or both.
  void finish_exports() {
    if (draft_.local_exports.empty()) return;
    std::vector<Export> exports;
    exports.reserve(facts_.exports.size());
    auto local = draft_.local_exports.begin();
    for (std::uint32_t i = 0; i < facts_.exports.size(); ++i) {
      Export exported = facts_.exports[i];
      if (local == draft_.local_exports.end() || local->at != i) {
        exports.push_back(exported);
        continue;
      }
      const std::uint32_t value = value_[local->local.value];
      const std::uint32_t type = type_[local->local.value];
      ++local;
      exported.binding = value != kNone ? value : type;
      exports.push_back(exported);
      if (value != kNone && type != kNone && type != value) {
        exported.binding = type;
        exports.push_back(exported);
      }
    }
    facts_.exports = std::move(exports);
  }

  FileFacts& facts_;
  const Draft& draft_;
  std::vector<std::uint32_t> first_in_scope_;  // by node
  std::vector<std::uint32_t> next_in_scope_;   // by binding
  std::vector<std::uint32_t> value_;           // by name: the binding visible now
  std::vector<std::uint32_t> type_;
  std::vector<Open> open_;
  std::vector<Undo> undo_;
};

}  // namespace

void bind(FileFacts& facts, const Draft& draft) {
  Binder(facts, draft).run();
  bind_commonjs(facts);
}

}  // namespace lockstep::facts
