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

// The elements of a list, also of one that is a constant or is spread into it; nothing where one cannot be followed.
bool add_elements(const Program& program, const Node& written, std::vector<Node>& elements, int depth = 0) {
  constexpr int kMaxDepth = 4;
  const Node list = written ? program.constant(written) : Node{};
  if (!list || !list.is(Kind::Array) || depth == kMaxDepth) return false;
  return std::ranges::all_of(list.children(), [&](const Node& element) {
    if (element.is(Kind::Spread)) return add_elements(program, element.child(0), elements, depth + 1);
    elements.push_back(element);
    return true;
  });
}

std::optional<std::vector<Node>> provided_by(const Program& program, const Node& provider) {
  std::vector<Node> elements;
  // `useValue: [new Mail(), new Print()]`
  const Node value = program::value_of(program::property(provider, "useValue"));
  if (!add_elements(program, value ? value : program::value_of(program::property(provider, "inject")), elements) ||
      (!value && !hands_all_on(program::value_of(program::property(provider, "useFactory")), elements.size()))) {
    return std::nullopt;
  }
  std::vector<Node> classes;
  for (const Node& element : elements) {
    const Node made = value ? program.constant(element) : element;
    if (!made || (value && !made.is(Kind::New))) return std::nullopt;
    const Node klass = program.definition(value ? program::callee(made) : made).node;
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
