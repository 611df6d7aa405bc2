// Limits: rows are counted, and where there are too many, whoever wants one more goes no further. Two who count at the
// same time both find room.

#include "effects/walk.h"

#include "effects/origins.h"
#include "effects/type_parameters.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

/// Rows that came along with their owner: "seats" of `team._count.seats`, `team.seats.length`. Empty: it is not these
/// that were counted.
std::string_view counted_relation(const Node& number, const Origin& origin, const Source& owner) {
  if (owner.form != Source::Form::Read || owner.store != Store::Row || owner.by_name || !origin.inside.empty())
    return {};
  const std::string_view path = origin.path;
  if (origin.relation == Relation::Part && first_of(path) == "_count") return behind_first(path);
  const bool is_length = number.is(Kind::Member) && number.text() == "length";
  const bool is_list = is_length && origin.relation == Relation::Decided && path.ends_with('s');
  return is_list && path.find('.') == std::string_view::npos ? path : std::string_view{};
}

/// Whether a way out says yes or no, rather than handing on what was read: `return false`, `return { ok: false, error
/// }`.
bool answers(const Node& out) {
  const Node answer = out && out.is(Kind::Return) && out.child(0) ? program::without_casts(out.child(0)) : Node{};
  if (!answer) return false;
  if (answer.is(Kind::Boolean)) return true;
  if (!answer.is(Kind::Object)) return false;
  const auto parts = answer.children();
  return std::any_of(parts.begin(), parts.end(), [](const Node& part) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    return value && value.is(Kind::Boolean);
  });
}

Source counted_along(const Source& owner, std::string_view relation) {
  Source rows = owner;
  rows.form = Source::Form::Count;
  rows.subject = subject_of(relation);
  rows.shown = std::string(relation);
  rows.entity = {};
  rows.row_key.clear();
  rows.conditions.clear();
  rows.pending.clear();
  return rows;
}

}  // namespace

void Walk::note_limit(const Node& comparison, const Gate& gate) {
  const Op op = comparison.op();
  if (!is_greater(op) && !is_less(op)) return;
  for (std::size_t side = 0; side < 2; ++side) {
    const Node counted = program::without_casts(comparison.child(side));
    const Node limit = program::without_casts(comparison.child(1 - side));
    if (!counted || !limit) continue;
    // Too many stop it, too few do not: `if (count >= limit) throw …`, `if (count < limit) { … }`.
    const bool asks_for_more = side == 0 ? is_greater(op) : is_less(op);
    for (const Origin& origin : eval(counted)) {
      // What is left: `if (most - count <= 0) throw …`
      const bool is_rest = asks_for_rows(limit) && limit.is(Kind::Number) && origin.merge == Merge::Number;
      if ((asks_for_rows(limit) && !is_rest) || (asks_for_more != is_rest) == gate.is_inside) continue;
      std::uint32_t rows = origin.source;
      if (const std::string_view relation = counted_relation(counted, origin, flow_.sources[rows]); !relation.empty()) {
        Source along = counted_along(flow_.sources[rows], relation);
        const auto known = std::find_if(flow_.sources.begin(), flow_.sources.end(), [&](const Source& other) {
          return other.form == along.form && other.node == along.node && other.subject == along.subject;
        });
        rows = known == flow_.sources.end() ? new_source(std::move(along))
                                            : static_cast<std::uint32_t>(known - flow_.sources.begin());
      } else if (!is_counted(counted, origin)) {
        continue;
      }
      add_limit(rows, gate);
    }
  }
}

void Walk::add_limit(std::uint32_t rows, const Gate& gate) {
  const bool is_new = limits_.try_emplace(rows, gate.throws).second;
  if (gate.is_inside && is_new && !open_limits_.empty()) open_limits_.back().push_back(rows);
  if (answers(gate.out)) add(flow_.returns, {rows, Relation::Decided, std::string(kAtLimit)});
}

void Walk::note_told_limit(const Node& condition, const Gate& gate) {
  const auto note = [&](const Node& node) {
    if (!node.is(Kind::Member) && !node.is(Kind::Ident) && !node.is(Kind::Call)) return;
    for (const Origin& origin : eval(node)) {
      if (origin.relation == Relation::Decided && origin.inside.empty() && origin.path == kAtLimit &&
          is_near(flow_.sources[origin.source]))
        add_limit(origin.source, gate);
    }
  };
  note(condition);
  for (const Node node : program::descendants(condition)) note(node);
}

Value Walk::limited(const Node& comparison) {
  Value out;
  const Op op = comparison.op();
  if (!is_greater(op) && !is_less(op)) return out;
  for (std::size_t side = 0; side < 2; ++side) {
    const Node limit = program::without_casts(comparison.child(1 - side));
    for (const Origin& origin : eval(comparison.child(side))) {
      const bool is_count = flow_.sources[origin.source].form == Source::Form::Count && origin.inside.empty() &&
                            origin.path.empty() && origin.relation != Relation::Decided;
      const bool is_rest = origin.merge == Merge::Number && limit && limit.is(Kind::Number);
      if (is_count && limit && (is_rest || !asks_for_rows(limit)))
        add(out, {origin.source, Relation::Decided, std::string(kAtLimit)});
    }
  }
  return out;
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
  for (const std::uint32_t source : inner.limits) {
    if (is_near(inner.sources[source])) limits_.try_emplace(imported(call, target, source, inner), true);
  }
}

}  // namespace lockstep::effects
