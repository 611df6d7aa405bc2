// Who calls whom. A call leads to a function by name, through an import, a method of a known type, an implementation of
// an interface or abstract method, a constant object, or a wrapper such as `debounce(fn)`.

#include "program/calls.h"

#include "program/tables.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace lockstep::program {

using facts::Kind;

namespace {

/// Functions that a definition stands for.
class Targets {
 public:
  Targets(const Program& program, const Resolver& resolver) : program_(program), resolver_(resolver) {}

  /// Valid until something else is asked.
  std::span<const NodeRef> of(const Definition& definition) {
    if (!definition.node) return {};
    if (const Node only = function_in(definition.node)) {
      only_ = only.ref();
      return {&only_, 1};
    }
    if (!may_lead_further(definition.node)) return {};
    // A name is looked for once a file: finding what stands behind it may take as long as the file is.
    const auto [entry, is_new] = known_.try_emplace(definition.node.ref());
    std::vector<NodeRef>& found = entry->second;
    if (is_new) {
      seen_.clear();
      collect(definition.node, found, 0);
      std::sort(found.begin(), found.end());
      found.erase(std::unique(found.begin(), found.end()), found.end());
    }
    return found;
  }

  /// Of those, the ones that an object of a type can have: a method that a base declares for all its heirs is here that
  /// of one heir. All of them where that leaves none.
  std::span<const NodeRef> of_type(const Definition& definition, const Node& type, std::string_view name) {
    const std::span<const NodeRef> all = of(definition);
    if (!type || !(type.is(Kind::Class) || type.is(Kind::Interface))) return all;
    const Node owner = owner_of(definition.node);
    if (!owner || type == owner) return all;
    const auto [entry, is_new] = narrowed_.try_emplace({definition.node.ref(), type.ref()});
    std::vector<NodeRef>& few = entry->second;
    if (is_new) {
      std::unordered_set<NodeRef> definers;
      const auto add_definer = [&](Node klass) {
        for (int steps = kMaxSteps; klass && klass.is(Kind::Class) && steps > 0; --steps) {
          if (resolver_.own_member(klass, name)) {
            definers.insert(klass.ref());
            return;
          }
          klass = resolver_.superclass(klass, steps).node;
        }
      };
      add_definer(type);
      for (const NodeRef below : program_.subclasses(type)) add_definer(program_[below]);
      for (const NodeRef target : all) {
        const Node klass = program_[target].enclosing(Kind::Class);
        if (klass && definers.contains(klass.ref())) few.push_back(target);
      }
      if (few.empty()) few.assign(all.begin(), all.end());
    }
    return few;
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
  /// The function itself, or what a constant or property was made to be: most of what is called is one of these.
  static Node function_in(const Node& declaration) {
    Node function = declaration;
    if (may_hold(declaration)) function = without_casts(value_of(declaration));
    return function && function.is(Kind::Function) && body(function) ? function : Node{};
  }
  static bool may_hold(const Node& declaration) {
    return declaration.is(Kind::Declarator) || declaration.is(Kind::Property) || declaration.is(Kind::Field);
  }
  /// The object that a name was taken out of: `const { find } = makeQueries(pool)`, `const { save } = queries.orders`.
  static Node taken_out_of(const Node& declaration) {
    if (!declaration.is(Kind::PatternProperty)) return {};
    const Node holder = declaration.parent() ? declaration.parent().parent() : Node{};
    const Node made = holder && holder.is(Kind::Declarator) ? without_casts(value_of(holder)) : Node{};
    return made && (made.is(Kind::Call) || made.is(Kind::Member) || made.is(Kind::Ident)) ? made : Node{};
  }
  /// Whether `collect` would find anything.
  static bool may_lead_further(const Node& declaration) {
    if (declaration.is(Kind::PatternProperty)) return bool(taken_out_of(declaration));
    if (!may_hold(declaration))
      return declaration.is(Kind::Function) || declaration.is(Kind::Method) || declaration.is(Kind::TypeMember);
    const Node value = without_casts(value_of(declaration));
    return value &&
           (value.is(Kind::Function) || value.is(Kind::Ident) || value.is(Kind::Member) || value.is(Kind::Call));
  }

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
      case Kind::PatternProperty:
        if (const Node made = taken_out_of(node)) {
          const Type whole = resolver_.type_of(made, kMaxSteps);
          if (whole) collect(resolver_.member(whole, node.text(), kMaxSteps).node, found, depth + 1);
        }
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
    const Node owner = owner_of(member);
    if (!owner) return;
    for (const NodeRef below : program_.subclasses(owner)) {
      const Node klass = program_[below];
      if (!klass.is(Kind::Class)) continue;
      const Node candidate = resolver_.own_member(klass, member.text());
      if (!candidate) continue;
      if (candidate.is(Kind::Method) && body(candidate.child(0))) found.push_back(candidate.child(0).ref());
      if (candidate.is(Kind::Field)) collect(candidate, found, depth + 1);
    }
  }

  /// The Class, Interface or TypeAlias that declares a member.
  static Node owner_of(const Node& member) {
    if (!member.is(Kind::TypeMember)) return member.is(Kind::Method) ? member.enclosing(Kind::Class) : Node{};
    return member.parent() ? member.parent().parent() : Node{};  // of TypeObject
  }

  struct HashOfPair {
    std::size_t operator()(const std::pair<NodeRef, NodeRef>& pair) const {
      return std::hash<NodeRef>{}(pair.first) * 31 + std::hash<NodeRef>{}(pair.second);
    }
  };

  static constexpr int kMaxDepth = 8;

  const Program& program_;
  const Resolver& resolver_;
  std::unordered_map<NodeRef, std::vector<NodeRef>> known_;
  std::unordered_map<std::pair<NodeRef, NodeRef>, std::vector<NodeRef>, HashOfPair> narrowed_;
  std::unordered_set<NodeRef> seen_;  // on the way from one definition
  NodeRef only_;
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

/// The names of a file that can stand for a function at all, in tables of the file's own: this is asked of every use.
class Callables {
 public:
  Callables(const NameSet& callable, const File& file) : facts_(file.facts) {
    names_.reserve(file.names.size());
    for (const Name name : file.names) names_.push_back(callable.contains(name));
    bindings_.reserve(facts_.bindings.size());
    for (const facts::Binding& binding : facts_.bindings) {
      bindings_.push_back(names_[binding.name.value] && may_hold_function(binding.kind));
    }
  }

  /// Of what is called, whatever declares it.
  bool has_name_of_one(facts::NodeId node) const {
    const auto name = facts_.name(node);
    return name && names_[name->value];
  }
  /// Of an Ident.
  bool is_bound_to_one(facts::NodeId node) const {
    const auto binding = facts_.binding(node);
    return binding && bindings_[binding->value];
  }

 private:
  static bool may_hold_function(facts::BindingKind kind) {
    switch (kind) {
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

  const facts::FileFacts& facts_;
  std::vector<char> names_;     // by LocalName
  std::vector<char> bindings_;  // by BindingId
};

class Finder {
 public:
  Finder(const Program& program, const ProgramTables& tables, const NameSet& callable, const File& file)
      : resolver_(program, tables), file_(file), callables_(callable, file), targets_(program, resolver_) {}

  FileCalls run() {
    for (const Node node : nodes_of(file_, {Kind::Call, Kind::Tagged, Kind::New})) {
      if (node.is(Kind::New)) {
        construct(node);
      } else if (const Node head = callee(node)) {
        call(node, head);
      }
    }
    // A component is a function that its element runs.
    for (const Node element : nodes_of(file_, Kind::Element)) {
      if (element.child(0) && callables_.has_name_of_one(element.child(0).id()))
        refer(element, resolver_.definition(element, kMaxSteps));
    }
    for (const Node ident : nodes_of(file_, Kind::Ident)) {
      if (callables_.is_bound_to_one(ident.id()) && hands_on(ident)) mention(ident);
    }
    for (const Node member : nodes_of(file_, Kind::Member)) {
      if (callables_.has_name_of_one(member.id()) && hands_on(member)) mention(member);
    }
    std::stable_sort(calls_.references.begin(), calls_.references.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return std::move(calls_);
  }

 private:
  void call(const Node& node, const Node& head) {
    if (head.is(Kind::Super)) {
      const Node klass = node.enclosing(Kind::Class);
      if (!klass) return;
      for (const NodeRef target : targets_.constructor_of(resolver_.superclass(klass, kMaxSteps))) {
        calls_.edges.emplace_back(node.ref(), target);
      }
      return;
    }
    if (head.is(Kind::Function)) {  // called on the spot
      calls_.edges.emplace_back(node.ref(), head.ref());
      return;
    }
    if ((head.is(Kind::Ident) || head.is(Kind::Member)) && !callables_.has_name_of_one(head.id())) return;
    if (const Node table = picked_from(head.is(Kind::Member) ? head.child(0) : head)) {
      if (call_picked(node, head, table)) return;
    }
    const Definition called = definition_of(head);
    const bool is_one = targets_.of(called).size() < 2 || !head.is(Kind::Member);
    const Node type = is_one ? Node{} : resolver_.type_of(head.child(0), kMaxSteps).declaration;
    for (const NodeRef target : targets_.of_type(called, type, head.text())) {
      calls_.edges.emplace_back(node.ref(), target);
    }
  }

  /// The table that something was picked from: `HANDLERS` of `HANDLERS[kind]`, also through a constant.
  static Node picked_from(const Node& object) {
    Node at = without_casts(object);
    if (at && at.is(Kind::Ident)) {
      const auto binding = at.facts().binding(at.id());
      const Node declared = binding ? at.file().node(at.facts()[*binding].declaration) : Node{};
      const Node holder = declared ? declared.parent() : Node{};
      at = holder && holder.is(Kind::Declarator) && holder.child(0) == declared ? without_casts(value_of(holder))
                                                                                : Node{};
    }
    return at && at.is(Kind::Index) && !(at.child(1) && at.child(1).is(Kind::String)) ? at.child(0) : Node{};
  }

  /// `HANDLERS[kind](…)` and `HANDLERS[kind].run(…)` of a constant object: whatever of that name its values have.
  bool call_picked(const Node& call, const Node& head, const Node& table) {
    const Node declared = resolver_.definition(table, kMaxSteps).node;
    const Node object = declared ? without_casts(value_of(declared)) : Node{};
    if (!object || !object.is(Kind::Object)) return false;
    std::vector<NodeRef> found;
    for (const Node property : object.children()) {
      if (!property.is(Kind::Property)) continue;
      Definition picked{.node = property};
      if (head.is(Kind::Member))
        picked = resolver_.member(resolver_.type_of(value_of(property), kMaxSteps), head.text(), kMaxSteps);
      if (!picked.node) continue;
      const auto targets = targets_.of(picked);
      found.insert(found.end(), targets.begin(), targets.end());
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    for (const NodeRef target : found) calls_.edges.emplace_back(call.ref(), target);
    return !found.empty();
  }

  void construct(const Node& node) {
    const Definition klass = resolver_.definition(callee(node), kMaxSteps);
    for (const NodeRef target : targets_.constructor_of(klass)) calls_.edges.emplace_back(node.ref(), target);
  }

  void mention(const Node& use) {
    const Definition used = definition_of(use);
    if (!used.node || used.node.is(Kind::Parameter) || used.node.is(Kind::Enum) || used.node.is(Kind::EnumMember))
      return;
    refer(use, used);
  }

  void refer(const Node& use, const Definition& used) {
    for (const NodeRef target : targets_.of(used)) calls_.references.emplace_back(use.ref(), target);
  }

  /// What a use leads to in the program; nothing when that is in a library. Members of one name, and of what one field
  /// or property holds, are asked for many times in a file: what that is, is found out once.
  Definition definition_of(const Node& use) {
    const Node object = use.is(Kind::Member) ? use.child(0) : Node{};
    if (!object || !(object.is(Kind::Ident) || object.is(Kind::Member))) return resolver_.definition(use, kMaxSteps);
    Resolver::Holder* holder = holder_of(object);
    return holder == nullptr ? Definition{} : resolver_.member_definition(*holder, use.text(), kMaxSteps - 1);
  }

  /// Null for what comes from a library: so do its members.
  Resolver::Holder* holder_of(const Node& object) {
    const auto binding = object.is(Kind::Ident) ? file_.facts.binding(object.id()) : std::nullopt;
    if (binding) {
      const auto [entry, is_new] = by_binding_.try_emplace(binding->value);
      if (is_new) entry->second.base = resolver_.definition(object, kMaxSteps - 2);
      return entry->second.base.external ? nullptr : &entry->second;
    }
    Definition base = resolver_.definition(object, kMaxSteps - 2);
    if (base.external) return nullptr;
    const NodeRef ref = base.node.ref();
    return &by_definition_.try_emplace(ref, Resolver::Holder{.base = std::move(base), .type = {}}).first->second;
  }

  const Resolver resolver_;
  const File& file_;
  const Callables callables_;
  Targets targets_;
  std::unordered_map<std::uint32_t, Resolver::Holder> by_binding_;  // by BindingId
  std::unordered_map<NodeRef, Resolver::Holder> by_definition_;     // of members: `this.orders`, `props.order`
  FileCalls calls_;
};

}  // namespace

FileCalls calls_of(const Program& program, const ProgramTables& tables, const NameSet& callable, const File& file) {
  return Finder(program, tables, callable, file).run();
}

}  // namespace lockstep::program
