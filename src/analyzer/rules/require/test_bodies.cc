#include "rules/require/test_bodies.h"

#include "effects/durations.h"
#include "program/exits.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::rules::require {
namespace {

constexpr std::array<std::string_view, 4> kTests{"it", "test", "specify", "fit"};

std::optional<bool> constant_outcome(const Node& condition) {
  if (condition && condition.is(Kind::Boolean)) return condition.text() == "true";
  if (condition && condition.is(Kind::Number)) return condition.text() != "0";
  return std::nullopt;
}

/// `it.skipIf(true)`, `it.runIf(false)`
bool is_condition_to_skip(const Node& call) {
  const Node head = call.is(Kind::Call) ? program::callee(call) : Node{};
  if (!head || (head.text() != "skipIf" && head.text() != "runIf")) return false;
  const auto outcome = constant_outcome(program::argument(call, 0));
  return outcome && *outcome == (head.text() == "skipIf");
}

/// `it.skip`, `describe.skip.each([…])`; what is expected to fail proves nothing, either.
bool is_set_aside(const Node& call) {
  constexpr std::array<std::string_view, 4> kAside{"skip", "todo", "fails", "failing"};
  for (Node head = program::callee(call); head; head = head.is(Kind::Call) ? program::callee(head) : head.child(0)) {
    if (is_condition_to_skip(head)) return true;
    if (head.is(Kind::Member) && std::find(kAside.begin(), kAside.end(), head.text()) != kAside.end()) return true;
    if (!head.is(Kind::Call) && !head.is(Kind::Member)) return head.text() == "xdescribe";
  }
  return false;
}

/// `describe.skip('…', () => { it(…) })`
bool is_in_skipped_suite(const Node& test) {
  for (Node at = test.parent(); at; at = at.parent()) {
    if (at.is(Kind::Call) && is_set_aside(at)) return true;
  }
  return false;
}

/// The nearest branching above a node, and the branch that the node is in.
Node branch_of(const Node& branching, const Node& node) {
  for (const Node part : branching.children()) {
    if (!part.is(Kind::None) && part.contains(node)) return part;
  }
  return {};
}

std::optional<std::size_t> count_of(const Program& program, const Node& number) {
  const auto value = number ? effects::number_of(program, number) : std::nullopt;
  return value && *value >= 0 ? std::optional(static_cast<std::size_t>(*value)) : std::nullopt;
}

/// `jest.mock('./inbox')`, `vi.mock('./inbox', () => …)`.
bool is_mock_of_module(const Node& head) {
  return head && head.is(Kind::Member) && (head.text() == "mock" || head.text() == "doMock") && head.child(0) &&
         (head.child(0).text() == "jest" || head.child(0).text() == "vi");
}

/// The name by which others call a function: its own, or its method's.
std::string_view last_name(const Program& program, const Node& function, std::string& kept) {
  kept = program.qualified_name(function);
  return std::string_view(kept).substr(kept.rfind('.') + 1);
}

/// `Other.prototype`, `other` of a type that is known: not the class of the function.
bool is_of_another_class(const Program& program, const Node& spied, const Node& function) {
  const Node own = function.enclosing(Kind::Class);
  const Node plain = spied ? program::without_casts(spied) : Node{};
  if (!own || !plain) return false;
  Node klass = plain.is(Kind::Member) && plain.text() == "prototype" ? program.definition(plain.child(0)).node
                                                                     : program.type_of(plain).declaration;
  if (!klass || !klass.is(Kind::Class)) return false;
  for (int depth = 0; klass && depth < 8; klass = program.superclass(klass).node, ++depth) {
    if (klass == own) return false;
  }
  return true;
}

/// Whether a mock's factory leaves a function as it is: it takes over the real module and names others.
bool leaves_alone(const Node& mock, std::string_view function) {
  const Node factory = program::argument(mock, 1);
  if (!factory) return false;
  bool takes_over = false;
  for (const Node node : program::descendants(factory)) {
    if (node.is(Kind::Property) && node.text() == function) return false;
    takes_over = takes_over || node.text() == "requireActual" || node.text() == "importActual" ||
                 node.text() == "importOriginal" || node.text() == "actual" || node.text() == "original";
  }
  return takes_over;
}

}  // namespace

bool is_test_body(const Node& function) {
  const Node call = function.parent();
  if (!call || !call.is(Kind::Call)) return false;
  if (is_set_aside(call)) return false;
  Node head = program::callee(call);
  while (head && (head.is(Kind::Call) || head.is(Kind::Member)))
    head = head.is(Kind::Call) ? program::callee(head) : head.child(0);
  const bool is_test = head && std::find(kTests.begin(), kTests.end(), head.text()) != kTests.end();
  return is_test && !is_in_skipped_suite(call);
}

bool is_dead(const Node& node, const Node& body) {
  Node below = node;
  for (Node at = node.parent(); at && below != body; below = at, at = at.parent()) {
    if (at.is(Kind::If) || at.is(Kind::Conditional) || at.is(Kind::While)) {
      const auto outcome = constant_outcome(at.child(0));
      if (outcome && below == at.child(*outcome ? 2 : 1)) return true;
    }
    if (at.is(Kind::Binary) && (at.op() == Op::And || at.op() == Op::Or) && below == at.child(1)) {
      const auto outcome = constant_outcome(at.child(0));
      if (outcome && *outcome == (at.op() == Op::Or)) return true;
    }
    if (!at.is(Kind::Block)) continue;
    for (const Node statement : at.children()) {
      if (statement == below) break;
      if (program::is_exit(statement)) return true;
    }
  }
  return false;
}

bool exclude_each_other(const Node& one, const Node& other, const Node& body) {
  for (Node at = one.parent(); at && at != body; at = at.parent()) {
    if (!at.contains(other)) continue;
    if (!at.is(Kind::If) && !at.is(Kind::Conditional) && !at.is(Kind::Switch)) return false;
    const Node first = branch_of(at, one);
    const Node second = branch_of(at, other);
    return first != second && first != at.child(0) && second != at.child(0);
  }
  return false;
}

std::optional<std::size_t> length_of(const Program& program, const Node& list) {
  Node plain = program::without_casts(list);
  if (plain && plain.is(Kind::Ident)) {
    const Node constant = program.constant(plain);
    plain = constant && constant != plain ? program::without_casts(constant) : Node{};
  }
  if (!plain) return std::nullopt;
  if (plain.is(Kind::Array)) {
    std::size_t count = 0;
    for (const Node element : plain.children()) {
      if (!element.is(Kind::Spread)) {
        ++count;
      } else if (const auto inner = length_of(program, element.child(0))) {
        count += *inner;
      } else {
        return std::nullopt;
      }
    }
    return count;
  }
  const Node head = program::callee(plain);
  if (!head) return std::nullopt;
  if (head.text() == "Array") {
    const auto only =
        program::argument_count(plain) == 1 ? count_of(program, program::argument(plain, 0)) : std::nullopt;
    return only ? only : std::nullopt;
  }
  if (!head.is(Kind::Member)) return std::nullopt;
  if (program::is_named(head, "Array", "from")) {
    const Node from = program::argument(plain, 0);
    const Node length = from && from.is(Kind::Object) ? program::property(from, "length") : Node{};
    return length ? count_of(program, program::value_of(length)) : length_of(program, from);
  }
  constexpr std::array<std::string_view, 5> kAsLong{"fill", "keys", "map", "entries", "values"};
  const bool is_as_long = std::find(kAsLong.begin(), kAsLong.end(), head.text()) != kAsLong.end();
  return is_as_long ? length_of(program, head.child(0)) : std::nullopt;
}

bool is_mocked(const Program& program, const File& test, const Node& function) {
  std::string kept;
  const std::string_view name = last_name(program, function, kept);
  for (const Node call : program::nodes_of(test, Kind::Call)) {
    const Node head = program::callee(call);
    if (is_mock_of_module(head)) {
      const Node module = program::argument(call, 0);
      if (!module || !module.is(Kind::String)) continue;
      const workspace::Resolution found = program.workspace().resolve(test.id, module.text());
      const bool is_its_file = found.kind == workspace::Resolution::Kind::File && found.file == function.file().id;
      if (is_its_file && !leaves_alone(call, name)) return true;
    }
    // `jest.spyOn(inbox, 'store').mockResolvedValue(…)`; a spy alone only looks on.
    if (!head || !head.is(Kind::Member) || !head.text().starts_with("mock")) continue;
    const Node spy = head.child(0);
    const Node spied = spy && spy.is(Kind::Call) ? program::callee(spy) : Node{};
    const Node method = spied && spied.text() == "spyOn" ? program::argument(spy, 1) : Node{};
    if (method && method.is(Kind::String) && method.text() == name &&
        !is_of_another_class(program, program::argument(spy, 0), function))
      return true;
  }
  return false;
}

}  // namespace lockstep::rules::require
