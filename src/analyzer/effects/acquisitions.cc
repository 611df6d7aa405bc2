#include "effects/acquisitions.h"

#include "base/letters.h"
#include "effects/units.h"
#include "program/exits.h"

#include <algorithm>
#include <array>
#include <string>

namespace lockstep::effects {

using program::callee;

namespace {

bool is_about_lock(std::string_view name) {
  const std::string word = in_small(name);
  // Not "expiring": what renews expiring subscriptions renews no lock.
  constexpr std::array<std::string_view, 9> kWords = {"lock", "lease", "ttl",   "expiry", "expirat",
                                                      "hold", "claim", "mutex", "key"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view one) { return word.find(one) != std::string::npos; });
}

bool is_loop(const Node& node) { return node.is(Kind::While) || node.is(Kind::DoWhile) || node.is(Kind::For); }

/// Whether a loop goes on only while there is something in a variable: `token`, `token && i < 5`.
bool goes_on_with(const Node& condition, std::string_view variable) {
  const Node plain = program::without_casts(condition);
  if (!plain) return false;
  if (plain.is(Kind::Binary) && plain.op() == Op::And)
    return goes_on_with(plain.child(0), variable) || goes_on_with(plain.child(1), variable);
  return plain.is(Kind::Ident) && plain.text() == variable;
}

}  // namespace

bool says_failure(const Node& value) {
  return value.is(Kind::Null) || (value.is(Kind::Boolean) && value.text() == "false") ||
         (value.is(Kind::Number) && value.text() == "0") || (value.is(Kind::Ident) && value.text() == "undefined");
}

Node statement_of(const Node& node) {
  Node at = node;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    if (above.is(Kind::Block) || above.is(Kind::File) || above.is(Kind::Case) || above.is(Kind::Function)) return at;
  }
  return at;
}

Node finally_of(const Node& node, const Node& unit) {
  for (Node at = node; at && at != unit; at = at.parent()) {
    const Node above = at.parent();
    if (!above) return {};
    if (above.is(Kind::Try) && above.child(3) == at) return at;
    if (at.is(Kind::Function) && above.is(Kind::Call)) {
      const Node head = callee(above);
      if (head && head.is(Kind::Member) && head.text() == "finally") return at;
    }
  }
  return {};
}

bool in_catch(const Node& node, const Node& unit) {
  for (Node at = node; at && at != unit; at = at.parent()) {
    const Node above = at.parent();
    if (above && above.is(Kind::Try) && above.child(2) == at) return true;
  }
  return false;
}

Node bound_to(const Node& call) {
  Node at = call;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    switch (above.kind()) {
      case Kind::Await:
      case Kind::Cast:
      case Kind::Unary:
      case Kind::Binary:
        continue;
      case Kind::Conditional:
        // `const token = isFree ? await acquire(id) : null`
        if (above.child(0) == at) return {};
        continue;
      case Kind::Call:
        // `withTimeout(redis.set(…))`
        if (callee(above) == at) return {};
        continue;
      case Kind::Member:
        // `redis.set(…).then(…)`
        if (above.parent() && above.parent().is(Kind::Call) && callee(above.parent()) == above) {
          at = above;
          above = at.parent();
          continue;
        }
        return {};
      case Kind::Declarator:
        return above.child(2) == at ? above.child(0) : Node{};
      case Kind::Assign:
        return above.child(1) == at ? above.child(0) : Node{};
      default:
        return {};
    }
  }
  return {};
}

bool is_ignored(const Node& call) {
  Node at = call.parent();
  while (at && (at.is(Kind::Await) || at.is(Kind::Cast) || (at.is(Kind::Unary) && at.op() == Op::Void)))
    at = at.parent();
  return at && at.is(Kind::Expression);
}

Node retry_loop(const Node& call, const Node& unit) {
  for (Node at = call.parent(); at && at != unit && !at.is(Kind::Function); at = at.parent()) {
    if (is_loop(at)) return at;
  }
  return {};
}

Node condition_of(const Node& deciding) {
  switch (deciding.kind()) {
    case Kind::If:
    case Kind::While:
      return deciding.child(0);
    case Kind::For:
    case Kind::DoWhile:
      return deciding.child(1);
    default:
      return {};
  }
}

bool is_repeated_on(const Node& call, std::string_view variable, const Node& unit) {
  for (Node at = call.parent(); at && at != unit; at = at.parent()) {
    const Node condition = is_loop(at) ? condition_of(at) : Node{};
    if (!condition || condition.contains(call) || !mentions(condition, {variable})) continue;
    if (!goes_on_with(condition, variable)) return true;
  }
  return false;
}

bool tests_for_success(const Node& condition, const Node& call) {
  bool negated = false;
  for (Node at = call; at && at != condition; at = at.parent()) {
    const Node above = at.parent();
    if (!above || !condition.contains(above)) break;
    if (above.is(Kind::Unary) && above.op() == Op::Not) negated = !negated;
    if (!above.is(Kind::Binary)) continue;
    const bool is_equality = above.op() == Op::StrictEqual || above.op() == Op::Equal;
    const bool is_inequality = above.op() == Op::StrictNotEqual || above.op() == Op::NotEqual;
    if (!is_equality && !is_inequality) continue;
    const Node other = above.child(0) == at ? above.child(1) : above.child(0);
    if (is_inequality) negated = !negated;
    if (other && says_failure(other)) negated = !negated;
  }
  return !negated;
}

bool is_waited_for(const Node& call) {
  Node at = call;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    switch (above.kind()) {
      case Kind::Await:
      case Kind::Return:
      case Kind::Declarator:
      case Kind::Assign:
      case Kind::Array:
        return true;
      case Kind::Function:
        return !program::body(above).is(Kind::Block);  // `() => f()`
      case Kind::Call:
        // Handed on: `pending.push(f())`, `track(f())`.
        if (callee(above) != at) return true;
        break;
      case Kind::Unary:
        return above.op() != Op::Void;
      case Kind::Expression:
        return false;
      default:
        break;
    }
  }
  return false;
}

bool is_conditional(const Node& ancestor, const Node& below) {
  switch (ancestor.kind()) {
    case Kind::If:
    case Kind::Conditional:
      return ancestor.child(0) != below;
    case Kind::Case:
    case Kind::For:
    case Kind::ForIn:
    case Kind::ForOf:
    case Kind::While:
      return true;
    case Kind::Try:
      return ancestor.child(2) == below;  // the catch block
    default:
      return false;
  }
}

Node waited_for(const Node& wait) {
  if (wait.is(Kind::Await) || wait.is(Kind::Return))
    return wait.child(0) ? program::without_casts(wait.child(0)) : Node{};
  return wait.is(Kind::ForOf) && wait.has(facts::kAwait) ? program::without_casts(wait.child(1)) : Node{};
}

Node promise_waited_for(const Node& wait) {
  Node at = waited_for(wait);
  while (at && at.is(Kind::Call)) {
    const Node head = program::callee(at);
    const bool is_of_promise =
        head && head.is(Kind::Member) && (head.text() == "then" || head.text() == "catch" || head.text() == "finally");
    const Node below = is_of_promise ? program::without_casts(head.child(0)) : Node{};
    if (!below || !below.is(Kind::Call)) break;
    at = below;
  }
  return at;
}

bool is_repeated(const Node& node, const Node& unit) {
  for (Node at = node.parent(); at && at != unit; at = at.parent()) {
    if (is_loop(at) || at.is(Kind::ForOf) || at.is(Kind::ForIn)) return true;
  }
  return false;
}

bool is_returned_unawaited(const Node& call) {
  Node at = call.parent();
  while (at && (at.is(Kind::Cast) || at.is(Kind::Conditional))) at = at.parent();
  return at && at.is(Kind::Return);
}

std::vector<std::string_view> names_of(const Node& pattern) {
  if (!pattern) return {};
  if (pattern.is(Kind::Binding) || pattern.is(Kind::Ident) || pattern.is(Kind::Member)) return {pattern.text()};
  std::vector<std::string_view> names;
  for (const Node part : program::descendants(pattern)) {
    if (part.is(Kind::Binding)) names.push_back(part.text());
  }
  return names;
}

bool mentions(const Node& expression, const std::vector<std::string_view>& names) {
  const auto is_named = [&](const Node& node) {
    return (node.is(Kind::Ident) || node.is(Kind::Member)) &&
           std::find(names.begin(), names.end(), node.text()) != names.end();
  };
  if (!expression) return false;
  const auto inside = program::descendants(expression);
  return is_named(expression) || std::any_of(inside.begin(), inside.end(), is_named);
}

bool runs_alone(const Node& node, const Node& unit) {
  constexpr std::array<std::string_view, 5> kNobodyWaits = {"forEach", "setTimeout", "setImmediate", "setInterval",
                                                            "nextTick"};
  for (Node at = node.enclosing_function(); at && at != unit; at = at.enclosing_function()) {
    const Node call = at.parent();
    const Node head = call && call.is(Kind::Call) ? callee(call) : Node{};
    if (!head || callee(call) == at) continue;
    const bool is_known = std::find(kNobodyWaits.begin(), kNobodyWaits.end(), head.text()) != kNobodyWaits.end();
    if (is_known && (at.has(facts::kAsync) || head.text() != "forEach")) return true;
  }
  return false;
}

Node extension_in(const Node& unit) {
  for (const Node call : program::nodes_of(unit, Kind::Call)) {
    const Node head = callee(call);
    if (!head) continue;
    const std::string_view name = head.text();
    if (name == "setInterval" || name == "expire" || name == "pexpire") return call;
    // `lock.extend()`, `renewLease(key)`; what renews subscriptions is another matter.
    constexpr std::array<std::string_view, 3> kVerbs = {"extend", "renew", "refresh"};
    const bool is_known = std::any_of(kVerbs.begin(), kVerbs.end(), [&](std::string_view verb) {
      return name.starts_with(verb) && (name.size() == verb.size() || is_about_lock(name));
    });
    if (is_known) return call;
  }
  return {};
}

bool extends_lock(const Node& unit) { return bool(extension_in(unit)); }

namespace {

/// `const mayGo = how === 'mine'`: constants that hold whether it got the lock.
std::vector<std::string_view> names_of_success(const Node& unit, const Node& acquire,
                                               const std::vector<std::string_view>& names) {
  std::vector<std::string_view> found;
  for (const Node declarator : program::nodes_of(unit, Kind::Declarator)) {
    const Node value = program::value_of(declarator);
    const Node name = declarator.child(0);
    if (!value || !name || !name.is(Kind::Binding) || declarator.span().begin < acquire.span().end ||
        !value.is(Kind::Binary))
      continue;
    for (const Node part : program::nodes_of(value, Kind::Ident)) {
      if (!mentions(part, names)) continue;
      if (tests_for_success(value, part)) found.push_back(name.text());
      break;
    }
  }
  return found;
}

}  // namespace

namespace {

/// Whether a condition asks nothing but whether a result of this name says success: `got`, `got === 'OK'`.
bool asks_only_for_success(const Node& condition, const std::vector<std::string_view>& names) {
  const Node plain = program::without_casts(condition);
  if (!plain) return false;
  if (plain.is(Kind::Ident)) return mentions(plain, names);
  const bool compares = plain.is(Kind::Binary) && (plain.op() == Op::StrictEqual || plain.op() == Op::Equal ||
                                                   plain.op() == Op::StrictNotEqual || plain.op() == Op::NotEqual);
  if (!compares) return false;
  const Node asked = program::without_casts(plain.child(0));
  return asked && asked.is(Kind::Ident) && mentions(asked, names) && tests_for_success(plain, asked);
}

/// Whether a loop goes on only for as long as a result of these names says failure: `!token`, `!token && tries < 5`.
bool goes_on_without(const Node& condition, const std::vector<std::string_view>& names) {
  const Node plain = program::without_casts(condition);
  if (!plain) return false;
  if (plain.is(Kind::Binary) && plain.op() == Op::And)
    return goes_on_without(plain.child(0), names) || goes_on_without(plain.child(1), names);
  if (plain.is(Kind::Binary) && plain.op() == Op::Or) return false;
  for (const Node part : program::nodes_of(plain, {Kind::Ident, Kind::Member})) {
    if (mentions(part, names) && !tests_for_success(plain, part)) return true;
  }
  return false;
}

/// What stands behind a statement in its block.
void add_what_follows(const Node& statement, std::vector<Node>& found) {
  for (const Node next : statement.parent().children()) {
    if (next.span().begin >= statement.span().end) found.push_back(next);
  }
}

}  // namespace

std::vector<Node> failures_of(const Node& unit, const Node& acquire, const std::vector<std::string_view>& names) {
  std::vector<Node> branches;
  if (names.empty()) return branches;
  const std::vector<std::string_view> successes = names_of_success(unit, acquire, names);
  for (const Node node : program::nodes_of(unit, Kind::If)) {
    const Node condition = node.child(0);
    if (!condition || node.span().begin < acquire.span().end || condition.contains(acquire)) continue;
    const auto fails = [&](const Node& part) {
      return (part.is(Kind::Ident) || part.is(Kind::Member)) && (mentions(part, names) || mentions(part, successes)) &&
             !tests_for_success(condition, part);
    };
    const auto inside = program::descendants(condition);
    if (fails(condition) || std::any_of(inside.begin(), inside.end(), fails)) branches.push_back(node.child(1));
    // `if (got) return;`: only who did not get it goes on. Of `[error, got]` either may be asked for.
    const Node variable = bound_to(acquire);
    const Node declared = variable && variable.is(Kind::Binding) ? variable.parent() : Node{};
    const bool says_so = declared && declared.is(Kind::Declarator) && program::value_of(declared) &&
                         tests_for_success(program::value_of(declared), acquire);
    if (says_so && !node.child(2) && program::leaves_function(node.child(1)) && asks_only_for_success(condition, names))
      add_what_follows(node, branches);
  }
  // `for (let i = 0; !token && i < 5; i++) {…}` tries again: on each of its turns nothing is held.
  for (const Node loop : program::nodes_of(unit, {Kind::While, Kind::For, Kind::DoWhile})) {
    if (loop.span().begin < acquire.span().end || !goes_on_without(condition_of(loop), names)) continue;
    branches.push_back(loop);
  }
  return branches;
}

bool looks_before_it_deletes(const Program& program, const Node& unit, std::string_view key) {
  const auto calls = program::nodes_of(unit, Kind::Call);
  return std::any_of(calls.begin(), calls.end(), [&](const Node& call) {
    const Node head = callee(call);
    if (!head || !head.is(Kind::Member) || (head.text() != "get" && head.text() != "watch")) return false;
    const std::string other = key_text(program, unit, program::argument(call, 0));
    return other == key || other.find("{?") != std::string::npos || key.find("{?") != std::string::npos;
  });
}

}  // namespace lockstep::effects
