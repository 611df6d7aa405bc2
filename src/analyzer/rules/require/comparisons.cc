#include "rules/require/comparisons.h"

#include "rules/require/guards.h"
#include "rules/require/scene.h"

#include "effects/acquisitions.h"
#include "program/exits.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

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

/// Whether an expression is the constant that it is made of in another dress, or a list of which that is one.
bool is_the_value(const Node& expression, const Node& below) {
  if (expression.is(Kind::Cast) || expression.is(Kind::Array) || expression.is(Kind::Await)) return true;
  if (expression.is(Kind::Call)) return true;  // a conversion
  if (expression.is(Kind::New)) return program::callee(expression) && program::callee(expression).text() == "Set";
  // The method of `X.equals(id)`; no other field of it.
  return expression.is(Kind::Member) && expression.child(0) == below && expression.parent() &&
         program::callee(expression.parent()) == expression;
}

/// `list.indexOf(X)`, `X.localeCompare(id)`: 0 is no "no".
bool gives_number(const Node& call) {
  constexpr std::array<std::string_view, 7> kOrders{"indexOf", "lastIndexOf",   "findIndex", "findLastIndex",
                                                    "search",  "localeCompare", "compare"};
  const Node head = program::callee(call);
  return head && std::ranges::find(kOrders, head.text()) != kOrders.end();
}

/// Whether a body comes to its end only by `return` and `throw`.
bool hands_back_at_end(const Node& body) {
  if (program::leaves_function(body)) return true;
  Node last;
  for (const Node statement : body.children()) last = statement;
  if (!last || !last.is(Kind::Switch)) return false;
  bool has_default = false;
  Node final_step;
  for (const Node part : last.children()) {
    if (!part.is(Kind::Case)) continue;
    has_default = has_default || !part.child(0);
    for (const Node step : part.children()) final_step = step;
  }
  return has_default && program::leaves_function(final_step) && program::nodes_of(last, Kind::Break).empty();
}

/// What a closure hands back, when that is all it does; also of `function isSystem(id) { return …; }`.
Node answer_of(const Node& function) {
  const Node body = program::body(function);
  if (!body || !body.is(Kind::Block)) return body;
  const Node first = body.child(0);
  return first && first.is(Kind::Return) ? first.child(0) : Node{};
}

/// How a value turns out that is spelled: a reason in words is true, and `null` is not. Nothing of anything else.
std::optional<bool> truth_of(const Node& value) {
  if (!value || value.is(Kind::Null) || (value.is(Kind::Ident) && value.text() == "undefined")) return false;
  if (value.is(Kind::Boolean)) return value.text() == "true";
  if (value.is(Kind::String)) return !value.text().empty();
  if (value.is(Kind::Template) || value.is(Kind::Object) || value.is(Kind::New)) return true;
  return std::nullopt;
}

/// Of `reason !== null` and `reason == undefined` the side that is asked about; null: it is no such comparison.
Node asked_for_nothing(const Node& comparison) {
  if (!is_equality(comparison.op()) && !is_inequality(comparison.op())) return {};
  const auto is_nothing = [](const Node& side) {
    return side && (side.is(Kind::Null) || (side.is(Kind::Ident) && side.text() == "undefined"));
  };
  if (is_nothing(comparison.child(1))) return comparison.child(0);
  return is_nothing(comparison.child(0)) ? comparison.child(1) : Node{};
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
  const bool is_copy = declared.is(Kind::Declarator) || declared.is(Kind::Property) || declared.is(Kind::Field);
  const Node copied = is_copy ? program::without_casts(program::value_of(declared)) : Node{};
  return copied && is_meant(copied, depth + 1);
}

bool Constant::is_among(const Node& list, int depth) const {
  Node held = list;
  if (held && (held.is(Kind::Ident) || held.is(Kind::Member))) held = program_.constant(held);
  held = held ? program::without_casts(held) : Node{};
  if (held && held.is(Kind::New) && program::callee(held) && program::callee(held).text() == "Set")
    held = program::argument(held, 0) ? program::without_casts(program::argument(held, 0)) : Node{};
  if (!held || !held.is(Kind::Array)) return false;
  const auto elements = held.children();
  return std::any_of(elements.begin(), elements.end(), [&](const Node& element) {
    return is_meant(element) || (element.is(Kind::Spread) && depth < kDeepest && is_among(element.child(0), depth + 1));
  });
}

Comparisons Comparisons::inside() const {
  Comparisons inner(program_, constant_, protects_, {});
  inner.columns_ = columns_;
  inner.level_ = level_ + 1;
  return inner;
}

bool Comparisons::is_about_call(const Node& comparison) const {
  if (!protects_) return true;
  return call_ ? are_about_one_value(comparison, call_, given_, columns()) : compares_id(comparison);
}

bool Comparisons::is_about_call(const Node& check, const Node& inner) const {
  if (!protects_ || !call_) return true;
  return is_checked_value(check, inner, call_, given_, columns());
}

/// Whether what is compared with the constant, whatever row it is of, is no other column than its id.
bool Comparisons::compares_id(const Node& comparison) const {
  if (columns() == nullptr) return true;
  std::vector<Node> sides;
  if (comparison.is(Kind::Binary)) {
    sides = {comparison.child(0), comparison.child(1)};
  } else if (comparison.is(Kind::Call)) {
    for (const Node given : program::arguments(comparison)) sides.push_back(given);
    const Node head = program::callee(comparison);
    if (head && head.is(Kind::Member)) sides.push_back(head.child(0));
  }
  return std::ranges::none_of(sides, [&](const Node& side) {
    Node plain = side ? program::without_casts(side) : Node{};
    while (plain && plain.is(Kind::Call) && is_conversion(plain)) {
      const Node head = program::callee(plain);
      const Node of = head.is(Kind::Member) ? head.child(0) : program::argument(plain, 0);
      plain = of ? program::without_casts(of) : Node{};
    }
    return plain && plain.is(Kind::Member) && !constant_.is_meant(plain) && !constant_.is_among(plain) &&
           !columns_.is_own_id(plain.text()) && !(plain.child(0) && plain.child(0).is(Kind::This));
  });
}

Node Comparisons::comparison_at(const Node& constant, const Node& within) const {
  if (!constant_.is_meant(constant)) return {};
  for (Node below = constant, at = constant; at && at != within.parent(); below = at, at = at.parent()) {
    const bool compares = at.is(Kind::Binary) && (is_equality(at.op()) || is_inequality(at.op()));
    if (compares || (at.is(Kind::Call) && at != constant && !is_conversion(at))) return at;
    if (protects_ && at != constant && !is_the_value(at, below)) return {};
  }
  return {};
}

Node Comparisons::in(const Node& expression) const {
  if (!expression) return {};
  const auto found_at = [&](const Node& constant) {
    const Node found = comparison_at(constant, expression);
    return found && is_about_call(found) ? found : Node{};
  };
  if (const Node found = found_at(expression)) return found;
  for (const Node node : program::descendants(expression)) {
    if (const Node found = found_at(node)) return found;
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
    if (!answer || !answer.is(Kind::Declarator) || answer.enclosing_function() != plain.enclosing_function()) return {};
    if (answer.parent().op() != Op::Const) return decided_by_flag(plain, outcome, depth + 1);
    return program::value_of(answer) ? decides(program::value_of(answer), outcome, depth + 1) : Node{};
  }
  if (plain.is(Kind::Conditional)) return decided_by_ways(plain, outcome, depth + 1);
  if (plain.is(Kind::Binary) && (plain.op() == Op::And || plain.op() == Op::Or)) {
    const Node left = decides(plain.child(0), outcome, depth + 1);
    const Node right = decides(plain.child(1), outcome, depth + 1);
    if ((plain.op() == Op::And) == outcome) return left ? left : right;
    return left && right ? left : Node{};
  }
  if (plain.is(Kind::Binary)) {
    if (const Node reason = asked_for_nothing(plain))
      return decides(reason, outcome == is_inequality(plain.op()), depth + 1);
  }
  if (plain.is(Kind::Member)) return decided_by_getter(plain, outcome, depth + 1);
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

/// `user.isSystem`, whose body compares `this.id`.
Node Comparisons::decided_by_getter(const Node& member, bool outcome, int depth) const {
  const Node declared = is_too_deep() ? Node{} : program_.definition(member).node;
  const Node function = declared && declared.is(Kind::Method) ? declared.child(0) : Node{};
  if (!function || !function.is(Kind::Function) || !function.has(facts::kGetter)) return {};
  const Node found = inside().decided_by_body(function, outcome, depth);
  return found && is_about_call(member, found) ? member : Node{};
}

/// `KEPT.some((kept) => kept === id)` of a list that the constant is in.
Node Comparisons::decided_by_list(const Node& call, const Node& closure, bool is_some) const {
  const Node one = program::parameter(closure, 0);
  const Node answer = answer_of(closure) ? program::without_casts(answer_of(closure)) : Node{};
  if (!one || !answer || !answer.is(Kind::Binary)) return {};
  if (is_some ? !is_equality(answer.op()) : !is_inequality(answer.op())) return {};
  const auto is_one = [&](const Node& side) {
    return side && side.is(Kind::Ident) && program_.definition(side).node == one;
  };
  const Node other = is_one(answer.child(0)) ? answer.child(1) : is_one(answer.child(1)) ? answer.child(0) : Node{};
  return other && is_about_call(other) ? call : Node{};
}

/// `ids.some((id) => id === X)`, false: no id is. `ids.every((id) => id !== X)`, true: none is.
Node Comparisons::decided_by_closure(const Node& call, bool outcome, int depth) const {
  const std::string_view method = program::callee(call).text();
  const bool is_some = method == "some" || method == "find" || method == "findLast";
  const Node closure = program::argument(call, 0);
  if ((!is_some && method != "every") || outcome == is_some || !closure || !closure.is(Kind::Function)) return {};
  if (constant_.is_among(program::callee(call).child(0))) return decided_by_list(call, closure, is_some);
  return decides(answer_of(closure), outcome, depth);
}

/// `isSystemUser(id)`, which hands back such a comparison, or says true and false where it has compared.
Node Comparisons::decided_by_helper(const Node& call, bool outcome, int depth) const {
  const auto callees = program_.callees(call);
  if (callees.size() != 1 || !is_about_call(call) || is_too_deep()) return {};
  const Node function = program_[callees[0]];
  // A promise is always true.
  if (protects_ && function.has(facts::kAsync) && !effects::is_waited_for(call)) return {};
  const Node found = inside().decided_by_body(function, outcome, depth);
  return found && is_about_call(call, found) ? call : Node{};
}

/// Of a function: on all ways on which it may hand back the outcome, both differ.
Node Comparisons::decided_by_body(const Node& function, bool outcome, int depth) const {
  const Node body = program::body(function);
  if (!body || !body.is(Kind::Block)) return decides(body, outcome, depth);
  if (!protects_) return decides(answer_of(function), outcome, depth);
  if (!outcome && !hands_back_at_end(body)) return {};
  const Guards guards(*this);
  Node first;
  for (const Node way : program::nodes_of(function, Kind::Return)) {
    if (way.enclosing_function() != function) continue;
    const Node value = program::without_casts(way.child(0));
    const std::optional<bool> fixed = truth_of(value);
    if (fixed && *fixed != outcome) continue;
    Node found = fixed ? Node{} : decides(value, outcome, depth);
    if (!found) found = guards.before(way);
    if (!found) return {};
    if (!first) first = found;
  }
  return first;
}

/// `let isFree = true; if (id === X) isFree = false; if (isFree) …`
Node Comparisons::decided_by_flag(const Node& name, bool outcome, int depth) const {
  const auto binding = name.facts().binding(name.id());
  const Node function = name.enclosing_function();
  if (!protects_ || !binding || !function) return {};
  Node found;
  for (const Node assign : program::nodes_of(function, Kind::Assign)) {
    const Node target = assign.child(0);
    if (!target || !target.is(Kind::Ident) || target.facts().binding(target.id()) != binding) continue;
    if (assign.span().begin > name.span().begin || assign.enclosing_function() != function) return {};
    const Node value = program::without_casts(assign.child(1));
    if (!value || !value.is(Kind::Boolean)) return {};
    if ((value.text() == "true") == outcome) {
      found = {};
      continue;
    }
    Node branch = assign.parent();
    while (branch && !branch.is(Kind::If) && branch != function) branch = branch.parent();
    if (!branch || !branch.is(Kind::If) || branch.child(0).contains(assign) || !branch.parent().contains(name))
      continue;
    const bool is_else = branch.child(2) && branch.child(2).contains(assign);
    if (const Node said = decides(branch.child(0), is_else, depth)) found = said;
  }
  return found;
}

/// `id !== X ? true : false`
Node Comparisons::decided_by_ways(const Node& conditional, bool outcome, int depth) const {
  Node found;
  for (const bool is_then : {true, false}) {
    const Node value = program::without_casts(conditional.child(is_then ? 1 : 2));
    const std::optional<bool> fixed = truth_of(value);
    if (fixed && *fixed != outcome) continue;
    Node said = decides(conditional.child(0), is_then, depth);
    if (!said && value) said = decides(value, outcome, depth);
    if (!said) return {};
    found = said;
  }
  return found;
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
  const Node found = expression.is(Kind::Call) && !gives_number(expression) ? in(expression) : Node{};
  return found && found == expression && outcome == asks_for_difference(found) ? found : Node{};
}

}  // namespace lockstep::rules::require
