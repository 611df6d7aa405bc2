#include "rules/require/comparisons.h"

#include "rules/require/scene.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace lockstep::rules::require {
namespace {

constexpr int kDeepest = 6;  // conditions of conditions

bool is_equality(Op op) { return op == Op::Equal || op == Op::StrictEqual; }
bool is_inequality(Op op) { return op == Op::NotEqual || op == Op::StrictNotEqual; }

/// `String(x)`, `x.toString()`: the value itself in another dress.
bool is_conversion(const Node& call) {
  constexpr std::array<std::string_view, 6> kConversions{"String",   "Number", "BigInt",
                                                         "toString", "trim",   "toLowerCase"};
  const Node head = program::callee(call);
  return head && std::ranges::find(kConversions, head.text()) != kConversions.end();
}

/// `isNotEqual(a, b)`, `differs(a, b)`, `ne(a, b)`: true where both differ.
bool asks_for_difference(const Node& call) {
  const Node head = program::callee(call);
  if (!head) return false;
  std::string word(head.text());
  std::ranges::transform(word, word.begin(), [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
  return word == "ne" || word == "neq" || word.starts_with("not") || word.starts_with("isnot") ||
         word.starts_with("differ");
}

/// What a closure hands back, when that is all it does; also of `function isSystem(id) { return …; }`.
Node answer_of(const Node& function) {
  const Node body = program::body(function);
  if (!body || !body.is(Kind::Block)) return body;
  const Node first = body.child(0);
  return first && first.is(Kind::Return) ? first.child(0) : Node{};
}

/// -1 of `list.indexOf(x) === -1`.
bool is_minus_one(const Node& node) {
  return node && node.is(Kind::Unary) && node.op() == Op::Minus && node.child(0) && node.child(0).text() == "1";
}

/// Whether a comparison of a position with a number says that something is in the list; nothing where it says neither.
std::optional<bool> says_that_it_is_there(const Node& comparison) {
  const Node number = comparison.child(1);
  const Op op = comparison.op();
  if (is_minus_one(number)) {
    if (is_equality(op)) return false;
    if (is_inequality(op) || op == Op::Greater) return true;
  }
  if (number && number.is(Kind::Number) && number.text() == "0") {
    if (op == Op::GreaterEqual) return true;
    if (op == Op::Less) return false;
  }
  return std::nullopt;
}

}  // namespace

Constant::Constant(const Program& program, std::string name, std::string_view package)
    : program_(program), name_(std::move(name)) {
  for (const Node& declaration : declarations(program, name_, package)) declarations_.insert(declaration.ref());
  is_known_ = !declarations_.empty() || is_imported(package);
}

bool Constant::is_imported(std::string_view package) const {
  const auto name = program_.names().find(name_);
  if (!name) return false;
  for (const File& file : program_.files()) {
    for (const facts::Binding& binding : file.facts.bindings) {
      if (binding.kind != facts::BindingKind::Import || binding.import == facts::kNone) continue;
      if (file.names[binding.imported.value] != *name) continue;
      if (package.empty() || program_.imported_package(file, binding.import) == package) return true;
    }
  }
  return false;
}

bool Constant::is_meant(const Node& node, int depth) const {
  constexpr int kDeepestCopy = 2;
  if (!is_known_ || depth > kDeepestCopy || (!node.is(Kind::Ident) && !node.is(Kind::Member))) return false;
  const Node declared = program_.definition(node).node;
  if (!declared) return declarations_.empty() && node.text() == name_;
  if (declarations_.contains(declared.ref())) return true;
  const Node copied = declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
  return copied && is_meant(copied, depth + 1);
}

bool Constant::is_among(const Node& list) const {
  Node held = list;
  if (held && (held.is(Kind::Ident) || held.is(Kind::Member))) held = program_.constant(held);
  held = held ? program::without_casts(held) : Node{};
  if (held && held.is(Kind::New) && program::callee(held) && program::callee(held).text() == "Set")
    held = program::argument(held, 0) ? program::without_casts(program::argument(held, 0)) : Node{};
  if (!held || !held.is(Kind::Array)) return false;
  const auto elements = held.children();
  return std::any_of(elements.begin(), elements.end(), [&](const Node& element) { return is_meant(element); });
}

bool Comparisons::is_about_call(const Node& comparison) const {
  return !protects_ || !call_ || are_about_one_value(comparison, call_, counted_, is_id_word(constant_.name()));
}

bool Comparisons::is_about_call(const Node& check, const Node& inner) const {
  if (!protects_ || !call_) return true;
  const auto parameters = parameters_behind(inner);
  return std::ranges::any_of(parameters, [&](std::size_t index) {
    const Node given = program::argument(check, index);
    return given && are_about_one_value(given, call_, counted_, is_id_word(constant_.name()));
  });
}

/// `id === X`, `X.equals(id)`, `[X, …].includes(id)`.
Node Comparisons::comparison_around(const Node& constant, const Node& within) const {
  if (!constant_.is_meant(constant)) return {};
  for (Node at = constant; at != within.parent() && at; at = at.parent()) {
    const bool compares = at.is(Kind::Binary) && (is_equality(at.op()) || is_inequality(at.op()));
    if (!compares && (!at.is(Kind::Call) || at == constant || is_conversion(at))) continue;
    return is_about_call(at) ? at : Node{};
  }
  return {};
}

Node Comparisons::in(const Node& expression) const {
  if (!expression) return {};
  if (const Node found = comparison_around(expression, expression)) return found;
  for (const Node node : program::descendants(expression)) {
    if (const Node found = comparison_around(node, expression)) return found;
  }
  return {};
}

Node Comparisons::decides(const Node& expression, bool outcome, int depth) const {
  Node plain = program::without_casts(expression);
  while (plain && plain.is(Kind::Await)) plain = program::without_casts(plain.child(0));
  if (!plain || depth > kDeepest) return {};
  if (plain.is(Kind::Unary) && plain.op() == Op::Not) return decides(plain.child(0), !outcome, depth);
  if (plain.is(Kind::Ident)) {
    // `const isSystem = id === X; if (isSystem) throw …`
    const Node answer = program_.definition(plain).node;
    const bool is_constant = answer && answer.is(Kind::Declarator) && answer.parent().op() == Op::Const &&
                             answer.enclosing_function() == plain.enclosing_function();
    return is_constant && program::value_of(answer) ? decides(program::value_of(answer), outcome, depth + 1) : Node{};
  }
  if (plain.is(Kind::Binary) && (plain.op() == Op::And || plain.op() == Op::Or)) {
    const Node left = decides(plain.child(0), outcome, depth + 1);
    const Node right = decides(plain.child(1), outcome, depth + 1);
    if ((plain.op() == Op::And) == outcome) return left ? left : right;
    return left && right ? left : Node{};
  }
  if (plain.is(Kind::Call)) {
    if (const Node said = decided_by_call(plain, outcome, depth + 1)) return said;
  }
  return decided_by_comparison(plain, outcome);
}

Node Comparisons::decided_by_call(const Node& call, bool outcome, int depth) const {
  const Node head = program::callee(call);
  if (!head) return {};
  if (head.is(Kind::Ident) && head.text() == "Boolean") return decides(program::argument(call, 0), outcome, depth);
  if (head.is(Kind::Member)) {
    const bool looks_up = head.text() == "has" || head.text() == "includes";
    if (looks_up && constant_.is_among(head.child(0)) && is_about_call(call))
      return !protects_ || !outcome ? call : Node{};
    if (const Node said = decided_by_closure(call, outcome, depth)) return said;
  }
  return decided_by_helper(call, outcome, depth);
}

/// `ids.some((id) => id === X)`, false: no id is. `ids.every((id) => id !== X)`, true: none is.
Node Comparisons::decided_by_closure(const Node& call, bool outcome, int depth) const {
  const std::string_view method = program::callee(call).text();
  const bool is_some = method == "some" || method == "find" || method == "findLast";
  const Node closure = program::argument(call, 0);
  if ((!is_some && method != "every") || outcome == is_some || !closure || !closure.is(Kind::Function)) return {};
  return decides(answer_of(closure), outcome, depth);
}

/// `isSystemUser(id)`, which hands back such a comparison and does nothing else.
Node Comparisons::decided_by_helper(const Node& call, bool outcome, int depth) const {
  const auto callees = program_.callees(call);
  if (callees.size() != 1 || !is_about_call(call)) return {};
  const Comparisons inside(program_, constant_, protects_, {});
  const Node found = inside.decides(answer_of(program_[callees[0]]), outcome, depth);
  return found && is_about_call(call, found) ? call : Node{};
}

/// A comparison that the expression is, and which turns out so where both differ.
Node Comparisons::decided_by_comparison(const Node& expression, bool outcome) const {
  if (!protects_) return in(expression);
  if (expression.is(Kind::Binary)) {
    const Node found = in(expression);
    if (!found) return {};
    if (found == expression) return outcome == is_inequality(found.op()) ? found : Node{};
    const std::optional<bool> is_there = says_that_it_is_there(expression);
    const Node head = found.is(Kind::Call) && found == expression.child(0) ? program::callee(found) : Node{};
    return is_there && head && head.text() == "indexOf" && outcome != *is_there ? found : Node{};
  }
  const Node found = expression.is(Kind::Call) ? in(expression) : Node{};
  return found && found == expression && outcome == asks_for_difference(found) ? found : Node{};
}

}  // namespace lockstep::rules::require
