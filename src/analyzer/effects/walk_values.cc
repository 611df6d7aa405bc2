#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

constexpr int kDeepestExpression = 60;  // deeper ones are unknown

/// Methods that hand out elements of a list, or the list itself.
constexpr std::array<std::string_view, 6> kElement = {"find", "at", "pop", "shift", "findLast", "get"};
constexpr std::array<std::string_view, 6> kSameList = {"filter", "slice", "sort", "reverse", "concat", "values"};
/// Methods of promises, builders and documents behind which the value is still the same.
constexpr std::array<std::string_view, 24> kSameValue = {
    "then",      "catch",    "finally",   "lean",      "exec",    "where",     "orderBy",   "limit",
    "innerJoin", "leftJoin", "select",    "populate",  "sort",    "skip",      "session",   "andWhere",
    "orWhere",   "for",      "returning", "toPromise", "setLock", "selectAll", "forUpdate", "offset"};
constexpr std::array<std::string_view, 6> kValueClasses = {"Date", "Map", "Set", "URL", "Array", "Decimal"};
}  // namespace

void Walk::bind_parameters() {
  int index = 0;
  const Node all = program::parameters(unit_);
  if (!all) return;
  for (const Node parameter : all.children()) {
    const std::uint32_t source = new_source({.form = Source::Form::Parameter, .node = parameter, .parameter = index++});
    bind(parameter.child(0), {{source, Relation::Entity, ""}}, false);
  }
}

std::uint32_t Walk::new_source(Source source) {
  flow_.sources.push_back(std::move(source));
  return static_cast<std::uint32_t>(flow_.sources.size() - 1);
}

std::uint32_t Walk::this_source() {
  if (!this_) this_ = new_source({.form = Source::Form::This, .node = unit_});
  return *this_;
}

Value Walk::member_of(const Value& value, std::string_view name) const {
  Value out;
  for (const Origin& origin : value) {
    switch (origin.relation) {
      case Relation::Entity:
      case Relation::Part:
        add(out, {origin.source, Relation::Part, joined(origin.path, name), origin.is_far});
        break;
      case Relation::Parsed:
        add(out, {origin.source, Relation::Parsed, origin.path, origin.is_far, origin.is_merge});
        break;
      case Relation::Derived:  // a part of something computed may be any part
        add(out, {origin.source, Relation::Derived, origin.path, true, origin.is_merge});
        break;
      case Relation::List:
        break;  // `.length` and the like
    }
  }
  return out;
}

Value Walk::element_of(const Value& value) const {
  Value out;
  for (const Origin& origin : value) {
    if (origin.relation == Relation::List) {
      add(out, {origin.source, Relation::Entity, ""});
    } else {
      add(out, origin);
    }
  }
  return out;
}

void Walk::bind(const Node& pattern, const Value& value, bool weakly) {
  if (!pattern) return;
  switch (pattern.kind()) {
    case Kind::Binding:
    case Kind::Ident: {
      const auto binding = pattern.facts().binding(pattern.id());
      if (!binding) return;
      Value& slot = variables_[binding->value];
      if (weakly) {
        add_all(slot, value);
      } else {
        slot = value;
      }
      return;
    }
    case Kind::Default:
      bind(pattern.child(0), value, weakly);
      return;
    case Kind::ObjectPattern:
      for (const Node part : pattern.children()) {
        if (part.is(Kind::PatternProperty)) bind(part.child(0), member_of(value, part.text()), weakly);
        if (part.is(Kind::Rest)) bind(part.child(0), value, weakly);
      }
      return;
    case Kind::ArrayPattern:
      for (const Node part : pattern.children()) {
        if (part && !part.is(Kind::None) && !part.is(Kind::Rest)) bind(part, element_of(value), weakly);
      }
      return;
    default:
      return;
  }
}

Value Walk::eval(const Node& expression, int depth) {
  if (!expression || depth > kDeepestExpression) return {};
  switch (expression.kind()) {
    case Kind::Ident: {
      const auto binding = expression.facts().binding(expression.id());
      if (!binding) return {};
      const auto known = variables_.find(binding->value);
      return known == variables_.end() ? Value{} : known->second;
    }
    case Kind::This:
      return {{this_source(), Relation::Entity, ""}};
    case Kind::Member:
      return member_of(eval(expression.child(0), depth + 1), expression.text());
    case Kind::Index: {
      const Node index = expression.child(1);
      const Value object = eval(expression.child(0), depth + 1);
      if (index && index.is(Kind::String)) return member_of(object, index.text());
      // An element of a list inside of a column, or a property whose name is computed.
      Value out;
      for (const Origin& origin : object) {
        if (origin.relation == Relation::Part) {
          add(out, {origin.source, Relation::Part, joined(origin.path, "[]"), origin.is_far});
        } else {
          add_all(out, element_of({origin}));
        }
      }
      return out;
    }
    case Kind::Await: {
      const Node awaited = program::without_casts(expression.child(0));
      const Value value = eval(awaited, depth + 1);
      if (!awaited || !awaited.is(Kind::Call) || !program_.callees(awaited).empty()) return value;
      // What somebody else's machine or library answers is news, and not the old value any more.
      Value out;
      for (const Origin& origin : value) {
        if (origin.relation != Relation::Derived) add(out, origin);
      }
      return out;
    }
    case Kind::Cast:
    case Kind::Spread:
      return eval(expression.child(0), depth + 1);
    case Kind::Assign:
      return eval(expression.child(1), depth + 1);
    case Kind::Conditional: {
      Value out = eval(expression.child(1), depth + 1);
      add_all(out, eval(expression.child(2), depth + 1));
      return out;
    }
    case Kind::Binary:
      return eval_binary(expression, depth);
    case Kind::Unary:
      if (expression.op() == Op::TypeOf || expression.op() == Op::Void || expression.op() == Op::Delete) return {};
      return derived(eval(expression.child(0), depth + 1), true);
    case Kind::Template:
    case Kind::Array: {
      Value out;
      for (const Node part : expression.children()) {
        const Value value = eval(part, depth + 1);
        // A list literal of entities is a list of them; a spread copies.
        for (const Origin& origin : value) {
          const bool keeps =
              expression.is(Kind::Array) && (origin.relation == Relation::Entity || origin.relation == Relation::List);
          if (keeps && (!part.is(Kind::Spread) || origin.relation == Relation::List)) {
            add(out, {origin.source, Relation::List, ""});
          } else if (!is_identity(origin.path)) {
            add_all(out, derived({origin}, true));
          }
        }
      }
      return out;
    }
    case Kind::Object: {
      Value out;
      for (const Node part : expression.children()) {
        const Node value = part.is(Kind::Spread) ? part.child(0) : program::value_of(part);
        if (value && !value.is(Kind::Function)) add_all(out, derived(eval(value, depth + 1), part.is(Kind::Spread)));
      }
      return out;
    }
    case Kind::Call:
    case Kind::New:
      return eval_call(expression, depth);
    default:
      return {};
  }
}

Value Walk::eval_binary(const Node& expression, int depth) {
  const Node left = expression.child(0);
  const Node right = expression.child(1);
  switch (expression.op()) {
    case Op::Or:
    case Op::Coalesce: {
      Value out = eval(left, depth + 1);
      add_all(out, eval(right, depth + 1));
      return out;
    }
    case Op::And:
      return eval(right, depth + 1);
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Divide:
    case Op::OtherBinary: {
      Value out = derived(eval(left, depth + 1), true);
      add_all(out, derived(eval(right, depth + 1), true));
      return out;
    }
    default:
      return {};  // comparisons: what is decided by a value does not carry it
  }
}

Value Walk::arguments_of(const Node& call, int depth) {
  Value out;
  for (const Node given : arguments(call)) {
    if (given && !given.is(Kind::Function)) add_all(out, eval(given, depth + 1));
  }
  return out;
}

Value Walk::eval_call(const Node& call, int depth) {
  const auto known = results_.find(call.id().value);
  if (known != results_.end()) return known->second;
  results_[call.id().value] = {};  // a call inside of its own arguments cannot be, but costs nothing to survive
  Value value = result_of(call, depth);
  results_[call.id().value] = value;
  return value;
}

std::optional<Effect> Walk::effect(const Node& call) {
  return effect_of(program_, flows_.vocabulary(), flows_.models(call), call);
}

Value Walk::result_of(const Node& call, int depth) {
  const Node head = callee(call);
  if (!head) return {};
  if (call.is(Kind::Call)) {
    if (const auto of = effect(call)) return result_of_effect(*of, depth);
  }
  const Node receiver = head.is(Kind::Member) ? head.child(0) : Node{};
  const std::string_view name = head.text();
  if (head.is(Kind::Member)) {
    if (name == "parse" && receiver.text() == "JSON")
      return turned(eval(argument(call, 0), depth + 1), Relation::Parsed);
    if (receiver.is(Kind::Ident) && receiver.text() == "Promise") return eval(argument(call, 0), depth + 1);
    if (receiver.is(Kind::Ident) && receiver.text() == "Object" && name == "assign")
      return eval(argument(call, 0), depth + 1);
  }
  const auto callees = program_.callees(call);
  if (call.is(Kind::Call) && callees.size() >= 1 && callees.size() <= 4) return result_of_callees(call, callees, depth);
  if (name == "structuredClone" || name == "cloneDeep" || name == "clone")
    return turned(eval(argument(call, 0), depth + 1), Relation::Parsed);

  Value out;
  if (call.is(Kind::New) && !is_one_of(name, kValueClasses)) return {};  // an object of its own
  if (receiver) {
    const Value object = eval(receiver, depth + 1);
    for (const Origin& origin : object) {
      if (origin.relation == Relation::List) {
        if (is_one_of(name, kElement)) add(out, {origin.source, Relation::Entity, ""});
        if (is_one_of(name, kSameList) || is_one_of(name, kSameValue)) add(out, origin);
      } else if (is_one_of(name, kSameValue) && origin.relation == Relation::Entity) {
        add(out, origin);
      } else if (is_one_of(name, kElement)) {
        add(out, origin);
      } else if (is_one_of(name, kSameList) || name == "map" || name == "flatMap") {
        // Another list with most of the same elements.
        add(out, {origin.source, origin.relation == Relation::Derived ? Relation::Derived : Relation::Parsed,
                  origin.path, origin.is_far, true});
      } else if (origin.relation != Relation::Entity) {
        add_all(out, derived({origin}));
      }
    }
  }
  add_all(out, derived(arguments_of(call, depth)));
  return out;
}

Value Walk::turned(const Value& value, Relation relation) {
  Value out;
  for (const Origin& origin : value) add(out, {origin.source, relation, origin.path, origin.is_far, origin.is_merge});
  return out;
}

Value Walk::result_of_effect(const Effect& of, int depth) {
  switch (of.does) {
    case Does::Read:
    case Does::ReadMany: {
      Source source{.node = of.call,
                    .deep = of.call,
                    .store = of.store,
                    .subject = of.subject,
                    .shown = of.shown,
                    .entity = of.entity,
                    .key = of.key,
                    .row_lock = of.row_lock};
      if (of.store != Store::Row) source.key_text = key_text(program_, unit_, of.key);
      const std::uint32_t id = new_source(std::move(source));
      return {{id, of.does == Does::ReadMany ? Relation::List : Relation::Entity, ""}};
    }
    case Does::Save:
    case Does::Merge:
      return eval(of.data, depth + 1);
    default:
      return {};
  }
}

Value Walk::result_of_callees(const Node& call, std::span<const NodeRef> callees, int depth) {
  Value out;
  for (const NodeRef target : callees) {
    const Node function = program_[target];
    const Flow& inner = flows_.of(function);
    for (const Origin& origin : inner.returns) {
      const Source& from = inner.sources[origin.source];
      if (from.form == Source::Form::Read) {
        add(out, {imported(call, target, origin.source, from), origin.relation, origin.path});
        continue;
      }
      Value given;
      if (from.form == Source::Form::This) {
        if (const Node head = callee(call); head.is(Kind::Member)) given = eval(head.child(0), depth + 1);
      } else {
        given = eval(argument(call, static_cast<std::size_t>(from.parameter)), depth + 1);
      }
      add_all(out, composed(given, origin));
    }
  }
  return out;
}

Value Walk::composed(const Value& given, const Origin& became) {
  Value out;
  for (const Origin& origin : given) {
    if (became.relation == Relation::Entity) {
      add(out, origin);
      continue;
    }
    const std::string path = became.path.empty() ? origin.path : joined(origin.path, became.path);
    if (became.relation == Relation::Derived && is_identity(path)) continue;
    const bool is_copy = origin.relation == Relation::Parsed || origin.relation == Relation::Derived;
    add(out, {origin.source, is_copy && became.relation == Relation::Part ? origin.relation : became.relation,
              is_copy ? origin.path : path, origin.is_far || became.is_far || origin.path.empty(),
              origin.is_merge || became.is_merge});
  }
  return out;
}

Node Walk::given_as_key(const Node& call, const Node& callee_unit, const Node& key) const {
  if (!key) return {};
  const auto given = [&](const Node& node) -> Node {
    const ParameterPath path = parameter_path(program_, callee_unit, node);
    return path.index < 0 ? Node{} : argument(call, static_cast<std::size_t>(path.index));
  };
  if (const Node whole = given(key)) return whole;
  for (const Node node : program::descendants(key)) {
    if (const Node part = given(node)) return part;
  }
  return {};
}

std::uint32_t Walk::imported(const Node& call, NodeRef callee_unit, std::uint32_t theirs, const Source& from) {
  const auto [entry, is_new] = imported_.try_emplace({call.id().value, callee_unit, theirs}, 0U);
  if (!is_new) return entry->second;
  Source source = from;
  source.node = call;
  source.chain.insert(source.chain.begin(), call.ref());
  source.key = given_as_key(call, program_[callee_unit], from.key);
  source.key_text = substituted(program_, from.key_text, unit_, call);
  source.pending.clear();
  entry->second = new_source(std::move(source));
  return entry->second;
}

}  // namespace lockstep::effects
