// New rows: what is inserted with a number that follows the greatest one that was read.

#include "effects/walk.h"

#include "effects/call_chain.h"
#include "effects/origins.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

std::string_view name_in(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::size_t end = text.size();
  while (end > 0 && !is_letter(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_letter(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

/// "number" of `MAX(ticket.number)`; empty where a text asks for something else.
std::string_view asked_for_greatest(std::string_view text) {
  for (const std::string_view word : {"MAX(", "max("}) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) continue;
    const std::string_view inside = text.substr(at + word.size());
    return name_in(inside.substr(0, inside.find(')')));
  }
  return {};
}

/// The column whose greatest value lies at a path of what was read: `select('MAX(ticket.number)', 'last')`,
/// `select({ last: max(tickets.number) })`, `aggregate({ _max: { number: true } })`. Empty: none.
std::string_view greatest_at(const Source& source, std::string_view path) {
  if (source.form == Source::Form::Count) return first_of(path) == "_max" ? behind_first(path) : std::string_view{};
  if (source.form != Source::Form::Read || path.empty() || !source.deep.is(Kind::Call)) return {};
  for (const std::string_view name : {"select", "addSelect"}) {
    const Node select = chained(source.deep, name);
    const Node what = select ? program::without_casts(program::argument(select, 0)) : Node{};
    if (!what) continue;
    if (what.is(Kind::String) || what.is(Kind::Template)) {
      const Node alias = program::without_casts(program::argument(select, 1));
      if (alias && alias.is(Kind::String) && alias.text() == path) return asked_for_greatest(what.text());
    }
    const Node made = what.is(Kind::Object) ? program::value_of(program::property(what, path)) : Node{};
    const Node call = made ? program::without_casts(made) : Node{};
    const Node column = call && call.is(Kind::Call) && callee(call).text() == "max"
                            ? program::without_casts(program::argument(call, 0))
                            : Node{};
    if (column && column.is(Kind::Member)) return column.text();
  }
  return {};
}

}  // namespace

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
    const bool is_asked = source.form == Source::Form::Read || source.form == Source::Form::Count;
    if (!is_asked || source.store != Store::Row || source.subject != of.subject) continue;
    const bool is_greatest =
        (source.form == Source::Form::Read && origin.path == column) || greatest_at(source, origin.path) == column;
    if (!origin.is_merge() || !is_greatest || !adds(value)) continue;
    flow_.writes.push_back({.source = origin.source,
                            .flush = of.call,
                            .deep = of.call,
                            .mutations = {{.node = value, .path = std::string(column), .strength = Strength::Next}}});
    return;
  }
}

}  // namespace lockstep::effects
