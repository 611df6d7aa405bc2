// New rows: what is inserted with a number that follows the greatest one that was read.

#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>

namespace lockstep::effects {

using program::callee;

void Walk::note_fresh(const Node& target, const Node& value) {
  const Node object = target.is(Kind::Member) ? target.child(0) : Node{};
  if (!object || !object.is(Kind::Ident)) return;
  const Value known = eval(object);
  if (std::any_of(known.begin(), known.end(), [](const Origin& origin) { return origin.inside.empty(); })) return;
  if (const auto binding = object.facts().binding(object.id()))
    fresh_[binding->value].push_back({std::string(target.text()), value});
}

bool Walk::adds(const Node& expression, int depth) const {
  const Node plain = program::without_casts(expression);
  constexpr int kDeepestSum = 8;
  if (!plain || depth > kDeepestSum) return false;
  if (plain.is(Kind::Ident)) {
    const Node declared = program_.definition(plain).node;
    const Node value = declared && declared.is(Kind::Declarator) ? program::value_of(declared) : Node{};
    return value && adds(value, depth + 1);
  }
  if (is_step(plain)) return true;
  const Node call = plain.is(Kind::Await) ? program::without_casts(plain.child(0)) : plain;
  if (call && call.is(Kind::Call)) {  // `nextNumber(id)`, which returns one more
    const auto callees = program_.callees(call);
    return std::any_of(callees.begin(), callees.end(), [&](const NodeRef target) {
      const Node made = program::without_casts(returned(program_[target]));
      return made && is_step(made);
    });
  }
  for (const Node node : program::descendants(plain)) {
    if (is_step(node)) return true;
  }
  return false;
}

bool Walk::is_step(const Node& node) {
  return node.is(Kind::Binary) && node.op() == Op::Add && node.child(1) && node.child(1).is(Kind::Number);
}

int Walk::inserted_parameter(const Node& data) {
  Node plain = program::without_casts(data);
  if (plain && plain.is(Kind::Call)) {  // `save(create(values))`
    const auto& made = flows_.effect(plain);
    plain = made && made->does == Does::Create && made->data ? program::without_casts(made->data) : Node{};
  }
  const ParameterPath from = plain && plain.is(Kind::Ident) ? parameter_path(program_, unit_, plain) : ParameterPath{};
  return from.path.empty() ? from.index : -1;
}

Inserted Walk::insert_of(const Effect& of) {
  return {.flush = of.call,
          .deep = of.call,
          .chain = {},
          .subject = of.subject,
          .shown = of.shown,
          .is_generic = of.is_generic,
          .data = inserted_parameter(of.data)};
}

void Walk::inserts(const Effect& of, const Node& data, int depth) {
  const Node plain = program::without_casts(data);
  if (!plain || depth > 4) return;  // `create(create(row))`, or a name that leads to itself
  if (plain.is(Kind::Object)) {
    for (const Node part : plain.children()) {
      if (part.is(Kind::Property)) inserts_column(of, part.text(), program::value_of(part));
    }
    return;
  }
  if (plain.is(Kind::Call)) {
    if (const auto& made = flows_.effect(plain); made && made->does == Does::Create) inserts(of, made->data, depth + 1);
    return;
  }
  if (!plain.is(Kind::Ident)) return;
  const auto binding = plain.facts().binding(plain.id());
  if (!binding) return;
  if (const auto known = fresh_.find(binding->value); known != fresh_.end()) {
    for (const auto& [column, value] : known->second) inserts_column(of, column, value);
    return;
  }
  const Node declared = program_.definition(plain).node;
  const Node made = declared ? program::without_casts(program::value_of(declared)) : Node{};
  if (made && made.is(Kind::Call)) inserts(of, made, depth + 1);
}

void Walk::inserts_column(const Effect& of, std::string_view column, const Node& value) {
  if (column.empty() || !value || is_watermark(column)) return;
  for (const Origin& origin : eval(value)) {
    const Source& source = flow_.sources[origin.source];
    if (source.form != Source::Form::Read || source.store != Store::Row || source.subject != of.subject) continue;
    if (!origin.is_merge() || origin.path != column || !adds(value)) continue;
    flow_.writes.push_back({.source = origin.source,
                            .flush = of.call,
                            .deep = of.call,
                            .mutations = {{.node = value, .path = std::string(column), .strength = Strength::Next}}});
    return;
  }
}

}  // namespace lockstep::effects
