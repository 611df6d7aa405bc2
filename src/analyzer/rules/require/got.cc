#include "rules/require/got.h"

#include "effects/acquisitions.h"
#include "program/exits.h"

#include <algorithm>

namespace lockstep::rules::require {
namespace {

constexpr int kDeepest = 6;

bool may_leave(const Node& node) {
  const auto inside = program::descendants(node);
  return std::any_of(inside.begin(), inside.end(), program::is_exit);
}

bool is_loop(const Node& node) {
  return node.is(Kind::While) || node.is(Kind::DoWhile) || node.is(Kind::For) || node.is(Kind::ForOf);
}

Node condition_of(const Node& loop) {
  if (loop.is(Kind::ForOf)) return {};
  return loop.is(Kind::For) ? loop.child(1) : loop.child(loop.is(Kind::DoWhile) ? 1 : 0);
}

bool is_endless(const Node& loop) {
  const Node condition = condition_of(loop);
  if (loop.is(Kind::ForOf)) return false;
  return !condition || (condition.is(Kind::Boolean) && condition.text() == "true") ||
         (condition.is(Kind::Number) && condition.text() != "0");
}

/// `break` of this loop, and of no other in it.
std::vector<Node> breaks_of(const Node& loop) {
  std::vector<Node> found;
  for (const Node one : program::nodes_of(loop, Kind::Break)) {
    Node at = one.parent();
    while (at && !is_loop(at) && !at.is(Kind::Switch) && !at.is(Kind::ForIn)) at = at.parent();
    if (at == loop) found.push_back(one);
  }
  return found;
}

/// Whether a comparison is with something of which it is not known what it stands for: `how === 'queued'`.
bool compares_with_a_word(const Node& condition) {
  if (!condition.is(Kind::Binary)) return false;
  const auto is_word = [](const Node& side) { return side && side.is(Kind::String) && side.text() != "OK"; };
  return is_word(condition.child(0)) || is_word(condition.child(1));
}

/// Whether a variable holds nothing until it is assigned.
bool begins_empty(const Program& program, const Node& name) {
  const Node declared = program.definition(name).node;
  if (!declared || !declared.is(Kind::Declarator)) return false;
  const Node value = program::value_of(declared);
  return !value || effects::says_failure(value);
}

/// Whether a node stands where its function may pass by, and `work` does not.
bool may_be_passed_by(const Node& node, const Node& unit, const Node& work) {
  Node below = node;
  for (Node at = node.parent(); at && at != unit && !(work && at.contains(work)); below = at, at = at.parent()) {
    const bool is_shortcut = at.is(Kind::Binary) && (at.op() == Op::And || at.op() == Op::Or) && at.child(1) == below;
    if (is_shortcut || (effects::is_conditional(at, below) && !(is_loop(at) && condition_of(at) == below))) return true;
  }
  return false;
}

}  // namespace

Got::Got(const Program& program, const Node& unit, const Node& opener)
    : program_(program), unit_(unit), opener_(opener) {
  const Node bound = effects::bound_to(opener);
  names_ = effects::names_of(bound);
  // Of `[error, got]` the second says it.
  if (names_.size() > 1) std::erase_if(names_, [](std::string_view name) { return name.starts_with("err"); });
  if (bound && bound.parent()) {
    const Node value =
        bound.parent().is(Kind::Declarator) ? program::value_of(bound.parent()) : bound.parent().child(1);
    if (value && value.contains(opener)) says_success_ = effects::tests_for_success(value, opener);
    may_be_skipped_ = bound.parent().is(Kind::Assign) && !begins_empty(program, bound);
  }
  // `acquire(id).then((got) => …)`
  const Node then = opener.parent();
  if (then && then.is(Kind::Member) && then.text() == "then" && then.parent() && then.parent().is(Kind::Call)) {
    const Node closure = program::argument(then.parent(), 0);
    const Node parameter = closure && closure.is(Kind::Function) ? program::parameter(closure, 0) : Node{};
    if (parameter && parameter.child(0)) {
      for (const std::string_view name : effects::names_of(parameter.child(0))) names_.push_back(name);
    }
  }
}

bool Got::is_asked(const Node& condition) const {
  return condition && (condition.contains(opener_) || effects::mentions(condition, names_));
}

std::optional<bool> Got::implies(const Node& condition, bool outcome, int depth) const {
  Node plain = program::without_casts(condition);
  while (plain && plain.is(Kind::Await)) plain = program::without_casts(plain.child(0));
  if (!plain || depth > kDeepest) return std::nullopt;
  if (plain.is(Kind::Unary) && plain.op() == Op::Not) return implies(plain.child(0), !outcome, depth);
  if (plain.is(Kind::Binary) && (plain.op() == Op::And || plain.op() == Op::Or)) {
    const auto left = implies(plain.child(0), outcome, depth + 1);
    const auto right = implies(plain.child(1), outcome, depth + 1);
    if ((plain.op() == Op::And) != outcome) return left == right ? left : std::nullopt;
    if (left.value_or(false) || right.value_or(false)) return true;
    return left ? left : right;
  }
  Node part;
  if (plain.contains(opener_)) part = opener_;
  if (!part && plain.is(Kind::Ident) && effects::mentions(plain, names_)) part = plain;
  for (const Node name : program::nodes_of(plain, Kind::Ident)) {
    if (!part && effects::mentions(name, names_)) part = name;
  }
  if (part) {
    if (compares_with_a_word(plain)) return std::nullopt;
    const bool is_success = effects::tests_for_success(plain, part) == (part == opener_ || says_success_);
    return is_success == outcome;
  }
  return plain.is(Kind::Ident) ? implied_by_flag(plain, outcome, depth + 1) : std::nullopt;
}

/// `const mayGo = got !== null`, and `let mine = false; if (got) mine = true;`.
std::optional<bool> Got::implied_by_flag(const Node& name, bool outcome, int depth) const {
  const Node declared = program_.definition(name).node;
  if (!declared || !declared.is(Kind::Declarator) || !unit_.contains(declared)) return std::nullopt;
  if (declared.parent().op() == Op::Const)
    return program::value_of(declared) ? implies(program::value_of(declared), outcome, depth) : std::nullopt;
  if (!begins_empty(program_, name) || depth_ > kDeepest) return std::nullopt;
  bool is_set = false;
  for (const Node assign : program::nodes_of(unit_, Kind::Assign)) {
    if (!assign.child(0) || program_.definition(assign.child(0)).node != declared) continue;
    if (assign.child(1) && effects::says_failure(assign.child(1))) continue;
    ++depth_;
    const bool is_behind = at(assign) == Answer::Yes;
    --depth_;
    if (!is_behind) return std::nullopt;
    is_set = true;
  }
  return is_set ? std::optional(outcome) : std::nullopt;
}

Got::Answer Got::of_condition(const Node& condition, bool outcome, bool& is_sure) const {
  const std::optional<bool> is_got = implies(condition, outcome);
  if (!is_got) return is_asked(condition) ? Answer::Unknown : Answer::No;
  is_sure = true;
  return *is_got ? Answer::Yes : Answer::No;
}

Got::Answer Got::behind_loop(const Node& loop, bool& is_sure) const {
  const Node condition = condition_of(loop);
  const std::vector<Node> breaks = breaks_of(loop);
  if (is_endless(loop) && loop.contains(opener_) && !breaks.empty()) {
    const bool is_each = std::ranges::all_of(breaks, [&](const Node& one) { return at(one) == Answer::Yes; });
    is_sure = is_each;
    return is_each ? Answer::Yes : Answer::Unknown;
  }
  if (condition && breaks.empty() && implies(condition, false).value_or(false)) {
    is_sure = true;
    return Answer::Yes;
  }
  const bool is_about = loop.contains(opener_) || is_asked(condition);
  return is_about && may_leave(loop) && breaks.empty() ? Answer::Unknown : Answer::No;
}

Got::Answer Got::behind(const Node& statement, bool& is_sure) const {
  if (is_loop(statement)) return behind_loop(statement, is_sure);
  if (statement.is(Kind::Try) && statement.child(0) && statement.child(0).contains(opener_)) {
    const Answer ends = at_end(statement.child(0));
    if (!statement.child(2) || program::leaves_block(statement.child(2))) {
      is_sure = ends == Answer::Yes;
      return ends;
    }
    return ends == Answer::Yes && may_leave(statement.child(2)) ? Answer::Unknown : Answer::No;
  }
  if (!statement.is(Kind::If)) return Answer::No;
  if (program::leaves_block(statement.child(1))) return of_condition(statement.child(0), false, is_sure);
  if (program::leaves_block(statement.child(2))) return of_condition(statement.child(0), true, is_sure);
  return is_asked(statement.child(0)) && may_leave(statement) ? Answer::Unknown : Answer::No;
}

Got::Answer Got::around(const Node& at, const Node& below, bool& is_sure) const {
  switch (at.kind()) {
    case Kind::If:
    case Kind::Conditional:
    case Kind::While:
      return at.child(0) == below ? Answer::No : of_condition(at.child(0), at.child(1) == below, is_sure);
    case Kind::Binary:
      if ((at.op() != Op::And && at.op() != Op::Or) || at.child(1) != below) return Answer::No;
      return of_condition(at.child(0), at.op() == Op::And, is_sure);
    case Kind::Switch:
      return is_asked(at.child(0)) ? Answer::Unknown : Answer::No;
    case Kind::Block:
    case Kind::Case: {
      Answer best = Answer::No;
      for (const Node statement : at.children()) {
        if (statement == below || is_sure) break;
        if (statement.span().end <= opener_.span().begin) continue;
        best = std::max(best, behind(statement, is_sure));
      }
      return best;
    }
    default:
      return Answer::No;
  }
}

Got::Answer Got::at(const Node& work) const {
  bool is_sure = false;
  return at(work, is_sure);
}

Got::Answer Got::at(const Node& work, bool& is_told) const {
  is_told = false;
  if (may_be_skipped_ && may_be_passed_by(opener_, unit_, work)) return Answer::No;
  Answer best = Answer::No;
  Node below = work;
  for (Node at = work.parent(); at && below != unit_; below = at, at = at.parent()) {
    bool is_sure = false;
    const Answer answer = around(at, below, is_sure);
    is_told = is_sure;
    if (is_sure) return answer;
    best = std::max(best, answer);
  }
  return best;
}

Got::Answer Got::at_end(const Node& block) const {
  bool is_sure = false;
  Answer best = Answer::No;
  if (!block) return best;
  for (const Node statement : block.children()) {
    if (is_sure) break;
    if (statement.span().end <= opener_.span().begin) continue;
    if (program::is_exit(statement)) return Answer::Yes;  // nobody gets to the end
    best = is_sure ? best : std::max(best, behind(statement, is_sure));
  }
  return best;
}

Got::Answer Got::at_every_return() const {
  const Node body = program::body(unit_);
  if (!body || !body.is(Kind::Block)) return Answer::No;
  Answer worst = program::leaves_block(body) ? Answer::Yes : at_end(body);
  for (const Node way_out : program::nodes_of(unit_, Kind::Return)) {
    if (way_out.enclosing_function() != unit_ || way_out.span().begin < opener_.span().begin) continue;
    worst = std::min(worst, way_out.contains(opener_) ? Answer::Yes : at(way_out));
  }
  return worst;
}

}  // namespace lockstep::rules::require
