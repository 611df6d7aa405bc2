#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"

#include "program/exits.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lockstep::rules {
namespace {

bool is_equality(Op op) { return op == Op::StrictEqual || op == Op::Equal; }
bool is_inequality(Op op) { return op == Op::StrictNotEqual || op == Op::NotEqual; }

std::string_view name_of(const Node& operand) {
  const Node node = program::without_casts(operand);
  if (!node) return {};
  switch (node.kind()) {
    case Kind::Ident:
    case Kind::Member:
      return node.text();
    case Kind::Call: {  // `status.toLowerCase()`
      const Node callee = program::callee(node);
      return callee && callee.is(Kind::Member) ? name_of(callee.child(0)) : name_of(callee);
    }
    default:
      return {};
  }
}

/// Gathers comparisons of one operand with strings.
class Comparisons {
 public:
  Comparisons(const Program& program, const Node& node) : gathering_(program, Shape::Chain, node) {}

  /// Every test of a tree of `||` (or of `&&` with `!==`); false when something else is among them.
  bool add_tree(const Node& root, Op connective) {
    std::vector<Node> stack{root};
    while (!stack.empty()) {
      const Node node = stack.back();
      stack.pop_back();
      if (!node) return false;
      if (node.is(Kind::Binary) && node.op() == connective) {
        stack.push_back(node.child(1));
        stack.push_back(node.child(0));
        continue;
      }
      if (!add_test(node, connective == Op::Or)) return false;
    }
    return true;
  }

  bool add_test(const Node& test, bool equal) {
    if (!test.is(Kind::Binary) || !(equal ? is_equality(test.op()) : is_inequality(test.op()))) return false;
    Node operand = test.child(0);
    Node value = test.child(1);
    if (operand && operand.is(Kind::String)) std::swap(operand, value);
    if (!operand || !value) return false;
    const std::string tried = program::describe(operand);
    if (operand_text_.empty()) {
      operand_text_ = tried;
      gathering_.list().name = name_of(operand);
    }
    return tried == operand_text_ && gathering_.take(value);
  }

  std::optional<ValueList> finish() && { return std::move(gathering_).finish(3); }
  /// Of one condition. Two values are enough where somebody put each together: `x === 'runAction' || …`.
  std::optional<ValueList> finish_test() && {
    const std::vector<ListedValue>& values = gathering_.list().spelled;
    const bool is_telling =
        std::all_of(values.begin(), values.end(), [](const ListedValue& value) { return is_put_together(value.text); });
    return std::move(gathering_).finish(is_telling ? 2 : 3);
  }

 private:
  Gathering gathering_;
  std::string operand_text_;
};

}  // namespace

std::optional<ValueList> switch_list(const Program& program, const Node& statement) {
  Gathering gathering(program, Shape::Switch, statement);
  gathering.list().name = name_of(statement.child(0));
  for (const Node part : statement.children()) {
    if (!part.is(Kind::Case)) continue;
    const Node test = part.child(0);
    if (!test) continue;  // `default`
    if (!gathering.take(test)) gathering.leave_open();
  }
  return std::move(gathering).finish(3);
}

namespace {

/// Whether a condition can be a row of comparisons; most conditions are given away by their first word.
bool may_compare(const Node& condition, Op connective) {
  Node first = condition;
  while (first && first.is(Kind::Binary) && first.op() == connective) first = first.child(0);
  if (!first || !first.is(Kind::Binary)) return false;
  return connective == Op::Or ? is_equality(first.op()) : is_inequality(first.op());
}

/// `if (x === 'a') return …;`
bool is_way_out(const Node& statement) {
  return statement.is(Kind::If) && !statement.child(2) && program::leaves_function(statement.child(1)) &&
         may_compare(statement.child(0), Op::Or);
}

/// The ways out that follow a statement without a gap; nothing where the statement itself follows one.
std::vector<Node> ways_out_behind(const Node& statement) {
  std::vector<Node> found;
  if (!statement.parent() || !is_way_out(statement)) return found;
  bool is_behind = false;
  Node before;
  for (const Node sibling : statement.parent().children()) {
    if (sibling == statement) {
      if (before && is_way_out(before)) return {};
      is_behind = true;
    } else if (is_behind) {
      if (!is_way_out(sibling)) break;
      found.push_back(sibling);
    }
    before = sibling;
  }
  return found;
}

}  // namespace

std::optional<ValueList> chain_list(const Program& program, const Node& node) {
  if (node.is(Kind::Binary) && node.op() != Op::Or && node.op() != Op::And) return std::nullopt;
  if (!may_compare(node.is(Kind::Binary) ? node : node.child(0), node.is(Kind::Binary) ? node.op() : Op::Or)) {
    return std::nullopt;
  }
  Comparisons comparisons(program, node);
  if (node.is(Kind::Binary)) {
    const Node above = node.parent();
    if (above && above.is(Kind::Binary) && above.op() == node.op()) return std::nullopt;  // the top of it tells all
    if (!comparisons.add_tree(node, node.op())) return std::nullopt;
    return std::move(comparisons).finish_test();
  }
  // if (x === 'a') … else if (x === 'b') …, and the same with `? :`
  const Node above = node.parent();
  if (above && above.kind() == node.kind() && above.child(2) == node) return std::nullopt;
  Node at = node;
  while (at && at.kind() == node.kind()) {
    const Node condition = at.child(0);
    if (!condition || !comparisons.add_tree(condition, Op::Or)) break;
    at = at.child(2);
  }
  for (const Node& next : node.is(Kind::If) ? ways_out_behind(node) : std::vector<Node>{}) {
    if (!comparisons.add_tree(next.child(0), Op::Or)) break;
  }
  return std::move(comparisons).finish();
}

}  // namespace lockstep::rules
