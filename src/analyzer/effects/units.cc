#include "effects/units.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

constexpr int kDeepest = 12;  // constants and key builders lead to each other; a ring of them ends here

bool is_argument(const Node& function) {
  const Node parent = function.parent();
  return parent && (parent.is(Kind::Call) || parent.is(Kind::New));
}

/// `{a.b}` plus "c" is `{a.b.c}`.
std::string with_member(std::string base, std::string_view member) {
  if (base.size() < 2 || base.front() != '{' || base.back() != '}' || base.find('{', 1) != std::string::npos) {
    return "{" + base + "." + std::string(member) + "}";
  }
  base.pop_back();
  return base + "." + std::string(member) + "}";
}

/// What `new Pressed(visitorId, button)` puts into a field of that name; null where its constructor does not say.
Node given_to_constructor(const Program& program, const Node& made, std::string_view field) {
  const auto constructors = program.callees(made);
  if (constructors.size() != 1) return {};
  const Node function = program[constructors[0]];
  std::size_t index = 0;
  for (const Node parameter : program::parameters(function).children()) {
    const bool is_field = parameter.has(facts::kPublic) || parameter.has(facts::kPrivate) ||
                          parameter.has(facts::kProtected) || parameter.has(facts::kReadonly);
    if (is_field && parameter.text() == field) return argument(made, index);
    ++index;
  }
  for (const Node assign : program::nodes_of(function, Kind::Assign)) {
    const Node target = assign.child(0);
    if (!target || !target.is(Kind::Member) || target.text() != field || !target.child(0).is(Kind::This)) continue;
    const ParameterPath from = parameter_path(program, function, program::without_casts(assign.child(1)));
    if (from.index >= 0 && from.path.empty()) return argument(made, static_cast<std::size_t>(from.index));
  }
  return {};
}

/// The object that a constant of this name is: `const context = { run, conversation }`; null where it is none.
Node object_of(const Program& program, const Node& name) {
  const Node declared = program.definition(name).node;
  const auto binding = name.facts().binding(name.id());
  if (!declared || !declared.is(Kind::Declarator) || !binding || name.facts()[*binding].is_assigned) return {};
  const Node made = program::without_casts(program::value_of(declared));
  return made && made.is(Kind::Object) ? made : Node{};
}

/// The part of an object literal that a path leads to: `{...message, text}` and "visitorUid" is `message.visitorUid`.
std::string member_text(const Program& program, const Node& unit, const Node& value, std::string_view path, int depth) {
  Node plain = program::without_casts(value);
  if (depth > kDeepest) return "{?}";
  if (path.empty()) return key_text(program, unit, plain, depth + 1);
  if (const Node made = plain && plain.is(Kind::Ident) ? object_of(program, plain) : Node{}) plain = made;
  if (plain && plain.is(Kind::Object)) {
    const std::size_t dot = path.find('.');
    const std::string_view first = path.substr(0, dot);
    const std::string_view rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    if (const Node property = program::property(plain, first)) {
      return member_text(program, unit, program::value_of(property), rest, depth + 1);
    }
    for (const Node part : plain.children()) {
      if (part.is(Kind::Spread)) return member_text(program, unit, part.child(0), path, depth + 1);
    }
    return "{?}";
  }
  if (plain && plain.is(Kind::New)) {
    const std::size_t dot = path.find('.');
    if (const Node given = given_to_constructor(program, plain, path.substr(0, dot)))
      return member_text(program, unit, given, dot == std::string_view::npos ? "" : path.substr(dot + 1), depth + 1);
  }
  return with_member(key_text(program, unit, plain, depth + 1), path);
}

/// `['visitor', id, 'state'].join(':')`; null where it is none.
std::optional<std::string> joined_text(const Program& program, const Node& unit, const Node& call, int depth) {
  const Node head = callee(call);
  if (!head || !head.is(Kind::Member) || head.text() != "join") return std::nullopt;
  Node list = program::without_casts(head.child(0));
  if (list && list.is(Kind::Ident)) {
    const Node declared = program.definition(list).node;
    list = declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
  }
  const Node between = argument(call, 0);
  if (!list || !list.is(Kind::Array) || (between && !between.is(Kind::String))) return std::nullopt;
  std::string text;
  bool is_first = true;
  for (const Node element : list.children()) {
    if (!is_first) text += between ? between.text() : ",";
    is_first = false;
    text += key_text(program, unit, element, depth + 1);
  }
  return text;
}

}  // namespace

Node returned(const Node& function) {
  const Node inside = program::body(function);
  if (!inside) return {};
  if (!inside.is(Kind::Block)) return inside;
  Node found;
  for (const Node node : program::descendants(inside)) {
    if (!node.is(Kind::Return) || node.enclosing_function() != function) continue;
    if (found) return {};
    found = node.child(0);
  }
  return found;
}

bool is_inline(const Node& function) {
  if (!is_argument(function)) return false;
  return static_cast<bool>(function.enclosing_function());
}

Node unit_of(const Node& node) {
  Node at = node.is(Kind::Function) && !is_inline(node) ? node : node.enclosing_function();
  while (at && is_inline(at)) at = at.enclosing_function();
  return at;
}

ParameterPath parameter_path(const Program& program, const Node& unit, const Node& ident) {
  if (!unit || !ident.is(Kind::Ident)) return {};
  const Node declared = program.definition(ident).node;
  if (!declared) return {};
  std::string path;
  Node at = declared;
  for (int depth = 0; at && depth < kDeepest; ++depth) {
    if (at.is(Kind::Parameter)) {
      if (at.enclosing_function() != unit) return {};
      int index = 0;
      for (const Node parameter : program::parameters(unit).children()) {
        if (parameter == at) return {index, path};
        ++index;
      }
      return {};
    }
    if (at.is(Kind::PatternProperty))
      path = path.empty() ? std::string(at.text()) : std::string(at.text()) + "." + path;
    if (at.is(Kind::Declarator) && at == declared) return {};
    if (at.is(Kind::Declarator)) {
      // `const { visitorUid } = message` inside of the function.
      const Node value = program::without_casts(program::value_of(at));
      if (!value || !value.is(Kind::Ident)) return {};
      ParameterPath whole = parameter_path(program, unit, value);
      if (whole.index < 0) return {};
      whole.path += whole.path.empty() ? path : "." + path;
      return whole;
    }
    at = at.parent();
  }
  return {};
}

ParameterPath path_of_parameter(const Program& program, const Node& unit, const Node& expression) {
  const Node plain = expression ? program::without_casts(expression) : Node{};
  if (!plain) return {};
  if (!plain.is(Kind::Member)) return parameter_path(program, unit, plain);
  ParameterPath object = path_of_parameter(program, unit, plain.child(0));
  if (object.index >= 0) object.path += (object.path.empty() ? "" : ".") + std::string(plain.text());
  return object;
}

Node default_of(const Node& function, const ParameterPath& parameter) {
  int index = 0;
  for (const Node given : program::parameters(function).children()) {
    if (index++ != parameter.index) continue;
    Node pattern = given.child(0);
    const bool has_default = pattern && pattern.is(Kind::Default);
    if (parameter.path.empty()) return has_default ? pattern.child(1) : Node{};
    if (has_default) pattern = pattern.child(0);
    if (!pattern || !pattern.is(Kind::ObjectPattern)) return {};
    for (const Node part : pattern.children()) {
      if (!part.is(Kind::PatternProperty) || part.text() != parameter.path) continue;
      return part.child(0) && part.child(0).is(Kind::Default) ? part.child(0).child(1) : Node{};
    }
  }
  return {};
}

std::string key_text(const Program& program, const Node& unit, const Node& expression, int depth) {
  if (!expression || depth > kDeepest) return "{?}";
  const Node node = program::without_casts(expression);
  if (!node) return "{?}";
  switch (node.kind()) {
    case Kind::String:
    case Kind::Number:
      return std::string(node.text());
    case Kind::This:
      return "{this}";
    case Kind::Await:
    case Kind::Spread:  // `del(...keys)`: the first of them
      return key_text(program, unit, node.child(0), depth + 1);
    case Kind::Template: {
      std::string text;
      std::string_view rest = node.text();
      for (const Node hole : node.children()) {
        const std::size_t at = rest.find("${}");
        if (at == std::string_view::npos) break;
        text += rest.substr(0, at);
        text += key_text(program, unit, hole, depth + 1);
        rest.remove_prefix(at + 3);
      }
      return text.append(rest);
    }
    case Kind::Binary:
      if (node.op() == Op::Add)
        return key_text(program, unit, node.child(0), depth + 1) + key_text(program, unit, node.child(1), depth + 1);
      break;
    case Kind::Array: {
      std::string text;
      for (const Node element : node.children()) {
        if (!text.empty()) text += ',';
        text += key_text(program, unit, element, depth + 1);
      }
      return text;
    }
    case Kind::Ident: {
      if (const ParameterPath path = parameter_path(program, unit, node); path.index >= 0) {
        return "{#" + std::to_string(path.index) + (path.path.empty() ? "" : "." + path.path) + "}";
      }
      if (const auto value = program.value(node)) return std::string(value->text);
      const Node declared = program.definition(node).node;
      if (declared && declared.is(Kind::Declarator)) {
        const Node value = program::without_casts(program::value_of(declared));
        // `const visitor = request.headers['x-visitor'] ?? request.ip`: whatever it is, its name stands for it.
        const bool is_put_together =
            value && (value.is(Kind::Template) || (value.is(Kind::Binary) && value.op() == Op::Add));
        if (value && (is_put_together || value.is(Kind::String) || value.is(Kind::Call) || value.is(Kind::Member) ||
                      value.is(Kind::Array))) {
          return key_text(program, unit, value, depth + 1);
        }
      }
      return "{" + std::string(node.text()) + "}";
    }
    case Kind::Member: {
      if (const auto value = program.value(node)) return std::string(value->text);
      return with_member(key_text(program, unit, node.child(0), depth + 1), node.text());
    }
    case Kind::Call: {
      const auto callees = program.callees(node);
      if (callees.size() == 1) {
        const Node function = program[callees[0]];
        if (const Node value = returned(function); value && function != unit) {
          return substituted(program, key_text(program, function, value, depth + 1), unit, node, depth + 1);
        }
      }
      if (const auto text = joined_text(program, unit, node, depth)) return *text;
      const Node head = callee(node);
      if (head && head.is(Kind::Ident) && head.text() == "String")
        return key_text(program, unit, argument(node, 0), depth + 1);
      if (head && head.is(Kind::Member) && head.text() == "toString")
        return key_text(program, unit, head.child(0), depth + 1);
      // Another call is the same value when it is the same call of the same arguments.
      std::string text = "{" + program::describe(head) + "(";
      bool is_first = true;
      for (const Node given : arguments(node)) {
        if (!is_first) text += ',';
        is_first = false;
        text += key_text(program, unit, given.is(Kind::None) ? Node{} : given, depth + 1);
      }
      return text + ")}";
    }
    default:
      break;
  }
  return "{?}";
}

std::string substituted(const Program& program, const std::string& key, const Node& caller, const Node& call,
                        int depth) {
  if (depth > kDeepest) return "{?}";
  std::string text;
  std::string_view rest = key;
  for (;;) {
    const std::size_t at = rest.find("{#");
    text += rest.substr(0, at);
    if (at == std::string_view::npos) return text;
    const std::size_t end = rest.find('}', at);
    if (end == std::string_view::npos) return text;
    std::string_view inside = rest.substr(at + 2, end - at - 2);
    rest.remove_prefix(end + 1);
    std::size_t index = 0;
    const auto read = std::from_chars(inside.data(), inside.data() + inside.size(), index);
    inside.remove_prefix(static_cast<std::size_t>(read.ptr - inside.data()));
    if (inside.starts_with('.')) inside.remove_prefix(1);
    const Node given = argument(call, index);
    text += given ? member_text(program, caller, given, inside, depth) : "{?}";
  }
}

}  // namespace lockstep::effects
