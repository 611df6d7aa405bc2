#include "effects/durations.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

constexpr int kDeepest = 5;
constexpr double kSecond = 1000;

/// What a unit of Redis is worth; 0 for words that are none.
double worth_of(std::string_view word) {
  if (word == "EX" || word == "ex") return kSecond;
  if (word == "PX" || word == "px") return 1;
  return 0;
}

}  // namespace

TimeUnit unit_in(std::string_view name) {
  for (const std::string_view end : {"Ms", "_MS", "_ms", "Millis", "Milliseconds", "_MILLIS", "_MILLISECONDS"}) {
    if (name.ends_with(end)) return TimeUnit::Milliseconds;
  }
  for (const std::string_view end : {"Seconds", "_SECONDS", "_seconds", "Secs", "_SECS", "Sec", "_SEC", "_sec"}) {
    if (name.ends_with(end)) return TimeUnit::Seconds;
  }
  return TimeUnit::Unknown;
}

std::optional<double> number_of(const Program& program, const Node& expression, int depth) {
  const Node node = expression ? program::without_casts(expression) : Node{};
  if (!node || depth > kDeepest) return std::nullopt;
  if (node.is(Kind::Number)) {
    std::string digits(node.text());
    std::erase(digits, '_');
    return std::strtod(digits.c_str(), nullptr);
  }
  if (node.is(Kind::Binary)) {
    const auto left = number_of(program, node.child(0), depth + 1);
    const auto right = number_of(program, node.child(1), depth + 1);
    if (!left || !right) return std::nullopt;
    if (node.op() == Op::Multiply) return *left * *right;
    if (node.op() == Op::Add) return *left + *right;
    if (node.op() == Op::Subtract) return *left - *right;
    if (node.op() == Op::Divide && *right != 0) return *left / *right;
    return std::nullopt;
  }
  if (node.is(Kind::Unary) && node.op() == Op::Minus) {
    const auto value = number_of(program, node.child(0), depth + 1);
    return value ? std::optional(-*value) : std::nullopt;
  }
  if (!node.is(Kind::Ident) && !node.is(Kind::Member)) return std::nullopt;
  const Node constant = program.constant(node);
  return constant && constant != node ? number_of(program, constant, depth + 1) : std::nullopt;
}

std::optional<double> life_of(const Program& program, const Node& call) {
  double worth = 0;  // of the number that comes next
  for (const Node given : arguments(call)) {
    if (!given) continue;
    const Node plain = program::without_casts(given);
    if (!plain) continue;
    if (worth > 0) {
      const auto number = number_of(program, plain);
      return number ? std::optional(*number * worth) : std::nullopt;
    }
    if (plain.is(Kind::String)) worth = worth_of(plain.text());
    if (!plain.is(Kind::Object)) continue;
    for (const Node property : plain.children()) {
      if (!property.is(Kind::Property) || worth_of(property.text()) == 0) continue;
      const auto number = number_of(program, program::value_of(property));
      return number ? std::optional(*number * worth_of(property.text())) : std::nullopt;
    }
  }
  return std::nullopt;
}

double longest_limit(const Program& program, const Node& call, int depth) {
  if (depth > kDeepest) return 0;
  double longest = 0;
  for (const Node given : arguments(call)) {
    if (!given || given.is(Kind::Function)) continue;
    for (const Node node : program::nodes_of(given, {Kind::Property, Kind::Call})) {
      std::optional<double> limit;
      if (node.is(Kind::Property) && node.text() == "timeout") limit = number_of(program, program::value_of(node));
      if (node.is(Kind::Call) && program::is_named(callee(node), "AbortSignal", "timeout"))
        limit = number_of(program, program::argument(node, 0));
      longest = std::max(longest, limit.value_or(0));
    }
  }
  for (const NodeRef target : program.callees(call)) {
    const Node body = program::body(program[target]);
    if (!body) continue;
    for (const Node node : program::nodes_of(body, {Kind::Await, Kind::Return})) {
      const Node inner = program::without_casts(node.child(0));
      if (inner && inner.is(Kind::Call)) longest = std::max(longest, longest_limit(program, inner, depth + 1));
    }
  }
  return longest;
}

}  // namespace lockstep::effects
