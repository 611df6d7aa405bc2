#include "effects/call_chain.h"

namespace lockstep::effects {

using program::argument;
using program::callee;

Node receiver_of(const Node& call) {
  Node head = callee(call);
  if (!head || !head.is(Kind::Member)) return {};
  Node at = head.child(0);
  while (at && (at.is(Kind::Await) || at.is(Kind::Cast))) at = at.child(0);
  return at;
}

std::string_view last_word(const Node& expression) {
  Node at = expression;
  while (at) {
    if (at.is(Kind::Ident) || at.is(Kind::Member)) return at.text();
    if (!at.is(Kind::Call)) return {};
    at = callee(at);
  }
  return {};
}

Node chained(const Node& call, std::string_view name) {
  Node at = call;
  for (int depth = 0; at && at.is(Kind::Call) && depth < 64; ++depth) {
    const Node head = callee(at);
    if (!head) return {};
    if (head.text() == name) return at;
    if (!head.is(Kind::Member)) return {};
    at = head.child(0);
  }
  return {};
}

Node following(const Node& call, std::string_view name) {
  Node at = call;
  for (int depth = 0; at && depth < 64; ++depth) {
    const Node member = at.parent();
    if (!member || !member.is(Kind::Member) || member.child(0) != at) return {};
    const Node next = member.parent();
    if (!next || !next.is(Kind::Call) || callee(next) != member) return {};
    if (member.text() == name) return next;
    at = next;
  }
  return {};
}

std::string_view root_word(const Node& call) {
  std::string_view word;
  Node at = call;
  for (int depth = 0; at && depth < 64; ++depth) {
    if (at.is(Kind::Call)) {
      const Node head = callee(at);
      at = head && head.is(Kind::Member) ? head.child(0) : Node{};
      // `db('accounts')`, `this.db('accounts')`
      if (head && (at ? at.is(Kind::This) : head.is(Kind::Ident))) return head.text();
      continue;
    }
    if (at.is(Kind::Ident) || at.is(Kind::Member)) return at.text();
    at = at.is(Kind::Await) || at.is(Kind::Cast) ? at.child(0) : Node{};
  }
  return word;
}

Node root_call(const Node& call) {
  Node at = call;
  for (int depth = 0; at && at.is(Kind::Call) && depth < 64; ++depth) {
    const Node head = callee(at);
    const Node below = head && head.is(Kind::Member) ? head.child(0) : Node{};
    if (below && below.is(Kind::Call)) {
      at = below;
      continue;
    }
    const Node first = argument(at, 0);
    const bool names_table = first && (first.is(Kind::String) || first.is(Kind::Ident) || first.is(Kind::Member));
    return names_table ? at : Node{};
  }
  return {};
}

}  // namespace lockstep::effects
