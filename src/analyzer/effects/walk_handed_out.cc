// Rows that are handed to a function which somebody hands in, and then saved: `mutate(id, (row) => …)` of a base class.
// What is done to the row stands in the closure, and the read and the write stand in the callee.

#include "effects/walk.h"

#include "effects/acquisitions.h"
#include "effects/origins.h"

#include <algorithm>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::callee;

bool Walk::is_value_of_store(const Origin& origin) const {
  const Source& source = flow_.sources[origin.source];
  return source.form == Source::Form::Read && source.store != Store::Row && source.is_parsed && origin.inside.empty() &&
         (origin.relation == Relation::Entity || origin.relation == Relation::Part);
}

void Walk::note_handed_out(const Node& call) {
  const Node head = callee(call);
  if (!head || !head.is(Kind::Ident)) return;
  const ParameterPath function = parameter_path(program_, unit_, head);
  if (function.index < 0 || !function.path.empty()) return;
  // `change(map)`: what answers nothing changes what it is handed.
  const bool changes = is_ignored(call);
  for (const Origin& origin : eval(argument(call, 0))) {
    if (changes && is_value_of_store(origin)) note_change_of_value(origin);
    const Source& source = flow_.sources[origin.source];
    const bool is_row = origin.relation == Relation::Entity && origin.inside.empty() &&
                        source.form == Source::Form::Read && source.store == Store::Row;
    if (is_row) given_out_.push_back({.parameter = function.index, .source = origin.source});
  }
}

void Walk::saved_after_handing_out(const Write& write) {
  for (HandedOut row : given_out_) {
    if (row.source != write.source) continue;
    row.flush = write.flush;
    row.deep = write.deep;
    row.chain = write.chain;
    row.whole = write.whole;
    row.inside = {unit_, flow_.sources[row.source].node, write.flush};
    flow_.handed_out.push_back(std::move(row));
  }
}

Value Walk::handed_to_closure(const Node& call, const Node& closure) {
  Value out;
  for (const NodeRef target : program_.callees(call)) {
    const Flow& inner = flows_.of(program_[target]);
    for (const HandedOut& row : inner.handed_out) {
      if (argument(call, static_cast<std::size_t>(row.parameter)) == closure)
        add(out, {imported(call, target, row.source, inner), Relation::Entity, ""});
    }
  }
  return out;
}

void Walk::handed_out_happens(const Node& call, NodeRef target) {
  if (!call.is(Kind::Call)) return;
  const Flow& inner = flows_.of(program_[target]);
  for (const HandedOut& row : inner.handed_out) {
    const Node given = argument(call, static_cast<std::size_t>(row.parameter));
    if (!given) continue;
    HandedOut here = row;
    here.source = imported(call, target, row.source, inner);
    here.chain.insert(here.chain.begin(), call.ref());
    here.flush = call;
    if (given.is(Kind::Function)) {
      flush(here.source, call, here.deep, here.chain, here.whole);
      flow_.writes.back().inside = here.inside;
      continue;
    }
    // Handed on as it came in.
    const ParameterPath function = given.is(Kind::Ident) ? parameter_path(program_, unit_, given) : ParameterPath{};
    if (function.index < 0 || !function.path.empty()) continue;
    here.parameter = function.index;
    flow_.handed_out.push_back(std::move(here));
  }
}

}  // namespace lockstep::effects
