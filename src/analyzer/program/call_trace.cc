#include "program/call_trace.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace lockstep::program {

using facts::Kind;

namespace {

constexpr int kDeepest = 12;

/// Methods that every array, string, promise, map or number has, and hardly anything else: with these names it does not
/// matter that an object's type is unknown.
constexpr std::string_view kBuiltIn[] = {
    "at",      "catch",       "charAt",         "concat",        "endsWith", "entries",     "every",     "fill",
    "filter",  "finally",     "find",           "findIndex",     "flat",     "flatMap",     "forEach",   "includes",
    "indexOf", "join",        "keys",           "localeCompare", "map",      "match",       "padEnd",    "padStart",
    "pop",     "push",        "reduce",         "repeat",        "replace",  "replaceAll",  "reverse",   "shift",
    "slice",   "some",        "sort",           "splice",        "split",    "startsWith",  "substring", "then",
    "toFixed", "toISOString", "toLocaleString", "toLowerCase",   "toString", "toUpperCase", "trim",      "unshift",
    "values"};

bool is_built_in(std::string_view name) {
  return std::find(std::begin(kBuiltIn), std::end(kBuiltIn), name) != std::end(kBuiltIn);
}

class Tracer {
 public:
  explicit Tracer(const Program& program) : program_(program) {}

  CallTrace of_followed(const Node& call, const Node& head, std::size_t count) const {
    if (call.is(Kind::New) || head.is(Kind::Super)) return CallTrace::Constructor;
    if (count > 1) return CallTrace::Implementation;
    if (head.is(Kind::Ident)) return is_import(head) ? CallTrace::ThroughImport : CallTrace::ByName;
    if (!head.is(Kind::Member) && !head.is(Kind::Index)) return CallTrace::ByName;
    const Node object = without_casts(head.child(0));
    if (object.is(Kind::This) || object.is(Kind::Super)) return CallTrace::OwnMethod;
    if (object.is(Kind::Member) && object.child(0).is(Kind::This)) return CallTrace::ThroughField;
    const Node found = program_.definition(head).node;
    return found && (found.is(Kind::Method) || found.is(Kind::TypeMember)) ? CallTrace::ThroughType
                                                                           : CallTrace::ThroughObject;
  }

  CallTrace of_lost(const Node& head, int depth) const {
    if (!head || depth > kDeepest) return CallTrace::UnknownObject;
    const Definition found = program_.definition(head);
    if (found.external || program_.type_of(head).external) return CallTrace::Library;
    if (found.node) return of_definition(found.node, depth);
    switch (head.kind()) {
      case Kind::Ident:
        if (is_import(head)) return CallTrace::NotFound;
        return head.has(facts::kBound) ? CallTrace::Variable : CallTrace::Language;
      case Kind::Member:
      case Kind::Index: {
        const CallTrace object = of_object(head.child(0), depth + 1);
        const bool is_ours = object != CallTrace::Library && object != CallTrace::Language;
        return is_ours && is_built_in(head.text()) ? CallTrace::Language : object;
      }
      case Kind::Call:  // `f()()`
      case Kind::Conditional:
      case Kind::Binary:
        return of_object(head, depth + 1);
      default:
        return CallTrace::UnknownObject;
    }
  }

 private:
  static bool is_import(const Node& ident) {
    const auto binding = ident.facts().binding(ident.id());
    return binding && ident.facts()[*binding].kind == facts::BindingKind::Import;
  }

  /// Something that is declared in the program and has no body to run.
  CallTrace of_definition(const Node& node, int depth) const {
    switch (node.kind()) {
      case Kind::Class:
        return CallTrace::Nothing;
      case Kind::Method:
      case Kind::Function:
        return CallTrace::NoBody;
      case Kind::TypeMember: {
        // A method of an interface is somebody's to implement; a member that holds a function is handed in.
        const Node above = node.parent() ? node.parent().parent() : Node{};
        return above && above.is(Kind::Interface) && !node.has(facts::kOptional) ? CallTrace::NoBody
                                                                                 : CallTrace::HandedIn;
      }
      case Kind::Declarator:
      case Kind::Property: {
        const Node value = without_casts(value_of(node));
        return value && made_elsewhere(value, depth) ? CallTrace::Library : CallTrace::Variable;
      }
      case Kind::PatternProperty:
      case Kind::Binding:
      case Kind::Rest: {
        const Node declarator = node.enclosing(Kind::Declarator);
        const Node value = declarator && declarator.contains(node) ? without_casts(value_of(declarator)) : Node{};
        if (value && made_elsewhere(value, depth)) return CallTrace::Library;
        return node.enclosing(Kind::Parameter) ? CallTrace::HandedIn : CallTrace::Variable;
      }
      default:
        return CallTrace::HandedIn;
    }
  }

  /// Whether a class has further members from a library.
  bool descends_from_library(const Node& klass) const {
    Node at = klass;
    for (int steps = 0; at && at.is(Kind::Class) && steps < kDeepest; ++steps) {
      const Definition above = program_.superclass(at);
      if (above.external) return true;
      at = above.node;
    }
    return false;
  }

  /// Whether a value comes out of a library or the language: `useRouter()`, `await fetch(url)`, `new Map()`.
  bool made_elsewhere(const Node& value, int depth) const {
    const CallTrace from = of_object(value, depth + 1);
    return from == CallTrace::Library || from == CallTrace::Language;
  }

  /// Whose methods an object has.
  CallTrace of_object(const Node& given, int depth) const {
    const Node object = without_casts(given);
    if (!object || depth > kDeepest) return CallTrace::UnknownObject;
    const Type type = program_.type_of(object);
    if (type.is_array || !type.keyword.empty()) {
      const bool is_any = type.keyword == "any" || type.keyword == "unknown" || type.keyword == "object";
      return is_any && !type.is_array ? CallTrace::UnknownObject : CallTrace::Language;
    }
    if (type.external) return CallTrace::Library;
    if (type.declaration) return descends_from_library(type.declaration) ? CallTrace::Library : CallTrace::NotFound;
    switch (object.kind()) {
      case Kind::Ident: {
        if (!object.has(facts::kBound)) return CallTrace::Language;
        const Definition found = program_.definition(object);
        if (found.external) return CallTrace::Library;
        if (!found.node) return is_import(object) ? CallTrace::NotFound : CallTrace::UnknownObject;
        const bool is_held = found.node.is(Kind::Declarator) || found.node.is(Kind::PatternProperty);
        return is_held && of_definition(found.node, depth) == CallTrace::Library ? CallTrace::Library
                                                                                 : CallTrace::UnknownObject;
      }
      case Kind::Member:
      case Kind::Index:
      case Kind::Await: {
        const CallTrace inside = of_object(object.child(0), depth + 1);
        if (inside == CallTrace::Language || inside == CallTrace::Library) return inside;
        return program_.definition(object).external ? CallTrace::Library : CallTrace::UnknownObject;
      }
      case Kind::Call:
      case Kind::New:
      case Kind::Tagged: {
        if (!program_.callees(object).empty()) return CallTrace::UnknownObject;
        const CallTrace called = of_lost(callee(object), depth + 1);
        return called == CallTrace::Library || called == CallTrace::Language ? called : CallTrace::UnknownObject;
      }
      case Kind::Regex:
      case Kind::Array:
      case Kind::Object:
      case Kind::Function:
        return CallTrace::Language;
      default:
        return CallTrace::UnknownObject;
    }
  }

  const Program& program_;
};

struct Words {
  CallTrace trace;
  std::string_view id;
  std::string_view meaning;
};

constexpr Words kWords[] = {
    {CallTrace::ByName, "by-name", "by name"},
    {CallTrace::ThroughImport, "through-import", "through an import"},
    {CallTrace::OwnMethod, "own-method", "as a method of its own class"},
    {CallTrace::ThroughField, "through-field", "through a field, by its type"},
    {CallTrace::ThroughType, "through-type", "by the type of the object"},
    {CallTrace::ThroughObject, "through-object", "through a constant object or namespace"},
    {CallTrace::Implementation, "implementations", "to all that implement the member"},
    {CallTrace::Constructor, "constructor", "to the constructor"},
    {CallTrace::Nothing, "no-constructor", "to a constructor that nobody wrote"},
    {CallTrace::Library, "library", "into a library"},
    {CallTrace::Language, "language", "into the language"},
    {CallTrace::HandedIn, "handed-in", "not at all: the function is handed in"},
    {CallTrace::Variable, "variable", "not at all: the value of the variable is not evident"},
    {CallTrace::NoBody, "no-body", "not at all: it is declared, but has no body in the program"},
    {CallTrace::NotFound, "not-found", "not at all: its module or type does not show it"},
    {CallTrace::UnknownObject, "unknown-object", "not at all: the type of the object is not evident"},
};

const Words& words_of(CallTrace trace) {
  return *std::find_if(std::begin(kWords), std::end(kWords), [&](const Words& words) { return words.trace == trace; });
}

}  // namespace

CallTrace trace_of(const Program& program, const Node& call) {
  const Node head = callee(call);
  if (!head) return CallTrace::UnknownObject;
  const Tracer tracer(program);
  if (const auto callees = program.callees(call); !callees.empty()) {
    return tracer.of_followed(call, without_casts(head), callees.size());
  }
  if (head.is(Kind::Super)) {
    const Node klass = call.enclosing(Kind::Class);
    return klass && program.superclass(klass).node ? CallTrace::Nothing : CallTrace::Library;
  }
  return tracer.of_lost(without_casts(head), 0);
}

bool is_followed(CallTrace trace) { return trace <= CallTrace::Nothing; }
bool is_lost(CallTrace trace) { return trace >= CallTrace::HandedIn; }
std::string_view to_string(CallTrace trace) { return words_of(trace).id; }
std::string_view meaning_of(CallTrace trace) { return words_of(trace).meaning; }

}  // namespace lockstep::program
