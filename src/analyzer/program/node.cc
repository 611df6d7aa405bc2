#include "program/node.h"

#include <algorithm>

namespace lockstep::program {

using facts::Kind;

std::size_t Node::child_count() const {
  std::size_t count = 0;
  for ([[maybe_unused]] const Node child : children()) ++count;
  return count;
}

Node Node::enclosing(Kind kind) const {
  for (Node node = parent(); node; node = node.parent()) {
    if (node.is(kind)) return node;
  }
  return {};
}

Node::Children descendants(const Node& node) {
  return {&node.file(), node.id().value + 1, node.id().value + node.raw().size, true};
}

namespace {

bool is_call(const Node& node) { return node.is(Kind::Call) || node.is(Kind::New); }

/// A callee and type arguments (or their absence) stand before the arguments of a call.
constexpr std::size_t kArgumentsBegin = 2;

Node child_of_kind(const Node& node, Kind kind) {
  if (!node) return {};
  for (const Node child : node.children()) {
    if (child.is(kind)) return child;
  }
  return {};
}

}  // namespace

std::size_t argument_count(const Node& call) {
  return call && is_call(call) ? call.child_count() - kArgumentsBegin : 0;
}

Node argument(const Node& call, std::size_t index) {
  return call && is_call(call) ? call.child(kArgumentsBegin + index) : Node{};
}

Node::Children arguments(const Node& call) {
  if (!call || !is_call(call)) return {nullptr, 0, 0, false};
  Node::Children::iterator begin = call.children().begin();
  for (std::size_t i = 0; i < kArgumentsBegin; ++i) ++begin;
  return {&call.file(), (*begin).id().value, call.id().value + call.raw().size, false};
}

Node type_argument(const Node& node, std::size_t index) {
  if (!node) return {};
  if (node.is(Kind::TypeName)) return node.child(1 + index);
  const Node arguments = child_of_kind(node, Kind::TypeArguments);
  return arguments ? arguments.child(index) : Node{};
}

Node type_annotation(const Node& declaration) {
  if (!declaration) return {};
  switch (declaration.kind()) {
    case Kind::Declarator:
    case Kind::Parameter:
    case Kind::TypeAlias:
      return declaration.child(1);
    case Kind::Field:
    case Kind::TypeMember:
      return declaration.child(0);
    case Kind::Function:
    case Kind::TypeFunction:
      return declaration.child(2);
    default:
      return {};
  }
}

Node parameters(const Node& function) { return child_of_kind(function, Kind::Parameters); }

Node parameter(const Node& function, std::size_t index) {
  const Node all = parameters(function);
  return all ? all.child(index) : Node{};
}

Node body(const Node& function) { return function && function.is(Kind::Function) ? function.child(3) : Node{}; }
Node class_body(const Node& klass) { return child_of_kind(klass, Kind::ClassBody); }
Node heritage(const Node& klass) { return child_of_kind(klass, Kind::Heritage); }

Node property(const Node& object, std::string_view key) {
  if (!object || !(object.is(Kind::Object) || object.is(Kind::TypeObject) || object.is(Kind::Attributes))) return {};
  Node found;
  for (const Node child : object.children()) {
    if ((child.is(Kind::Property) || child.is(Kind::TypeMember)) && child.text() == key) found = child;
  }
  return found;  // the last one wins, as it does at run time
}

bool is_named(const Node& expression, std::string_view object, std::string_view member) {
  if (!expression || !expression.is(Kind::Member) || expression.text() != member) return false;
  const Node base = expression.child(0);
  return base && base.is(Kind::Ident) && base.text() == object;
}

std::vector<Node> decorators(const Node& declaration) {
  std::vector<Node> found;
  if (!declaration) return found;
  for (const Node child : declaration.children()) {
    if (child.is(Kind::Decorator) && child.child(0)) found.push_back(child.child(0));
  }
  return found;
}

Span name_span(const Node& node) {
  const auto& facts = node.facts();
  const auto named = [&](facts::NodeId declaration) -> const facts::Binding* {
    for (const facts::Binding& binding : facts.bindings) {
      if (binding.declaration == declaration) return &binding;
    }
    return nullptr;
  };
  switch (node.kind()) {
    case Kind::Declarator:
    case Kind::Parameter:
      if (const Node pattern = node.child(0)) return pattern.span();
      return node.span();
    case Kind::Function:
    case Kind::Class:
    case Kind::Enum:
    case Kind::TypeAlias:
    case Kind::Interface:
    case Kind::Namespace:
    case Kind::TypeParameter:
      if (const facts::Binding* binding = named(node.id())) return binding->name_span;
      if (const Node above = node.parent(); above && (above.is(Kind::Method) || above.is(Kind::Property))) {
        return name_span(above);
      }
      return {node.span().begin, std::min(node.span().end, node.span().begin + 1)};
    case Kind::Method:
    case Kind::Field:
    case Kind::EnumMember:
    case Kind::Property:
    case Kind::TypeMember:
    case Kind::PatternProperty: {
      // These nodes begin at their key, behind modifiers and decorators; its spelling is at least as long as its text.
      const auto length = static_cast<std::uint32_t>(std::max<std::size_t>(1, node.text().size()));
      return {node.span().begin, std::min(node.span().end, node.span().begin + length)};
    }
    case Kind::Call:
    case Kind::New:
    case Kind::Tagged:
      if (const Node head = node.child(0)) return name_span(head);
      return node.span();
    default:
      return node.span();
  }
}

namespace {

constexpr std::size_t kDescriptionLength = 60;
constexpr int kDescriptionDepth = 64;  // a chain may have a hundred thousand links, of which none would be shown

void describe_into(const Node& node, std::string& out, int depth = 0) {
  if (!node || depth > kDescriptionDepth || out.size() > kDescriptionLength) {
    if (out.size() <= kDescriptionLength) out += "…";
    return;
  }
  switch (node.kind()) {
    case Kind::This:
      out += "this";
      return;
    case Kind::Super:
      out += "super";
      return;
    case Kind::String:
      out += '\'';
      out += node.text();
      out += '\'';
      return;
    case Kind::Template:
      out += '`';
      out += node.text();
      out += '`';
      return;
    case Kind::Member:
      describe_into(node.child(0), out, depth + 1);
      out += '.';
      out += node.text();
      return;
    case Kind::Index:
      describe_into(node.child(0), out, depth + 1);
      out += '[';
      describe_into(node.child(1), out, depth + 1);
      out += ']';
      return;
    case Kind::Call:
      describe_into(node.child(0), out, depth + 1);
      out += argument_count(node) == 0 ? "()" : "(…)";
      return;
    case Kind::New:
      out += "new ";
      describe_into(node.child(0), out, depth + 1);
      out += argument_count(node) == 0 ? "()" : "(…)";
      return;
    case Kind::Await:
      out += "await ";
      describe_into(node.child(0), out, depth + 1);
      return;
    case Kind::Cast:
      describe_into(node.child(0), out, depth + 1);
      return;
    case Kind::Object:
      out += "{…}";
      return;
    case Kind::Array:
      out += "[…]";
      return;
    case Kind::Null:
      out += "null";
      return;
    default: {
      const std::string_view text = node.text();
      out += text.empty() ? std::string_view("…") : text;
    }
  }
}

}  // namespace

std::string describe(const Node& expression) {
  std::string out;
  describe_into(expression, out);
  if (out.size() > kDescriptionLength + 20) {
    std::size_t end = kDescriptionLength;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
    out.resize(end);
    out += "…";
  }
  return out;
}

}  // namespace lockstep::program
