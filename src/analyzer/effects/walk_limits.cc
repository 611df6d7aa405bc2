// Limits: rows are counted, and where there are too many, whoever wants one more goes no further. Two who count at the
// same time both find room.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <cstddef>

namespace lockstep::effects {

namespace {

bool is_greater(Op op) { return op == Op::Greater || op == Op::GreaterEqual; }
bool is_less(Op op) { return op == Op::Less || op == Op::LessEqual; }

/// `count > 0` asks whether there is one, `found.length < wanted.length` whether all were found.
bool asks_for_rows(const Node& limit) {
  return (limit.is(Kind::Number) && (limit.text() == "0" || limit.text() == "1")) ||
         (limit.is(Kind::Member) && (limit.text() == "length" || limit.text() == "size"));
}

}  // namespace

void Walk::note_limit(const Node& comparison, const Gate& gate) {
  const Op op = comparison.op();
  if (!is_greater(op) && !is_less(op)) return;
  for (std::size_t side = 0; side < 2; ++side) {
    const Node counted = program::without_casts(comparison.child(side));
    const Node limit = program::without_casts(comparison.child(1 - side));
    if (!counted || !limit || asks_for_rows(limit)) continue;
    // Too many stop it, too few do not: `if (count >= limit) throw …`, `if (count < limit) { … }`.
    const bool asks_for_more = side == 0 ? is_greater(op) : is_less(op);
    if (asks_for_more == gate.is_inside) continue;
    const bool is_length = counted.is(Kind::Member) && counted.text() == "length";
    for (const Origin& origin : eval(counted)) {
      const Source& source = flow_.sources[origin.source];
      const bool is_list = source.form == Source::Form::Read && source.store == Store::Row && !source.by_name &&
                           is_length && origin.relation == Relation::Decided && origin.path.empty();
      // `select({ count: count() })`
      const bool is_number = source.form == Source::Form::Read && source.store == Store::Row &&
                             origin.relation == Relation::Part && (origin.path == "count" || origin.path == "total");
      if (source.form != Source::Form::Count && !is_list && !is_number) continue;
      const auto [known, is_new] = limits_.try_emplace(origin.source, gate.throws);
      if (gate.is_inside && is_new && !open_limits_.empty()) open_limits_.back().push_back(origin.source);
    }
  }
}

void Walk::row_inserted(const Inserted& row) {
  for (const auto& [id, throws] : limits_) {
    const Source& source = flow_.sources[id];
    const bool is_told = std::any_of(flow_.writes.begin(), flow_.writes.end(), [&](const Write& write) {
      return write.source == id && !write.mutations.empty() && write.mutations[0].strength == Strength::Limited;
    });
    // Counted once more, perhaps under a lock: the last count decides.
    const bool is_counted_again = std::any_of(limits_.begin(), limits_.end(), [&](const auto& other) {
      const Source& later = flow_.sources[other.first];
      return later.subject == source.subject && later.node.span().begin > source.node.span().begin;
    });
    if (is_told || is_counted_again || source.subject != row.subject || source.row_lock) continue;
    flow_.writes.push_back({.source = id,
                            .flush = row.flush,
                            .deep = row.deep,
                            .chain = row.chain,
                            .mutations = {{.node = row.flush, .path = {}, .strength = Strength::Limited}}});
  }
  constexpr std::size_t kDeepestChain = 4;
  const bool is_known = std::any_of(flow_.inserts.begin(), flow_.inserts.end(),
                                    [&](const Inserted& other) { return other.subject == row.subject; });
  if (!is_known && row.chain.size() < kDeepestChain) flow_.inserts.push_back(row);
}

void Walk::inserts_happen(const Node& call, NodeRef target) {
  if (!call.is(Kind::Call)) return;
  const Flow& inner = flows_.of(program_[target]);
  for (const Inserted& row : inner.inserts) {
    Inserted here = row;
    here.flush = call;
    here.chain.insert(here.chain.begin(), call.ref());
    row_inserted(here);
  }
  // Behind the inserts: who counts and inserts has been told of it already.
  for (const std::uint32_t source : inner.limits) limits_.try_emplace(imported(call, target, source, inner), true);
}

}  // namespace lockstep::effects
