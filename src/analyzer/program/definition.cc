// Names to definitions: one file's bindings, then imports, re-exports, barrels and namespaces, then members of what a
// name holds or of what type it is.

#include "program/resolver.h"
#include "program/tables.h"

#include <algorithm>
#include <set>

namespace lockstep::program {

using facts::BindingKind;
using facts::Kind;

namespace {

/// The node that stands for a name inside a pattern: the PatternProperty (or Rest, Binding) of a destructured name, the
/// declaration itself for a plain one.
Node declared_part(const Node& declaration, const Node& name_node) {
  if (!name_node.is(Kind::Binding) || name_node.parent() == declaration) return declaration;
  Node part = name_node;
  for (Node above = part.parent(); above && above != declaration; above = above.parent()) {
    if (above.is(Kind::PatternProperty)) return above;
    if (above.is(Kind::ArrayPattern) || above.is(Kind::ObjectPattern)) return part;
    part = above;
  }
  // `x = 1` as a parameter: a default around a plain name changes nothing.
  return part.is(Kind::Default) ? declaration : part;
}

Definition member_of_external(const External& external, std::string_view name) {
  Definition found{.external = external};
  if (found.external.name == "*") {
    found.external.name = name;
  } else {
    found.external.name += '.';
    found.external.name += name;
  }
  return found;
}

/// A statement of a namespace or file that declares `name`, looked through `export`.
Node declaration_in(const Node& space, std::string_view name) {
  for (const Node statement : space.children()) {
    const Node declared = statement.is(Kind::Export) ? statement.child(0) : statement;
    if (!declared) continue;
    if (declared.is(Kind::Variable)) {
      for (const Node declarator : declared.children()) {
        if (declarator.is(Kind::Declarator) && declarator.child(0) && declarator.child(0).text() == name)
          return declarator;
      }
    } else if (declared.text() == name) {
      return declared;
    }
  }
  return {};
}

/// `require('x')` as the initialiser of a constant.
bool is_require(const Node& call) {
  return call && call.is(Kind::Call) && callee(call) && callee(call).is(Kind::Ident) &&
         callee(call).text() == "require";
}

}  // namespace

Definition Resolver::of_binding(const File& file, facts::BindingId id, int steps) const {
  const facts::Binding& binding = file.facts[id];
  if (binding.kind == BindingKind::Import && binding.import != facts::kNone) {
    if (tables_.knows_imports()) return tables_.modules[file.id.value].import_definitions[id.value];
    return imported(file, binding.import, file.facts.text(binding.imported), steps);
  }
  const Node declaration = file.node(binding.declaration);
  const Node part = declared_part(declaration, file.node(binding.name_node));
  if (part.is(Kind::PatternProperty) && declaration.is(Kind::Declarator) && is_require(value_of(declaration))) {
    for (std::uint32_t i = 0; i < file.facts.imports.size(); ++i) {
      if (file.facts.imports[i].node == value_of(declaration).id()) return imported(file, i, part.text(), steps);
    }
  }
  return {.node = part};
}

Definition Resolver::imported(const File& file, std::uint32_t import, std::string_view name, int steps) const {
  const auto& target = tables_.modules[file.id.value].imports[import];
  if (target.file != facts::kNone) return exported(program_.files()[target.file], name, steps - 1);
  if (!target.package.empty()) return {.external = {.package = target.package, .name = std::string(name)}};
  return {};
}

Definition Resolver::exported(const File& module, std::string_view name, int steps) const {
  Visited visited;
  return exported(module, {.name = program_.names().find(name), .text = name}, visited, steps);
}

Definition Resolver::exported(const File& module, const Wanted& wanted, Visited& visited, int steps) const {
  if (wanted.text == "*") return {.node = module.root()};
  if (is_spent(steps)) return {};
  const auto& table = tables_.modules[module.id.value];
  const auto& facts = module.facts;

  if (const auto entry = wanted.name ? table.exports.find(*wanted.name) : std::nullopt) {
    const facts::Export& found = facts.exports[*entry];
    if (found.import != facts::kNone) {
      const auto& target = table.imports[found.import];
      const Wanted there{.name = module.names[found.imported.value], .text = facts.text(found.imported)};
      if (target.file != facts::kNone) return exported(program_.files()[target.file], there, visited, steps - 1);
      if (!target.package.empty()) return {.external = {.package = target.package, .name = std::string(there.text)}};
      return {};
    }
    if (found.binding != facts::kNone) return of_binding(module, facts::BindingId{found.binding}, steps - 1);
    if (found.expression != facts::kNone) {
      const Node expression = without_casts(module.node(facts::NodeId{found.expression}));
      if (expression && (expression.is(Kind::Ident) || expression.is(Kind::Member))) {
        if (const Definition further = definition(expression, steps - 1)) return further;
      }
      return {.node = expression};
    }
    return {};
  }
  if (table.whole != facts::kNone) {
    const facts::Export& whole = facts.exports[table.whole];
    // `module.exports = require('./dist/orders')`: what the other hands out.
    if (whole.expression != facts::kNone && is_require(module.node(facts::NodeId{whole.expression}))) {
      for (std::uint32_t i = 0; i < facts.imports.size(); ++i) {
        if (facts.imports[i].node.value == whole.expression) return imported(module, i, wanted.text, steps - 1);
      }
    }
    const facts::LocalName local = whole.name;
    const Definition object =
        exported(module, {.name = module.names[local.value], .text = facts.text(local)}, visited, steps - 1);
    if (wanted.text == "default") return object;
    return object.node ? member_of(object, wanted.text, steps - 1) : Definition{};
  }
  if (wanted.text == "default" || table.stars.empty()) return {};
  // Re-exports can form a ring through two barrels; the visited set ends the walk.
  if (!visited.emplace(module.id.value, wanted.text).second) return {};
  for (const std::uint32_t star : table.stars) {
    const auto& target = table.imports[facts.exports[star].import];
    if (target.file == facts::kNone) continue;
    if (const Definition found = exported(program_.files()[target.file], wanted, visited, steps - 1)) return found;
  }
  return {};
}

Definition Resolver::definition(const Node& use, int steps) const {
  if (!use || is_spent(steps)) return {};
  switch (use.kind()) {
    case Kind::Ident:
    case Kind::Binding: {
      const auto binding = use.facts().binding(use.id());
      return binding ? of_binding(use.file(), *binding, steps - 1) : Definition{};
    }
    case Kind::Member:
      return member_definition(use.child(0), use.text(), steps - 1);
    case Kind::Index: {
      const Node key = use.child(1);
      if (!key) return {};
      if (key.is(Kind::String)) return member_definition(use.child(0), key.text(), steps - 1);
      return {};
    }
    case Kind::TypeName:
      return definition(use.child(0), steps - 1);
    case Kind::Element:
      return definition(use.child(0), steps - 1);
    case Kind::Cast:
      return definition(use.child(0), steps - 1);
    default:
      return {};
  }
}

Definition Resolver::member_definition(const Node& object, std::string_view name, int steps) const {
  if (!object || is_spent(steps)) return {};
  Holder holder{.base = definition(object, steps - 1), .type = {}};
  // The type of a name is that of its definition. To ask for it anew would double the work with each link of `a.b.c.d`.
  if (object.is(Kind::Ident) || object.is(Kind::Member)) return member_definition(holder, name, steps);
  if (holder.base) {
    if (Definition found = member_of(holder.base, name, steps - 1)) return found;
  }
  if (is_require(object)) {
    const auto& imports = object.facts().imports;
    for (std::uint32_t i = 0; i < imports.size(); ++i) {
      if (imports[i].node == object.id()) return imported(object.file(), i, name, steps - 1);
    }
  }
  return member(type_of(object, steps - 1), name, steps - 1);
}

Definition Resolver::member_definition(Holder& holder, std::string_view name, int steps) const {
  if (is_spent(steps)) return {};
  if (holder.base) {
    if (Definition found = member_of(holder.base, name, steps - 1)) return found;
  }
  if (!holder.type) holder.type = type_of_definition(holder.base, steps - 2);
  return member(*holder.type, name, steps - 1);
}

Definition Resolver::member_of(const Definition& base, std::string_view name, int steps) const {
  if (is_spent(steps)) return {};
  if (base.external) return member_of_external(base.external, name);
  const Node node = base.node;
  if (!node) return {};
  switch (node.kind()) {
    case Kind::File:
      return exported(node.file(), name, steps - 1);
    case Kind::Enum:
      return {.node = key(node, name)};
    case Kind::Namespace:
      return {.node = declaration_in(node, name)};
    case Kind::Class: {
      const auto& classes = tables_.modules[node.file().id.value].statics;
      if (const auto statics = classes.find(node.id().value); statics != classes.end()) {
        const auto found = statics->second.find(name);
        if (found != statics->second.end()) return {.node = found->second};
      }
      const Definition above = superclass(node, steps - 1);
      return above ? member_of(above, name, steps - 1) : Definition{};
    }
    case Kind::Object:
      return {.node = key(node, name)};
    case Kind::Declarator:
    case Kind::Property:
    case Kind::Field: {
      if (is_require(value_of(node))) return member_definition(value_of(node), name, steps - 1);
      const Node value = constant_value(node, steps - 1);
      if (!value) return {};
      if (value.is(Kind::Object)) {
        if (const Node found = key(value, name)) return {.node = found};
        for (const Node part : value.children()) {
          if (!part.is(Kind::Spread)) continue;
          if (const Definition found = member_definition(part.child(0), name, steps - 1)) return found;
        }
      }
      if (value.is(Kind::Ident) || value.is(Kind::Member)) return member_definition(value, name, steps - 1);
      return {};
    }
    default:
      return {};
  }
}

Node Resolver::key(const Node& holder, std::string_view name) const {
  if (holder.raw().size >= ProgramTables::kLarge) {
    const auto& holders = tables_.modules[holder.file().id.value].members;
    const auto keys = holders.find(holder.id().value);
    if (keys == holders.end()) return {};
    const auto found = keys->second.find(name);
    return found == keys->second.end() ? Node{} : found->second;
  }
  if (!holder.is(Kind::Enum)) return property(holder, name);
  for (const Node member : holder.children()) {
    if (member.text() == name) return member;
  }
  return {};
}

Node Resolver::constant_value(const Node& declaration, int steps) const {
  if (!declaration || is_spent(steps)) return {};
  switch (declaration.kind()) {
    case Kind::Declarator: {
      if (declaration.parent().op() != facts::Op::Const && declaration.parent().op() != facts::Op::Using) {
        const Node name = declaration.child(0);
        const auto binding = name ? name.facts().binding(name.id()) : std::nullopt;
        if (!binding || name.facts()[*binding].is_assigned) return {};
      }
      if (!declaration.child(0) || !declaration.child(0).is(Kind::Binding)) return {};
      break;
    }
    case Kind::Property:
      break;
    case Kind::Field:
      if (!declaration.has(facts::kReadonly) && !declaration.has(facts::kStatic)) return {};
      break;
    case Kind::EnumMember:
      return declaration;
    default:
      return {};
  }
  Node value = without_casts(value_of(declaration));
  // `Object.freeze({…})` is its argument.
  while (value && value.is(Kind::Call) && is_named(callee(value), "Object", "freeze")) {
    value = without_casts(argument(value, 0));
  }
  return value;
}

Node Resolver::constant(const Node& expression, int steps) const {
  Node node = without_casts(expression);
  std::set<Node> visited;
  while (node && (node.is(Kind::Ident) || node.is(Kind::Member) || node.is(Kind::Index))) {
    if (is_spent(steps--) || !visited.insert(node).second) return {};
    const Definition found = definition(node, steps);
    if (!found.node) return {};
    switch (found.node.kind()) {
      case Kind::Declarator:
      case Kind::Property:
      case Kind::Field:
        node = constant_value(found.node, steps);
        break;
      case Kind::Parameter:
      case Kind::PatternProperty:
      case Kind::Rest:
      case Kind::Binding:
        return {};
      default:
        return found.node;
    }
  }
  return node;
}

Definition Resolver::superclass(const Node& klass, int steps) const {
  const Node above = heritage(klass);
  const Node expression = above ? above.child(0) : Node{};
  if (!expression || is_spent(steps)) return {};
  if (expression.is(Kind::Ident) || expression.is(Kind::Member)) {
    const Definition found = definition(expression, steps - 1);
    if (found.node && found.node.is(Kind::Declarator)) {
      if (const Node value = constant_value(found.node, steps - 1); value && value.is(Kind::Class))
        return {.node = value};
    }
    return found;
  }
  // A mixin, `extends WorkerHost(Base)`: what it makes is unknown, but the library that makes it is not.
  if (expression.is(Kind::Call)) {
    Definition made = definition(callee(expression), steps - 1);
    if (made.external) return made;
  }
  return {};
}

}  // namespace lockstep::program
