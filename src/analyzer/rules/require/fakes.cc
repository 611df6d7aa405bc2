#include "rules/require/fakes.h"

#include "rules/require/test_bodies.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace lockstep::rules::require {
namespace {

bool is_hook(const Node& function) {
  constexpr std::array<std::string_view, 4> kHooks{"beforeEach", "beforeAll", "before", "setup"};
  const Node call = function.parent();
  const Node head = call && call.is(Kind::Call) ? program::callee(call) : Node{};
  return head && std::ranges::find(kHooks, head.text()) != kHooks.end();
}

/// Where what stands at a node is in force: its test, or the suite whose hooks it is in; null: the whole file.
Node scope_of(const Node& node) {
  for (Node function = node.enclosing_function(); function; function = function.enclosing_function()) {
    if (is_hook(function)) return function.enclosing_function();
    if (is_test_body(function)) return function;
  }
  return {};
}

class Fakes {
 public:
  Fakes(const Program& program, const Node& call, const Node& function)
      : program_(program), call_(call), klass_(function.enclosing(Kind::Class)) {
    if (function.parent() && function.parent().is(Kind::Method)) method_ = function.parent().text();
  }

  bool any() const {
    if (!klass_ || klass_.text().empty()) return false;
    const File& file = call_.file();
    for (const Node object : program::nodes_of(file, Kind::Object)) {
      if (is_in_force(object) && (is_provider(object) || is_cast(object))) return true;
    }
    for (const Node call : program::nodes_of(file, Kind::Call)) {
      if (is_in_force(call) && is_mock(call)) return true;
    }
    for (const Node assign : program::nodes_of(file, Kind::Assign)) {
      if (is_in_force(assign) && is_replaced(assign)) return true;
    }
    return false;
  }

 private:
  bool is_in_force(const Node& node) const {
    const Node scope = scope_of(node);
    return !scope || scope.contains(call_);
  }

  bool is_class(const Node& name) const {
    const Node plain = name ? program::without_casts(name) : Node{};
    return plain && program_.definition(plain).node == klass_;
  }

  bool makes_class(const Node& value) const {
    const auto made = program::nodes_of(value, Kind::New);
    return (value.is(Kind::New) && is_class(program::callee(value))) ||
           std::any_of(made.begin(), made.end(), [&](const Node& one) { return is_class(program::callee(one)); });
  }

  /// `{ provide: Inbox, useValue: … }`, unless that is one.
  bool is_provider(const Node& object) const {
    if (!is_class(program::value_of(program::property(object, "provide")))) return false;
    for (const std::string_view key : {"useValue", "useClass", "useFactory"}) {
      const Node value = program::value_of(program::property(object, key));
      if (value) return !is_class(value) && !makes_class(value);
    }
    return false;
  }

  /// `{ store: jest.fn() } as unknown as Inbox`, `const inbox: Inbox = { … }`
  bool is_cast(const Node& object) const {
    Node at = object.parent();
    Node type;
    for (; at && at.is(Kind::Cast); at = at.parent()) type = at.child(1);
    if (at && at.is(Kind::Declarator) && !type) type = at.child(1);
    if (!type) return false;
    if (program_.declared_type(type).declaration == klass_) return true;
    for (const Node name : program::nodes_of(type, Kind::TypeName)) {
      if (program_.declared_type(name).declaration == klass_) return true;
    }
    return false;
  }

  /// `mock<Inbox>()`, `createStubInstance(Inbox)`, `overrideProvider(Inbox)`
  bool is_mock(const Node& call) const {
    const Node head = program::callee(call);
    if (!head) return false;
    if (head.text() == "overrideProvider" || head.text() == "createStubInstance")
      return is_class(program::argument(call, 0));
    std::string word(head.text());
    std::ranges::transform(word, word.begin(),
                           [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
    constexpr std::array<std::string_view, 4> kWords{"mock", "stub", "fake", "substitute"};
    const bool is_telling =
        std::ranges::any_of(kWords, [&](std::string_view one) { return word.find(one) != std::string::npos; });
    const Node type = is_telling ? program::type_argument(call, 0) : Node{};
    return type && program_.declared_type(type).declaration == klass_;
  }

  /// Whether the call in question is made on the same variable, whatever that is: `const inbox = module.get(Inbox)`.
  bool is_called_on(const Node& object) const {
    const Node head = program::callee(call_);
    const Node receiver = head && head.is(Kind::Member) ? head.child(0) : Node{};
    if (!receiver || !receiver.is(Kind::Ident) || !object.is(Kind::Ident)) return false;
    const auto binding = receiver.facts().binding(receiver.id());
    return binding && object.file().id == receiver.file().id && object.facts().binding(object.id()) == binding;
  }

  /// `inbox.store = jest.fn();`
  bool is_replaced(const Node& assign) const {
    const Node target = assign.child(0);
    if (method_.empty() || !target || !target.is(Kind::Member) || target.text() != method_) return false;
    const Node object = target.child(0);
    return program_.type_of(object).declaration == klass_ || is_called_on(object) ||
           (object.is(Kind::Member) && object.text() == "prototype" && is_class(object.child(0)));
  }

  const Program& program_;
  Node call_;
  Node klass_;
  std::string_view method_;
};

}  // namespace

bool is_faked(const Program& program, const Node& call, const Node& function) {
  return Fakes(program, call, function).any();
}

}  // namespace lockstep::rules::require
