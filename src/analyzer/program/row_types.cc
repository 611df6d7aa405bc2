// The type of rows that a library hands out. It is not in the program's own code, but the class of an entity is, and
// its methods are what a domain model is made of: `cart.raise(by)` changes a column as surely as `cart.total += by`.

#include "program/resolver.h"
#include "program/tables.h"

namespace lockstep::program {

using facts::Kind;

Type Resolver::type_of_rows(const Node& call, const External& called, int steps) const {
  if (is_spent(steps)) return {};
  const RowReads::Gives gives = tables_.row_reads.given_by(called.package, called.name);
  if (gives == RowReads::Gives::Nothing) return {};
  Type row = entity_named_by(call, steps - 1);
  // What is no class has no methods; a type parameter's callers know better what it is.
  if (!row.declaration || !row.declaration.is(Kind::Class) || row.is_array) return {};
  row.is_array = gives == RowReads::Gives::Rows;
  return row;
}

/// By the first class that the chain of calls is given, or by the type of what the chain begins with.
Type Resolver::entity_named_by(const Node& call, int steps) const {
  constexpr int kLongestChain = 24;
  Node at = call;
  for (int length = 0; at && at.is(Kind::Call) && length < kLongestChain && steps > 0; ++length, --steps) {
    if (const Node written = type_argument(at, 0)) return declared_type(written, steps - 1);
    const Node first = argument(at, 0);
    const Node given = first && first.is(Kind::Ident) ? definition(first, steps - 1).node : Node{};
    if (given && given.is(Kind::Class)) return {.declaration = given};
    const Node head = without_casts(callee(at));
    at = head && head.is(Kind::Member) ? without_casts(head.child(0)) : Node{};
  }
  if (!at || is_spent(steps)) return {};
  // `Cart.findOneBy(…)` of an active record.
  const Node named = at.is(Kind::Ident) ? definition(at, steps - 1).node : Node{};
  if (named && named.is(Kind::Class)) return {.declaration = named};
  Type store = type_of(at, steps - 1);
  // `class Carts extends Repository<Cart>`
  for (; store.declaration && store.declaration.is(Kind::Class) && steps > 0; --steps) {
    const Node klass = store.declaration;
    const Definition above = superclass(klass, steps - 1);
    store = {.declaration = above.node, .external = above.external, .written = heritage(klass)};
  }
  return store.external && store.written ? declared_type(type_argument(store.written, 0), steps - 1) : Type{};
}

}  // namespace lockstep::program
