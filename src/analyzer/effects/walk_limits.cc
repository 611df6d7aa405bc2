// Limits: rows are counted, and where there are too many, whoever wants one more goes no further. Two who count at the
// same time both find room.

#include "effects/walk.h"

#include "effects/origins.h"
#include "effects/type_parameters.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lockstep::effects {

using program::argument;

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
    for (const Origin& origin : eval(counted)) {
      if (!is_counted(counted, origin)) continue;
      const auto [known, is_new] = limits_.try_emplace(origin.source, gate.throws);
      if (gate.is_inside && is_new && !open_limits_.empty()) open_limits_.back().push_back(origin.source);
    }
  }
}

void Walk::row_inserted(Inserted row) {
  fills_absence(row);
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
  if (!is_known && row.chain.size() < kDeepestChain) flow_.inserts.push_back(std::move(row));
}

void Walk::inserts_happen(const Node& call, NodeRef target) {
  if (!call.is(Kind::Call)) return;
  const Flow& inner = flows_.of(program_[target]);
  for (const Inserted& row : inner.inserts) {
    Inserted here = row;
    here.flush = call;
    here.chain.insert(here.chain.begin(), call.ref());
    if (here.is_generic) name_in(program_, call, program_[target], here);
    if (here.data >= 0) {
      const Node given = argument(call, static_cast<std::size_t>(here.data));
      here.data = inserted_parameter(given);
      Effect of{.does = Does::Insert, .call = call, .subject = here.subject, .shown = here.shown};
      inserts(of, given);
    }
    row_inserted(std::move(here));
  }
  // Behind the inserts: who counts and inserts has been told of it already.
  for (const std::uint32_t source : inner.limits) limits_.try_emplace(imported(call, target, source, inner), true);
}

}  // namespace lockstep::effects
