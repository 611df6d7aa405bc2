// The last one that must stay: rows are counted, and where only one is left, whoever wants to take it away goes no
// further. Two who count at the same time both find another one.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>

namespace lockstep::effects {

namespace {

/// `owners <= 1`, `owners < 2`, `owners === 1`
bool asks_for_last(Op op, const Node& limit) {
  if (!limit || !limit.is(Kind::Number)) return false;
  if (limit.text() == "2") return op == Op::Less;
  return limit.text() == "1" && (op == Op::LessEqual || op == Op::StrictEqual || op == Op::Equal);
}

}  // namespace

bool Walk::is_counted(const Node& number, const Origin& origin) const {
  const Source& source = flow_.sources[origin.source];
  if (source.form == Source::Form::Count) return true;
  if (source.form != Source::Form::Read || source.store != Store::Row || source.by_name) return false;
  const bool is_length = number.is(Kind::Member) && number.text() == "length";
  // `owners.length`, and `select({ count: count() })`
  return (is_length && origin.relation == Relation::Decided && origin.path.empty()) ||
         (origin.relation == Relation::Part && (origin.path == "count" || origin.path == "total"));
}

void Walk::note_last(const Node& comparison, const Gate& gate) {
  const Node counted = program::without_casts(comparison.child(0));
  // `if (rows.length < 2) return;`: nothing to put together, rather than one that must stay.
  const bool is_silent = gate.out && gate.out.is(Kind::Return) && !gate.out.child(0);
  if (!counted || gate.is_inside || is_silent ||
      !asks_for_last(comparison.op(), program::without_casts(comparison.child(1))))
    return;
  for (const Origin& origin : eval(counted)) {
    if (is_counted(counted, origin)) lasts_.try_emplace(origin.source, gate.throws);
  }
}

void Walk::row_taken(const Taken& row) {
  for (const auto& [id, throws] : lasts_) {
    const Source& source = flow_.sources[id];
    const bool is_told = std::any_of(flow_.writes.begin(), flow_.writes.end(), [&](const Write& write) {
      return write.source == id && !write.mutations.empty() && write.mutations[0].strength == Strength::Last;
    });
    // An update takes a row away from those that were counted if it sets what they were counted by.
    const bool is_of_these = row.columns.empty() ||
                             std::any_of(row.columns.begin(), row.columns.end(),
                                         [&](const std::string& column) { return source.counted_by.contains(column); });
    if (is_told || source.row_lock || source.subject != row.subject || !is_of_these) continue;
    flow_.writes.push_back({.source = id,
                            .flush = row.flush,
                            .deep = row.deep,
                            .chain = row.chain,
                            .mutations = {{.node = row.flush, .path = {}, .strength = Strength::Last}}});
  }
  const bool is_known = std::any_of(flow_.taken.begin(), flow_.taken.end(), [&](const Taken& other) {
    return other.subject == row.subject && other.columns == row.columns;
  });
  if (!is_known && row.chain.size() < kDeepestChain) flow_.taken.push_back(row);
}

void Walk::takes_happen(const Node& call, NodeRef target) {
  if (!call.is(Kind::Call)) return;
  const Flow& inner = flows_.of(program_[target]);
  for (const Taken& row : inner.taken) {
    Taken here = row;
    here.flush = call;
    here.chain.insert(here.chain.begin(), call.ref());
    row_taken(here);
  }
  // Behind what is taken: who counts and takes has been told of it already.
  for (const std::uint32_t source : inner.lasts) {
    if (is_near(inner.sources[source])) lasts_.try_emplace(imported(call, target, source, inner), true);
  }
}

void Walk::export_lasts() {
  for (const auto& [source, throws] : lasts_) {
    const bool is_own = std::any_of(flow_.taken.begin(), flow_.taken.end(),
                                    [&](const Taken& row) { return row.subject == flow_.sources[source].subject; });
    if (throws && !is_own) flow_.lasts.push_back(source);
  }
}

}  // namespace lockstep::effects
