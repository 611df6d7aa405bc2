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

bool is_spread_row(const Origin& origin) {
  return origin.relation == Relation::Parsed && origin.path.empty() && origin.inside.empty();
}

std::string as_word(std::string_view name) { return " " + std::string(name) + " "; }

/// Whether a spread row has its own value of a column no more: "price" of `{ ...row, price }`.
bool is_given_otherwise(const Origin& origin, std::string_view name) {
  return !origin.without.empty() && origin.without.find(as_word(name)) != std::string::npos;
}

/// What was spread into an object before loses to a property of its own behind it.
void give_otherwise(Value& object, std::string_view name) {
  std::erase_if(object, [&](const Origin& before) { return first_of(before.inside) == name; });
  for (Origin& before : object) {
    if (is_spread_row(before) && !is_given_otherwise(before, name)) before.without += as_word(name);
  }
}

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

bool Walk::is_row_source(const Origin& origin) const {
  const Source& source = flow_.sources[origin.source];
  return source.form != Source::Form::Read || source.store == Store::Row;
}

Value Walk::member_of(const Value& value, std::string_view name) const {
  Value out;
  for (const Origin& origin : value) {
    if (!origin.inside.empty()) {
      if (first_of(origin.inside) != name) continue;
      Origin part = origin;
      part.inside = std::string(behind_first(origin.inside));
      add(out, std::move(part));
      continue;
    }
    switch (origin.relation) {
      case Relation::Entity:
        if (origin.path.empty() && flow_.sources[origin.source].row_in == name && !name.empty()) {
          add(out, origin);
          break;
        }
        [[fallthrough]];
      case Relation::Part:
        add(out, {origin.source, Relation::Part, joined(origin.path, name), origin.is_far});
        break;
      case Relation::Parsed:
        if (origin.path.empty() && is_row_source(origin)) {
          if (!is_given_otherwise(origin, name))
            add(out, {origin.source, Relation::Parsed, std::string(name), origin.is_far});
        } else {
          add(out, {origin.source, Relation::Parsed, origin.path, origin.is_far, origin.merge});
        }
        break;
      case Relation::Derived:  // a part of something computed may be any part
        add(out, {origin.source, Relation::Derived, origin.path, true, origin.merge});
        break;
      case Relation::List:
        if (name == "length") add_all(out, decided({origin}));
        if (!name.empty() && name == flow_.sources[origin.source].row_in) add(out, origin);
        break;
      case Relation::Decided:  // any part of an answer says how the count went
        if (origin.path == kAtLimit) add(out, origin);
        break;
    }
  }
  return out;
}

Value Walk::element_of(const Value& value) const {
  Value out;
  for (const Origin& origin : value) {
    if (origin.relation == Relation::List && origin.inside.empty()) {
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
      forget_objects();
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

Value Walk::variable(std::uint32_t binding) {
  const auto known = variables_.find(binding);
  if (known != variables_.end()) return known->second;
  const Node declared = unit_.file().node(unit_.facts()[facts::BindingId{binding}].declaration);
  const Node around = declared ? declared.enclosing_function() : Node{};
  // Of this unit and not bound yet, of the module, or of a function beside this one.
  if (!around || around == unit_ || !around.contains(unit_)) return {};
  const std::uint32_t source =
      new_source({.form = Source::Form::Captured, .node = declared, .binding = binding, .subject = {}, .shown = {}});
  return variables_[binding] = {{source, Relation::Entity, ""}};
}

Value Walk::eval(const Node& expression, int depth) {
  if (!expression || depth > kDeepestExpression) return {};
  switch (expression.kind()) {
    case Kind::Ident: {
      const auto binding = expression.facts().binding(expression.id());
      return binding ? variable(binding->value) : Value{};
    }
    case Kind::This:
      return {{this_source(), Relation::Entity, ""}};
    case Kind::Member: {
      Value out = member_of(eval(expression.child(0), depth + 1), expression.text());
      if (expression.child(0).is(Kind::This)) {
        if (const auto kept = own_fields_.find(expression.text()); kept != own_fields_.end())
          add_all(out, kept->second);
        if (const Node query = getter_of_query(expression)) {
          const NodeRef getter = query.ref();
          add_all(out, result_of_callees(expression, {&getter, 1}, depth));
        }
      }
      return out;
    }
    case Kind::Index: {
      const Node index = expression.child(1);
      Value object = eval(expression.child(0), depth + 1);
      if (index && index.is(Kind::String)) return member_of(object, index.text());
      object = mixed(object);
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
      if (!awaited || !awaited.is(Kind::Call) || !program_.callees(awaited).empty() ||
          flows_.does_to_values(awaited) != Does::Script)
        return value;
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
      // `!row.isOpen` is its old value the other way round, but no number.
      return derived(eval(expression.child(0), depth + 1), expression.op() == Op::Not ? Merge::Flip : Merge::Number);
    case Kind::Template:
    case Kind::Array: {
      Value out;
      for (const Node part : expression.children()) {
        const Value value = eval(part, depth + 1);
        // A list literal of entities is a list of them; a spread copies.
        for (const Origin& origin : value) {
          const bool keeps = expression.is(Kind::Array) && origin.inside.empty() &&
                             (origin.relation == Relation::Entity || origin.relation == Relation::List);
          if (keeps && (!part.is(Kind::Spread) || origin.relation == Relation::List)) {
            add(out, {origin.source, Relation::List, ""});
          } else if (!is_identity(origin.path)) {
            add_all(out, derived({origin}, expression.is(Kind::Array) ? Merge::List : Merge::Some));
          }
        }
      }
      return out;
    }
    case Kind::Tagged: {
      if (flows_.effect(expression)) return eval_call(expression, depth);
      // sql`${JSON.stringify(lines)}::jsonb` is the value; with more holes, the store does something with it.
      const Node text = expression.child(1);
      const bool is_one = text && text.is(Kind::Template) && text.child(0) && !text.child(1);
      return is_one ? derived(eval(text.child(0), depth + 1)) : Value{};
    }
    case Kind::Object:
      return eval_object(expression, depth);
    case Kind::Call:
    case Kind::New:
      return eval_call(expression, depth);
    default:
      return {};
  }
}

Value Walk::eval_object(const Node& object, int depth) {
  if (depth > kDeepestExpression / 2) return eval_properties(object, depth);
  if (const auto known = objects_.find(object.id().value); known != objects_.end()) return known->second;
  Value made = eval_properties(object, depth);
  objects_[object.id().value] = made;
  return made;
}

Value Walk::eval_properties(const Node& object, int depth) {
  Value out;
  for (const Node part : object.children()) {
    if (part.is(Kind::Spread)) {
      for (const Origin& origin : eval(part.child(0), depth + 1)) {
        const bool is_row = origin.relation == Relation::Entity && origin.inside.empty() && is_row_source(origin);
        if (is_row) {
          // A copy of the row: its columns are still known.
          add(out, {origin.source, Relation::Parsed, "", origin.is_far, Merge::Part});
        } else if (origin.inside.empty()) {
          add_all(out, derived({origin}, Merge::Part));
        } else {
          add(out, origin);
        }
      }
      continue;
    }
    const Node value = program::value_of(part);
    if (!value || value.is(Kind::Function) || part.text().empty()) continue;
    give_otherwise(out, part.text());
    for (Origin origin : eval(value, depth + 1)) {
      origin.inside = origin.inside.empty() ? std::string(part.text()) : std::string(part.text()) + "." + origin.inside;
      add(out, std::move(origin));
    }
  }
  return out;
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
    case Op::And: {
      Value out = eval(right, depth + 1);
      for (const Origin& origin : eval(left, depth + 1)) {
        if (origin.relation == Relation::Decided) add(out, origin);
      }
      return out;
    }
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Divide:
    case Op::OtherBinary: {
      Value out = derived(eval(left, depth + 1), Merge::Number);
      add_all(out, derived(eval(right, depth + 1), Merge::Number));
      return out;
    }
    default: {  // comparisons: what is decided by a value does not carry it
      Value out = decided(eval(left, depth + 1));
      add_all(out, decided(eval(right, depth + 1)));
      add_all(out, limited(expression));
      return out;
    }
  }
}

}  // namespace lockstep::effects
