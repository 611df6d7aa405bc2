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
    if (is_row) given_out_.push_back({.parameter = function.index, .source = origin.source, .asked = call});
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

namespace {

/// Whether what is written is what a call answers, by a constant name or among other columns.
bool is_made_of(const Program& program, const Node& written, const Node& call, int depth = 0) {
  constexpr int kDeepestAnswer = 3;
  Node plain = written ? program::without_casts(written) : Node{};
  while (plain && plain.is(Kind::Await)) plain = program::without_casts(plain.child(0));
  if (!plain || plain == call || depth > kDeepestAnswer) return static_cast<bool>(plain) && plain == call;
  if (plain.is(Kind::Ident)) {
    const Node declared = program.definition(plain).node;
    return declared && declared.is(Kind::Declarator) &&
           is_made_of(program, program::value_of(declared), call, depth + 1);
  }
  if (!plain.is(Kind::Object)) return false;
  const auto parts = plain.children();
  return std::any_of(parts.begin(), parts.end(), [&](const Node& part) {
    return part.is(Kind::Spread) && is_made_of(program, part.child(0), call, depth + 1);
  });
}

}  // namespace

void Walk::writes_answer(const Effect& of, const Node& data) {
  for (HandedOut row : given_out_) {
    if (of.store != Store::Row || flow_.sources[row.source].subject != of.subject) continue;
    if (!is_made_of(program_, data, row.asked)) continue;
    row.flush = of.call;
    row.deep = of.call;
    row.by_answer = true;
    row.inside = {unit_, flow_.sources[row.source].node, of.call};
    flow_.handed_out.push_back(std::move(row));
  }
}

void Walk::assigns_answer(const Node& call) {
  for (HandedOut& row : given_out_) {
    for (std::size_t i = 1; i < program::argument_count(call); ++i)
      row.by_answer = row.by_answer || is_made_of(program_, argument(call, i), row.asked);
  }
}

void Walk::answer_is_written(const HandedOut& row, const Node& closure) {
  const Node columns = program::without_casts(returned(closure));
  if (!columns || !columns.is(Kind::Object)) return;
  const std::size_t first = flow_.writes.size();
  write_object(row.source, columns, row.flush, Does::Update, false);
  if (flow_.writes.size() == first) return;
  Write& written = flow_.writes.back();
  written.deep = row.deep;
  written.chain = row.chain;
  written.inside = row.inside;
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
      if (here.by_answer) answer_is_written(here, given);
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
