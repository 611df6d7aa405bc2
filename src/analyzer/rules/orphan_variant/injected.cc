#include "rules/orphan_variant/injected.h"

#include "rules/scope.h"

#include <algorithm>

namespace lockstep::rules::variants {
namespace {

// What `@Inject(RUNNERS)` names.
Node token_of(const Node& declaration) {
  if (!declaration || !(declaration.is(Kind::Parameter) || declaration.is(Kind::Field))) return {};
  for (const Node& decorator : program::decorators(declaration)) {
    const Node head = program::callee(decorator);
    if (head && head.text() == "Inject") return program::argument(decorator, 0);
  }
  return {};
}

bool are_same(const Program& program, const Node& a, const Node& b) {
  const auto one = program.value(a);
  const auto other = program.value(b);
  if (one && other) return one->text == other->text;
  const Node declaration = program.definition(a).node;
  return declaration && declaration == program.definition(b).node;
}

// `(...all) => all`, `(mail, print) => [mail, print]`: all that is injected is handed on.
bool hands_all_on(const Node& factory, std::size_t count) {
  const Node function = program::without_casts(factory);
  Node made = function && function.is(Kind::Function) ? program::body(function) : Node{};
  if (made && made.is(Kind::Block)) made = made.child_count() == 1 ? made.child(0) : Node{};
  if (made && made.is(Kind::Return)) made = program::without_casts(made.child(0));
  const Node first = program::parameter(function, 0);
  if (!made || !first) return false;
  if (made.is(Kind::Ident)) return first.has(facts::kRest) && made.text() == first.text();
  return made.is(Kind::Array) && made.child_count() == count;
}

std::optional<std::vector<Node>> provided_by(const Program& program, const Node& provider) {
  const Node list = program::without_casts(program::value_of(program::property(provider, "inject")));
  if (!list || !list.is(Kind::Array)) return std::nullopt;
  if (!hands_all_on(program::value_of(program::property(provider, "useFactory")), list.child_count()))
    return std::nullopt;
  std::vector<Node> classes;
  for (const Node& element : list.children()) {
    const Node klass = program.definition(element).node;
    if (!klass || !klass.is(Kind::Class)) return std::nullopt;
    classes.push_back(klass);
  }
  return classes;
}

}  // namespace

std::optional<std::vector<Node>> injected_classes(const Program& program, const Node& declaration) {
  const Node token = token_of(declaration);
  const auto provide = program.names().find("provide");
  if (!token || !provide) return std::nullopt;
  Node only;
  for (const NodeRef place : program.places().properties(*provide)) {
    const Node property = program[place];
    if (!is_production(property.file()) || !are_same(program, program::value_of(property), token)) continue;
    if (only) return std::nullopt;
    only = property.parent();
  }
  return only ? provided_by(program, only) : std::nullopt;
}

}  // namespace lockstep::rules::variants
