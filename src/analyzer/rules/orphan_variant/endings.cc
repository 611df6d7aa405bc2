#include "rules/orphan_variant/endings.h"

#include "base/letters.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::rules::variants {
namespace {

constexpr std::array<std::string_view, 12> kLogs = {"console", "logger",  "log",    "Logger",
                                                    "debug",   "warn",    "Sentry", "captureMessage",
                                                    "logging", "winston", "pino",   "_logger"};

bool is_log(const Node& call) {
  for (Node at = program::callee(call); at;) {
    if ((at.is(Kind::Ident) || at.is(Kind::Member)) && std::ranges::find(kLogs, at.text()) != kLogs.end()) return true;
    if (at.is(Kind::Member)) {
      at = at.child(0);
    } else if (at.is(Kind::Call)) {
      at = program::callee(at);
    } else {
      return false;
    }
  }
  return false;
}

bool is_refusal(const Node& call) {
  const Node head = program::callee(call);
  if (!head) return false;
  const std::string name = in_small(head.text());
  for (const std::string_view word :
       {"never", "assert", "unreachable", "exhaust", "invariant", "fail", "throw", "abort", "panic", "reject"}) {
    if (name.find(word) != std::string::npos) return true;
  }
  return false;
}

// `default: return state` of a reducer: the first parameter as it came, of a function that takes an action besides.
bool is_unchanged_state(const Node& value) {
  const Node function = value.enclosing_function();
  const Node state = program::parameter(function, 0);
  const Node action = program::parameter(function, 1);
  if (!value.is(Kind::Ident) || !state || !action || state.text() != value.text()) return false;
  return action.text() == "action" || action.text() == "event" || action.text() == "command";
}

Node awaited(const Node& node) { return node && node.is(Kind::Await) ? node.child(0) : node; }

bool is_call(const Node& node) {
  const Node plain = awaited(node);
  return plain && plain.is(Kind::Call);
}

}  // namespace

bool admits_ignorance(const std::vector<Node>& statements) {
  constexpr std::size_t kFewStatements = 3;
  constexpr std::array<std::string_view, 14> kAdmissions = {
      "unknown",         "unsupported", "not supported", "unhandled",  "unrecognized",  "unrecognised", "no such",
      "not implemented", "no handler",  "no executor",   "unexpected", "not available", "not found",    "there is no"};
  std::size_t count = 0;
  for (const Node& statement : statements) {
    if (!statement || statement.is(Kind::None)) continue;
    if (statement.is(Kind::Block)) count += statement.child_count();
    if (++count > kFewStatements || !program::nodes_of(statement, Kind::If).empty()) return false;
    for (const Node said : program::nodes_of(statement, {Kind::String, Kind::Template})) {
      const std::string text = in_small(said.text());
      if (std::ranges::any_of(kAdmissions, [&](std::string_view word) { return text.find(word) != std::string::npos; }))
        return true;
    }
  }
  return false;
}

bool is_nothing(const Node& value) {
  const Node plain = program::without_casts(value);
  return !plain || plain.is(Kind::Null) || (plain.is(Kind::Ident) && plain.text() == "undefined") ||
         (plain.is(Kind::Unary) && plain.op() == Op::Void);
}

bool is_empty(const Node& value) {
  const Node plain = program::without_casts(value);
  if (!plain) return false;
  if (plain.is(Kind::Object) || plain.is(Kind::Array)) return plain.child_count() == 0;
  return (plain.is(Kind::String) && plain.text().empty()) || (plain.is(Kind::Boolean) && plain.text() == "false");
}

Ending ending_of(const std::vector<Node>& statements) {
  std::string said;
  std::vector<Node> open(statements.rbegin(), statements.rend());
  while (!open.empty()) {
    const Node at = open.back();
    open.pop_back();
    if (!at || at.is(Kind::None)) continue;
    switch (at.kind()) {
      case Kind::Block: {
        std::vector<Node> inner;
        for (const Node& statement : at.children()) inner.push_back(statement);
        open.insert(open.end(), inner.rbegin(), inner.rend());
        break;
      }
      case Kind::Break:
      case Kind::Continue:
        break;
      case Kind::Throw:
        return {Otherwise::Refuses, {}};
      case Kind::Return:
        if (at.child(0) && is_call(at.child(0)) && is_refusal(awaited(at.child(0)))) return {Otherwise::Refuses, {}};
        // `logger.warn('unknown kind'); return {};`
        if (is_empty(at.child(0)) && !said.empty()) return {Otherwise::Swallows, said};
        if (!is_nothing(at.child(0)) && !is_unchanged_state(at.child(0))) return {Otherwise::Works, {}};
        said = "return";
        if (const Node value = at.child(0)) said += ' ' + program::describe(value);
        return {Otherwise::Swallows, said};
      case Kind::Expression: {
        const Node call = awaited(at.child(0));
        if (!call || !call.is(Kind::Call)) return {Otherwise::Works, {}};
        if (is_log(call)) {
          if (said.empty()) said = program::describe(call);
          break;
        }
        return {is_refusal(call) ? Otherwise::Refuses : Otherwise::Works, {}};
      }
      case Kind::Variable: {
        // `const unhandled: never = value`
        for (const Node& declarator : at.children()) {
          const Node type = program::type_annotation(declarator);
          if (type && type.is(Kind::TypeKeyword) && type.text() == "never") return {Otherwise::Refuses, {}};
        }
        return {Otherwise::Works, {}};
      }
      default:
        return {Otherwise::Works, {}};
    }
  }
  return {Otherwise::Swallows, said};
}

bool is_same_code(const Node& a, const Node& b) {
  if (!a || !b || a.kind() != b.kind() || a.op() != b.op() || a.text() != b.text() || a.raw().size != b.raw().size)
    return false;
  const auto left = program::descendants(a);
  const auto right = program::descendants(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const Node& one, const Node& other) {
    return one.kind() == other.kind() && one.op() == other.op() && one.text() == other.text();
  });
}

std::vector<Node> statements_after(const Node& at) {
  constexpr std::size_t kMaxStatements = 16;
  std::vector<Node> rest;
  const Node block = at.parent();
  if (!block || !(block.is(Kind::Block) || block.is(Kind::Case))) return rest;
  const std::uint32_t end = block.id().value + block.raw().size;
  for (std::uint32_t next = at.id().value + at.raw().size; next < end && rest.size() < kMaxStatements;) {
    rest.push_back(at.file().node(facts::NodeId{next}));
    next += rest.back().raw().size;
  }
  return rest;
}

}  // namespace lockstep::rules::variants
