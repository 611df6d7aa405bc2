// Who calls whom. A call leads to a function by name, through an import, a method of a known type, an implementation of
// an interface or abstract method, a constant object, or a wrapper such as `debounce(fn)`.

#include "program/calls.h"

#include "program/tables.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace lockstep::program {

using facts::Kind;

namespace {

/// Functions that a definition stands for.
class Targets {
 public:
  Targets(const Program& program, const Resolver& resolver) : program_(program), resolver_(resolver) {}

  const std::vector<NodeRef>& of(const Definition& definition) {
    // A name is looked for once a file: finding what stands behind it may take as long as the file is.
    const auto [entry, is_new] = known_.try_emplace(definition.node ? definition.node.ref() : NodeRef{});
    std::vector<NodeRef>& found = entry->second;
    if (is_new) {
      seen_.clear();
      collect(definition.node, found, 0);
      std::sort(found.begin(), found.end());
      found.erase(std::unique(found.begin(), found.end()), found.end());
    }
    return found;
  }

  /// What `new X()` runs: its constructor, or the one that it inherits.
  std::vector<NodeRef> constructor_of(const Definition& definition) const {
    Definition klass = definition;
    for (int steps = kMaxSteps; klass.node && klass.node.is(Kind::Class) && steps > 0; --steps) {
      for (const Node member : class_body(klass.node).children()) {
        if (member.is(Kind::Method) && member.text() == "constructor" && body(member.child(0)))
          return {member.child(0).ref()};
      }
      klass = resolver_.superclass(klass.node, steps);
    }
    return {};
  }

 private:
  void collect(const Node& node, std::vector<NodeRef>& found, int depth) {
    // A field may hold a method of the very interface that its class implements: each is looked at once.
    if (!node || depth > kMaxDepth || !seen_.insert(node.ref()).second) return;
    switch (node.kind()) {
      case Kind::Function:
        if (body(node)) {
          found.push_back(node.ref());
        } else {
          overloads(node, found);
        }
        return;
      case Kind::Method: {
        const Node function = node.child(0);
        if (function && body(function)) found.push_back(function.ref());
        implementations(node, found, depth);
        return;
      }
      case Kind::TypeMember:
        implementations(node, found, depth);
        return;
      case Kind::Property:
      case Kind::Declarator:
      case Kind::Field:
        if (const Node value = without_casts(value_of(node))) held(value, found, depth);
        return;
      default:
        return;
    }
  }

  /// What a constant holds: a function, the name of one, or a wrapper's result around one.
  void held(const Node& value, std::vector<NodeRef>& found, int depth) {
    if (value.is(Kind::Function)) {
      collect(value, found, depth + 1);
    } else if (value.is(Kind::Ident) || value.is(Kind::Member)) {
      collect(resolver_.definition(value, kMaxSteps).node, found, depth + 1);
    } else if (value.is(Kind::Call)) {
      // `debounce(fn)`, `useCallback(fn, [])`, `asyncHandler(fn)`, `fn.bind(this)`: calling the result runs the
      // function.
      Node inner;
      for (const Node given : arguments(value)) {
        if (!given || !given.is(Kind::Function)) continue;
        if (inner) return;
        inner = given;
      }
      if (inner) return collect(inner, found, depth + 1);
      const Node head = callee(value);
      if (head && head.is(Kind::Member) && head.text() == "bind") {
        collect(resolver_.definition(head.child(0), kMaxSteps).node, found, depth + 1);
      }
    }
  }

  /// The overload that has a body stands behind its signatures.
  void overloads(const Node& signature, std::vector<NodeRef>& found) const {
    const Node holder = signature.parent();
    const Node scope = holder.is(Kind::Export) ? holder.parent() : holder;
    for (const Node statement : scope.children()) {
      const Node other = statement.is(Kind::Export) ? statement.child(0) : statement;
      if (other && other.is(Kind::Function) && other.text() == signature.text() && body(other))
        found.push_back(other.ref());
    }
  }

  /// Methods of this name in whatever extends or implements the type that declares it.
  void implementations(const Node& member, std::vector<NodeRef>& found, int depth) {
    Node owner = member.enclosing(Kind::Class);
    if (member.is(Kind::TypeMember)) {
      owner = member.parent() ? member.parent().parent() : Node{};  // TypeObject, then Interface or TypeAlias
    }
    if (!owner) return;
    for (const NodeRef below : program_.subclasses(owner)) {
      const Node klass = program_[below];
      if (!klass.is(Kind::Class)) continue;
      for (const Node candidate : class_body(klass).children()) {
        if (candidate.text() != member.text()) continue;
        if (candidate.is(Kind::Method) && body(candidate.child(0))) found.push_back(candidate.child(0).ref());
        if (candidate.is(Kind::Field)) collect(candidate, found, depth + 1);
      }
    }
  }

  static constexpr int kMaxDepth = 8;

  const Program& program_;
  const Resolver& resolver_;
  std::unordered_map<NodeRef, std::vector<NodeRef>> known_;
  std::unordered_set<NodeRef> seen_;  // on the way from one definition
};

/// Whether an Ident or Member stands where it hands a function on: given to a call, kept in an object, assigned,
/// returned. Comparisons, arithmetic and conditions look at values only.
bool hands_on(const Node& node) {
  const Node above = node.parent();
  switch (above.kind()) {
    case Kind::Call:
    case Kind::New:
    case Kind::Assign:
      return above.child(0) != node;
    case Kind::Property:
    case Kind::Array:
    case Kind::Declarator:
    case Kind::Field:
    case Kind::Return:
    case Kind::Conditional:
    case Kind::Cast:
    case Kind::Default:
    case Kind::Export:
    case Kind::Decorator:
    case Kind::Element:
    case Kind::Await:
      return true;
    case Kind::Binary:
      return above.op() == facts::Op::Or || above.op() == facts::Op::And || above.op() == facts::Op::Coalesce;
    case Kind::Function:
      return body(above) == node;
    default:
      return false;
  }
}

/// Whether a name can stand for a function at all.
bool may_name_function(const Node& ident) {
  const auto id = ident.facts().binding(ident.id());
  if (!id) return false;
  switch (ident.facts()[*id].kind) {
    case facts::BindingKind::Const:
    case facts::BindingKind::Let:
    case facts::BindingKind::Var:
    case facts::BindingKind::Function:
    case facts::BindingKind::Import:
      return true;
    default:
      return false;
  }
}

}  // namespace

FileCalls calls_of(const Program& program, const Resolver& resolver, const NameSet& callable, const File& file) {
  FileCalls calls;
  Targets targets(program, resolver);
  for (std::uint32_t i = 0; i < file.facts.nodes.size(); ++i) {
    const Node node = file.node(facts::NodeId{i});
    switch (node.kind()) {
      case Kind::Call:
      case Kind::Tagged: {
        const Node head = callee(node);
        if (!head) break;
        if (head.is(Kind::Super)) {
          const Node klass = node.enclosing(Kind::Class);
          if (!klass) break;
          for (const NodeRef target : targets.constructor_of(resolver.superclass(klass, kMaxSteps))) {
            calls.edges.emplace_back(node.ref(), target);
          }
          break;
        }
        if (head.is(Kind::Function)) {  // called on the spot
          calls.edges.emplace_back(node.ref(), head.ref());
          break;
        }
        if ((head.is(Kind::Ident) || head.is(Kind::Member)) && !callable.contains(head)) break;
        for (const NodeRef target : targets.of(resolver.definition(head, kMaxSteps))) {
          calls.edges.emplace_back(node.ref(), target);
        }
        break;
      }
      case Kind::New: {
        Definition klass = resolver.definition(callee(node), kMaxSteps);
        for (const NodeRef target : targets.constructor_of(klass)) calls.edges.emplace_back(node.ref(), target);
        break;
      }
      case Kind::Element: {
        // A component is a function that its element runs.
        if (!node.child(0) || !callable.contains(node.child(0))) break;
        for (const NodeRef target : targets.of(resolver.definition(node, kMaxSteps))) {
          calls.references.emplace_back(node.ref(), target);
        }
        break;
      }
      case Kind::Ident:
      case Kind::Member: {
        if (!callable.contains(node) || (node.is(Kind::Ident) && !may_name_function(node)) || !hands_on(node)) break;
        const Definition used = resolver.definition(node, kMaxSteps);
        if (!used.node || used.node.is(Kind::Parameter) || used.node.is(Kind::Enum) || used.node.is(Kind::EnumMember))
          break;
        for (const NodeRef target : targets.of(used)) calls.references.emplace_back(node.ref(), target);
        break;
      }
      default:
        break;
    }
  }
  return calls;
}

}  // namespace lockstep::program
