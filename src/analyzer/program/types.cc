// Light types: what annotations, `new`, injection, return types and library calls say outright. No inference beyond a
// few steps along them, and "unknown" (a false Type) wherever the code does not say.

#include "program/resolver.h"
#include "program/tables.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

namespace lockstep::program {

using facts::Kind;
using facts::Op;

namespace {

/// Built-in generics that say nothing about the members of what they wrap.
constexpr std::array<std::string_view, 14> kTransparent = {
    "Promise",     "PromiseLike", "Readonly", "Partial", "Required",   "NonNullable", "Awaited",
    "DeepPartial", "Omit",        "Pick",     "Ref",     "Observable", "Loaded",      "HydratedDocument"};
constexpr std::array<std::string_view, 5> kLists = {"Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable"};
/// What keeps its elements under keys: they are the second type argument.
constexpr std::array<std::string_view, 4> kKeyed = {"Map", "ReadonlyMap", "WeakMap", "Record"};

/// Methods of lists and tables that give a list of the same elements, and those that give one element.
constexpr std::array<std::string_view, 6> kListMethods = {"filter", "slice", "sort", "concat", "reverse", "values"};
constexpr std::array<std::string_view, 5> kElementMethods = {"find", "at", "pop", "shift", "get"};

/// Array methods whose callback's first parameter is an element.
constexpr std::array<std::string_view, 12> kElementCallbacks = {"forEach",  "map",   "filter",   "find",
                                                                "some",     "every", "flatMap",  "findIndex",
                                                                "findLast", "sort",  "toSorted", "findLastIndex"};

/// What libraries hand to a callback that says nothing about it: `io.on('connection', (socket) => …)`.
struct Handed {
  std::string_view package, call, event, type;
};
constexpr std::array<Handed, 4> kHanded = {{{"socket.io", "on", "connection", "Socket"},
                                            {"socket.io", "on", "connect", "Socket"},
                                            {"bullmq", "Worker", "", "Job"},
                                            {"bull", "process", "", "Job"}}};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_nothing(const Node& type) {
  const bool literal_null = type.is(Kind::TypeLiteral) && type.child(0) && type.child(0).is(Kind::Null);
  return literal_null ||
         (type.is(Kind::TypeKeyword) && (type.text() == "undefined" || type.text() == "null" || type.text() == "void"));
}

constexpr int kWorthKeeping = 4;  // steps that it took to find a type

Type with_suffix(External callee, const Node& written) {
  callee.name += "()";
  return {.external = std::move(callee), .written = written};
}

}  // namespace

Type Resolver::declared_type(const Node& type, int steps) const {
  if (!type || is_spent(steps)) return {};
  switch (type.kind()) {
    case Kind::TypeKeyword:
      return {.keyword = type.text()};
    case Kind::TypeObject:
    case Kind::TypeIntersection:
      return {.declaration = type};
    case Kind::TypeArray: {
      Type element = declared_type(type.child(0), steps - 1);
      element.is_array = true;
      return element;
    }
    case Kind::TypeOther:
      return declared_type(type.child(0), steps - 1);
    case Kind::TypeQuery:
      return type_of(type.child(0), steps - 1);
    case Kind::TypeUnion: {
      Node only;
      for (const Node part : type.children()) {
        if (is_nothing(part)) continue;
        if (only) return {.declaration = type};
        only = part;
      }
      return declared_type(only, steps - 1);
    }
    case Kind::TypeName: {
      const Definition found = definition(type, steps - 1);
      const std::string_view name = type.text();
      const bool is_global = !found.node && !found.external;
      if (is_global || found.external) {
        if (is_one_of(name, kTransparent)) return declared_type(type_argument(type, 0), steps - 1);
      }
      if (is_global && (is_one_of(name, kLists) || is_one_of(name, kKeyed))) {
        Type element = declared_type(type_argument(type, is_one_of(name, kKeyed) ? 1 : 0), steps - 1);
        element.is_array = true;
        return element;
      }
      if (found.external) return {.external = found.external, .written = type};
      if (!found.node) return {};
      switch (found.node.kind()) {
        case Kind::TypeAlias: {
          const Node meaning = type_annotation(found.node);
          if (meaning && meaning.is(Kind::TypeName)) {
            if (const Type further = declared_type(meaning, steps - 1)) return further;
          }
          return {.declaration = found.node, .written = type};
        }
        case Kind::TypeParameter:
          return declared_type(found.node.child(0), steps - 1);
        case Kind::Class:
        case Kind::Interface:
        case Kind::Enum:
          return {.declaration = found.node, .written = type};
        case Kind::EnumMember:
          return {.declaration = found.node.parent(), .written = type};
        default:
          return {};
      }
    }
    default:
      return {};
  }
}

Type Resolver::type_of(const Node& expression, int steps) const {
  if (!expression || is_spent(steps)) return {};
  switch (expression.kind()) {
    case Kind::Ident:
    case Kind::Binding:
      return type_of_definition(definition(expression, steps - 1), steps - 1);
    case Kind::Member: {
      if (const Definition found = definition(expression, steps - 1)) return type_of_definition(found, steps - 1);
      return {};
    }
    case Kind::Index: {
      if (const Definition found = definition(expression, steps - 1)) return type_of_definition(found, steps - 1);
      Type element = type_of(expression.child(0), steps - 1);
      if (!element.is_array) return {};
      element.is_array = false;
      return element;
    }
    case Kind::This: {
      // `this` of an arrow function is that of the function around it; of a plain function inside a method it is
      // unknown.
      for (Node above = expression.parent(); above; above = above.parent()) {
        if (above.is(Kind::Class)) return {.declaration = above};
        if (above.is(Kind::Function) && !above.has(facts::kArrow)) {
          const Node holder = above.parent();
          if (holder && holder.is(Kind::Method)) continue;
          if (holder && holder.is(Kind::Property) && holder.parent()) return {.declaration = holder.parent()};
          return {};
        }
      }
      return {};
    }
    case Kind::Super: {
      const Node klass = expression.enclosing(Kind::Class);
      if (!klass) return {};
      const Definition above = superclass(klass, steps - 1);
      return {.declaration = above.node, .external = above.external, .written = heritage(klass)};
    }
    case Kind::Call:
      return type_of_call(expression, steps - 1);
    case Kind::New: {
      const Definition made = definition(callee(expression), steps - 1);
      if (made.external) return {.external = made.external, .written = expression};
      if (made.node && made.node.is(Kind::Class)) return {.declaration = made.node, .written = expression};
      // `new Set<Server>()`, `new Map<string, Server>()`
      const std::string_view maker = !made.node && callee(expression) ? callee(expression).text() : std::string_view{};
      if (is_one_of(maker, kLists) || is_one_of(maker, kKeyed)) {
        const std::size_t values = is_one_of(maker, kKeyed) ? 1 : 0;
        Type element = declared_type(type_argument(expression, values), steps - 1);
        element.is_array = static_cast<bool>(element);
        return element;
      }
      return {};
    }
    case Kind::Await:
      return type_of(expression.child(0), steps - 1);
    case Kind::Cast: {
      if (expression.op() == Op::As) {
        const Type target = declared_type(expression.child(1), steps - 1);
        if (target && target.keyword != "any" && target.keyword != "unknown") return target;
      }
      return type_of(expression.child(0), steps - 1);
    }
    case Kind::Assign:
      return type_of(expression.child(1), steps - 1);
    case Kind::Binary: {
      if (expression.op() == Op::Or || expression.op() == Op::Coalesce || expression.op() == Op::And) {
        const Type left = type_of(expression.child(expression.op() == Op::And ? 1 : 0), steps - 1);
        return left || expression.op() == Op::And ? left : type_of(expression.child(1), steps - 1);
      }
      return {};
    }
    case Kind::Conditional: {
      const Type then = type_of(expression.child(1), steps - 1);
      return then && then.keyword.empty() ? then : type_of(expression.child(2), steps - 1);
    }
    case Kind::Array: {
      Type element = type_of(expression.child(0), steps - 1);
      element.is_array = true;
      return element;
    }
    case Kind::String:
    case Kind::Template:
      return {.keyword = "string"};
    case Kind::Number:
      return {.keyword = "number"};
    case Kind::Boolean:
      return {.keyword = "boolean"};
    case Kind::Object:
      return {.declaration = expression};
    default:
      return {};
  }
}

// "useContext" of a hook of React, however it is imported; empty for anything else.
std::string_view Resolver::hook_of(const Node& call, int steps) const {
  if (!call || !call.is(Kind::Call)) return {};
  const External hook = definition(callee(call), steps - 1).external;
  if (hook.package != "react" && hook.package != "preact/hooks") return {};
  const std::string_view spelled = callee(call).text();
  return hook.name.ends_with(spelled) ? spelled : std::string_view{};
}

// `useContext(SocketContext)` gives what was put into the context: by the type argument of `createContext`, else by its
// first value.
Type Resolver::type_in_context(const Node& call, int steps) const {
  const Node context = definition(argument(call, 0), steps - 1).node;
  const Node made = context && context.is(Kind::Declarator) ? without_casts(value_of(context)) : Node{};
  return made && made.is(Kind::Call) ? type_given_to(made, steps - 1) : Type{};
}

// Of `f<T>(first)`: T, else what the first argument is.
Type Resolver::type_given_to(const Node& call, int steps) const {
  const Type written = declared_type(type_argument(call, 0), steps - 1);
  return written ? written : type_of(argument(call, 0), steps - 1);
}

// `const [socket, setSocket] = useState<Socket | null>(null)`
Type Resolver::type_of_state(const Node& binding, int steps) const {
  const Node pattern = binding.parent();
  const Node holder = pattern.is(Kind::ArrayPattern) && pattern.child(0) == binding ? pattern.parent() : Node{};
  if (!holder || !holder.is(Kind::Declarator)) return {};
  const Node call = without_casts(value_of(holder));
  return hook_of(call, steps) == "useState" ? type_given_to(call, steps - 1) : Type{};
}

/// A variable is asked for its type at every use, and each link of a chain of calls asks all before it.
template <class Find>
Type Resolver::known_or(const Node& about, int steps, const Find& find) const {
  if (!tables_.types) return find();
  if (const auto* known = tables_.types->find(about.ref()); known != nullptr && known->steps < steps) {
    lowest_ = std::min(lowest_, steps - known->steps);
    return known->type ? *known->type : Type{};
  }
  const int before = std::exchange(lowest_, steps);
  Type found = find();
  // Where steps ran out, who has more of them may find more; what takes a few is found again sooner than kept.
  if (lowest_ > 0 && steps - lowest_ >= kWorthKeeping) {
    const bool is_known = found || found.is_array;
    tables_.types->add(about.ref(),
                       {.type = is_known ? std::make_unique<const Type>(found) : nullptr, .steps = steps - lowest_});
  }
  lowest_ = std::min(lowest_, before);
  return found;
}

Type Resolver::type_of_call(const Node& call, int steps) const {
  if (is_spent(steps)) return {};
  return known_or(call, steps, [&] { return find_type_of_call(call, steps); });
}

Type Resolver::find_type_of_call(const Node& call, int steps) const {
  const Definition called = definition(callee(call), steps - 1);
  if (called.external) {
    const std::string_view hook = hook_of(call, steps);
    const Type kept = hook == "useContext" || hook == "use" ? type_in_context(call, steps)
                                                            : type_of_rows(call, called.external, steps);
    if (kept) return kept;
    const Node asked = type_argument(call, 0);
    if (asked && tables_.containers.hand_out(called.external.package, callee(call).text())) {
      if (Type registered = declared_type(asked, steps - 1); registered.declaration) return registered;
    }
    return with_suffix(called.external, call);
  }
  if (called.node) {
    Node function = called.node;
    if (function.is(Kind::Method) || function.is(Kind::Property)) function = function.child(0);
    if (function.is(Kind::TypeMember)) {
      const Node type = type_annotation(function);
      return type && type.is(Kind::TypeFunction) ? declared_type(type_annotation(type), steps - 1) : Type{};
    }
    if (function.is(Kind::Declarator) || function.is(Kind::Field)) {
      const Node type = type_annotation(function);
      if (type && type.is(Kind::TypeFunction)) return declared_type(type_annotation(type), steps - 1);
      function = without_casts(value_of(function));
    }
    if (function && function.is(Kind::Function)) return return_type(function, steps - 1);
    return {};
  }
  // `items.filter(…)` and the like keep the element's type.
  const Node head = callee(call);
  if (!head || !head.is(Kind::Member)) return {};
  if (head.text() == "map") return type_of_mapped(call, steps);
  const bool gives_list = is_one_of(head.text(), kListMethods);
  if (!gives_list && !is_one_of(head.text(), kElementMethods)) return {};
  Type list = type_of(head.child(0), steps - 1);
  if (!list.is_array) return {};
  list.is_array = gives_list;
  return list;
}

// `ids.map((id) => byId.get(id))`: a list of what the function that is written there returns.
Type Resolver::type_of_mapped(const Node& call, int steps) const {
  const Node make = argument(call, 0);
  if (!make || !make.is(Kind::Function) || !type_of(callee(call).child(0), steps - 1).is_array) return {};
  Type made = return_type(make, steps - 1);
  if (made.is_array) return {};  // a list of lists
  made.is_array = static_cast<bool>(made);
  return made;
}

Type Resolver::return_type(const Node& function, int steps) const {
  if (is_spent(steps)) return {};
  if (const Node written = type_annotation(function)) return declared_type(written, steps - 1);
  const Node inside = body(function);
  if (!inside) return {};
  if (!inside.is(Kind::Block)) return type_of(inside, steps - 1);
  // Without an annotation: what the one value that it returns evidently is.
  Type found;
  for (const Node node : nodes_of(inside, Kind::Return)) {
    if (node.enclosing_function() != function) continue;
    const Node value = node.child(0);
    if (!value || value.is(Kind::Null)) continue;
    const Type type = type_of(value, steps - 1);
    if (found && type && (found.declaration != type.declaration || found.external != type.external)) return {};
    if (type) found = type;
  }
  return found;
}

Type Resolver::type_handed_by(const Node& call, const Node& parameter, int steps) const {
  const Node head = callee(call);
  if (!head || is_spent(steps) || program::parameter(parameter.enclosing(Kind::Function), 0) != parameter) return {};
  for (const Handed& one : kHanded) {
    if (head.text() != one.call) continue;
    const Node event = one.event.empty() ? Node{} : argument(call, 0);
    if (!one.event.empty() && (!event || event.text() != one.event)) continue;
    if (definition(head, steps - 1).external.package == one.package)
      return {.external = {one.package, std::string{one.type}}};
  }
  return {};
}

Type Resolver::type_of_parameter(const Node& parameter, int steps) const {
  if (const Node written = type_annotation(parameter)) {
    Type type = declared_type(written, steps - 1);
    return type;
  }
  const Node pattern = parameter.child(0);
  if (pattern && pattern.is(Kind::Default)) return type_of(pattern.child(1), steps - 1);
  const Node function = parameter.enclosing(Kind::Function);
  const Node call = function ? function.parent() : Node{};
  if (const Type handed = type_handed_by(call, parameter, steps - 1)) return handed;
  // The element that `items.map((item) => …)` hands to its callback.
  if (!call || !call.is(Kind::Call) || argument(call, 0) != function || program::parameter(function, 0) != parameter)
    return {};
  const Node head = callee(call);
  if (!head || !head.is(Kind::Member) || !is_one_of(head.text(), kElementCallbacks)) return {};
  Type element = type_of(head.child(0), steps - 1);
  if (!element.is_array) return {};
  element.is_array = false;
  return element;
}

Type Resolver::type_of_definition(const Definition& found, int steps) const {
  if (is_spent(steps)) return {};
  if (found.external) return {.external = found.external};
  switch (found.node ? found.node.kind() : Kind::None) {
    case Kind::Declarator:
    case Kind::Parameter:
    case Kind::PatternProperty:
    case Kind::Field:
    case Kind::Property:
    case Kind::Method:
    case Kind::Binding:
      return known_or(found.node, steps, [&] { return find_type_of_declaration(found.node, steps); });
    case Kind::TypeMember:
      return declared_type(type_annotation(found.node), steps - 1);
    case Kind::EnumMember:
      return {.declaration = found.node.parent()};
    case Kind::TypeName:
    case Kind::TypeUnion:
      return declared_type(found.node, steps - 1);
    case Kind::New:
    case Kind::Call:
    case Kind::Object:
      return type_of(found.node, steps - 1);
    default:
      return {};
  }
}

Type Resolver::find_type_of_declaration(const Node& node, int steps) const {
  switch (node.kind()) {
    case Kind::Declarator: {
      if (const Node written = type_annotation(node)) return declared_type(written, steps - 1);
      if (const Node value = value_of(node)) return type_of(value, steps - 1);
      // `for (const item of items)`
      const Node loop = node.parent().parent();
      if (loop && loop.is(Kind::ForOf) && loop.child(0) == node.parent()) {
        Type element = type_of(loop.child(1), steps - 1);
        if (!element.is_array) return {};
        element.is_array = false;
        return element;
      }
      return {};
    }
    case Kind::Parameter:
      return type_of_parameter(node, steps - 1);
    case Kind::PatternProperty: {
      const Node pattern = node.parent();
      const Node holder = pattern.parent();
      Type whole;
      if (holder.is(Kind::Declarator)) whole = type_of_definition({.node = holder}, steps - 1);
      if (holder.is(Kind::Parameter)) whole = type_of_parameter(holder, steps - 1);
      if (holder.is(Kind::PatternProperty)) whole = type_of_definition({.node = holder}, steps - 1);
      if (!whole) return {};
      return type_of_definition(member(whole, node.text(), steps - 1), steps - 1);
    }
    case Kind::Field: {
      if (const Node written = type_annotation(node)) return declared_type(written, steps - 1);
      return type_of(value_of(node), steps - 1);
    }
    case Kind::Property:
      return type_of(value_of(node), steps - 1);
    case Kind::Method:
      return node.child(0) && node.child(0).has(facts::kGetter) ? return_type(node.child(0), steps - 1) : Type{};
    case Kind::Binding:
      return type_of_state(node, steps - 1);
    default:
      return {};
  }
}

Node Resolver::own_member(const Node& klass, std::string_view name) const {
  const auto& classes = tables_.modules[klass.file().id.value].members;
  const auto own = classes.find(klass.id().value);
  if (own == classes.end()) return {};
  const auto found = own->second.find(name);
  return found == own->second.end() ? Node{} : found->second;
}

Definition Resolver::member(const Type& type, std::string_view name, int steps) const {
  if (!type || is_spent(steps) || type.is_array) return {};
  if (type.external) {
    // `const socket = useRef<Socket | null>(null)`, `socket.current`
    if (name == "current" && hook_of(type.written, steps) == "useRef") return {.node = type_argument(type.written, 0)};
    External found = type.external;
    found.name += '.';
    found.name += name;
    return {.external = std::move(found)};
  }
  const Node declaration = type.declaration;
  if (!declaration) return {};
  switch (declaration.kind()) {
    case Kind::Class: {
      if (const Node own = own_member(declaration, name)) return {.node = own};
      const Definition above = superclass(declaration, steps - 1);
      if (!above) return {};
      return member({.declaration = above.node, .external = above.external, .written = heritage(declaration)}, name,
                    steps - 1);
    }
    case Kind::Interface: {
      bool first = true;
      for (const Node part : declaration.children()) {
        if (part.is(Kind::TypeObject)) {
          if (const Node found = key(part, name)) return {.node = found};
          first = false;
        } else if (!first && !part.is(Kind::None)) {
          if (const Definition found = member(declared_type(part, steps - 1), name, steps - 1)) return found;
        }
      }
      return {};
    }
    case Kind::TypeAlias:
      return member(declared_type(type_annotation(declaration), steps - 1), name, steps - 1);
    case Kind::TypeObject:
    case Kind::Object:
      return {.node = key(declaration, name)};
    case Kind::TypeUnion:
    case Kind::TypeIntersection:
      for (const Node part : declaration.children()) {
        if (const Definition found = member(declared_type(part, steps - 1), name, steps - 1)) return found;
      }
      return {};
    default:
      return {};
  }
}

}  // namespace lockstep::program
