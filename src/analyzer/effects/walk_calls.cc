#include "effects/walk.h"

#include "effects/origins.h"
#include "effects/type_parameters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::callee;

namespace {

/// Methods that hand out elements of a list, or the list itself.
constexpr std::array<std::string_view, 6> kElement = {"find", "at", "pop", "shift", "findLast", "get"};
constexpr std::array<std::string_view, 6> kSameList = {"filter", "slice", "sort", "reverse", "concat", "values"};
/// Methods of promises, builders and documents behind which the value is still the same.
/// What makes a result of a value (neverthrow, fp-ts, and what houses write in their likeness), where the value lies in
/// it, and what takes it out again.
constexpr std::array<std::string_view, 6> kResults = {"Result", "R", "E", "Either", "TE", "O"};
constexpr std::array<std::string_view, 5> kUnwrapping = {"unwrap", "_unsafeUnwrap", "unsafeUnwrap", "unwrapOr",
                                                         "unwrapOrThrow"};
constexpr std::array<std::string_view, 36> kSameValue = {
    "then",      "catch",     "finally",   "lean",   "exec",      "where",     "orderBy",
    "limit",     "innerJoin", "leftJoin",  "select", "populate",  "sort",      "skip",
    "session",   "andWhere",  "orWhere",   "for",    "returning", "toPromise", "setLock",
    "selectAll", "forUpdate", "offset",    "toJSON", "toObject",  "$query",    "throwIfNotFound",
    "toArray",   "project",   "batchSize", "hint",   "collation", "maxTimeMS", "all",
    "execute"};
constexpr std::array<std::string_view, 6> kValueClasses = {"Date", "Map", "Set", "URL", "Array", "Decimal"};
/// `row.toPlain()`, `entity.toDto()`: the same in another form, by whatever means.
bool turns_itself(const Node& call) {
  const Node head = callee(call);
  const std::string_view name = head ? head.text() : std::string_view{};
  return head && head.is(Kind::Member) && name.size() > 2 && name.starts_with("to") && name[2] >= 'A' &&
         name[2] <= 'Z' && name != "toString" && program::argument_count(call) == 0;
}

}  // namespace

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
  if (call.is(Kind::Call) && !flows_.effect(call)) {
    if (const auto named = flows_.named().of(call); named && named->does == Does::Read) {
      const std::uint32_t source = new_source({.node = call,
                                               .deep = call,
                                               .subject = named->subject,
                                               .shown = named->shown,
                                               .entity = {},
                                               .row_key = row_key(named->key),
                                               .by_name = true,
                                               .is_only = !named->key});
      add(value, {source, Relation::Entity, ""});
    }
  }
  results_[call.id().value] = value;
  return value;
}

std::optional<Value> Walk::packed_or_unpacked(const Node& call, int depth) {
  const Node head = callee(call);
  const Node of = head.is(Kind::Member) ? head.child(0) : Node{};
  const std::string_view name = head.text();
  const bool is_right = name == "right";
  if ((is_right || name == "ok" || name == "Ok" || name == "some") && program::argument_count(call) == 1 &&
      (of ? of.is(Kind::Ident) && is_one_of(of.text(), kResults) : head.is(Kind::Ident))) {
    Value out;
    for (Origin origin : eval(argument(call, 0), depth + 1)) {
      origin.inside = joined(is_right ? "right" : "value", origin.inside);
      add(out, std::move(origin));
    }
    return out;
  }
  if (!of || !is_one_of(name, kUnwrapping)) return std::nullopt;
  Value out;
  for (Origin origin : eval(of, depth + 1)) {
    const std::string_view first = first_of(origin.inside);
    if (first == "value" || first == "right") origin.inside = std::string(behind_first(origin.inside));
    add(out, std::move(origin));
  }
  return out;
}

Value Walk::result_of(const Node& call, int depth) {
  const Node head = callee(call);
  if (!head) return {};
  if (auto known = packed_or_unpacked(call, depth)) return std::move(*known);
  if (call.is(Kind::Call) || call.is(Kind::Tagged)) {
    if (const auto& of = flows_.effect(call)) return result_of_effect(*of, depth);
  }
  const Node receiver = head.is(Kind::Member) ? head.child(0) : Node{};
  const std::string_view name = head.text();
  if (head.is(Kind::Member)) {
    if (receiver.is(Kind::Ident) && receiver.text() == "Promise") return eval(argument(call, 0), depth + 1);
  }
  if (Value made = made_by_awaited_closure(call, depth); !made.empty()) return made;
  const Does to_values = flows_.does_to_values(call);
  const auto callees = program_.callees(call);
  if (to_values == Does::Script && call.is(Kind::Call) && !callees.empty() && callees.size() <= 4) {
    Value made = result_of_callees(call, callees, depth);
    // What serializers do on the way to another form is theirs; the columns are still there.
    const bool is_lost = std::ranges::none_of(made, [](const Origin& origin) {
      return origin.relation == Relation::Entity || origin.relation == Relation::List || !origin.inside.empty();
    });
    if (is_lost && turns_itself(call)) made = eval(receiver, depth + 1);
    return made;
  }
  switch (to_values) {
    case Does::Parse:
      return parsed(eval(flows_.copied_by(call), depth + 1));
    case Does::Change:
      return eval(argument(call, 0), depth + 1);
    case Does::Merge:
    case Does::Combine: {
      // `Object.assign(row, …)` is still the row, `merge({}, row.settings, …)` and `max(row.best, …)` hold its old
      // value.
      Value out;
      for (const Origin& origin : eval(argument(call, 0), depth + 1)) {
        if (origin.relation == Relation::Entity && origin.inside.empty()) add(out, origin);
      }
      // `Object.assign({}, row)` is a copy of the row, as `{ ...row }` is.
      const Node into = argument(call, 0);
      if (into && into.is(Kind::Object) && !into.child(0)) {
        for (const Origin& origin : eval(argument(call, 1), depth + 1)) {
          if (origin.relation == Relation::Entity && origin.inside.empty() && is_row_source(origin))
            add(out, {origin.source, Relation::Parsed, "", origin.is_far, Merge::Part});
        }
      }
      add_all(out, derived(arguments_of(call, depth), name == "max" || name == "min" ? Merge::Number : Merge::Part));
      return out;
    }
    default:
      break;
  }

  Value out;
  if (call.is(Kind::New) && !is_one_of(name, kValueClasses)) return made_by_constructor(call, depth);
  if (receiver && name == "then") {
    if (const auto made = made_by_function(argument(call, 0), eval(receiver, depth + 1), depth)) return *made;
  }
  if (receiver && is_made_of_rows(receiver)) {
    if (name == "map") return result_of_map(call, depth);
    if (is_one_of(name, kSameList)) return eval(receiver, depth + 1);
    if (is_one_of(name, kElement)) return element_of(eval(receiver, depth + 1));
  }
  if (receiver) {
    const Value object = mixed(eval(receiver, depth + 1));
    for (Origin origin : object) {
      const bool is_query = origin.relation == Relation::List && flow_.sources[origin.source].node == receiver;
      if (is_query && (name == "where" || name == "andWhere")) origin.source = narrowed(origin.source, call);
      if (origin.relation == Relation::List) {
        if (is_one_of(name, kElement)) add(out, {origin.source, Relation::Entity, ""});
        if (is_one_of(name, kSameList) || is_one_of(name, kSameValue)) add(out, origin);
      } else if ((is_one_of(name, kSameValue) || turns_itself(call)) && origin.relation == Relation::Entity) {
        add(out, origin);
      } else if (is_one_of(name, kElement)) {
        add(out, origin);
      } else if (is_one_of(name, kSameList) || name == "map" || name == "flatMap") {
        // Another list with most of the same elements.
        add(out, {origin.source, origin.relation == Relation::Derived ? Relation::Derived : Relation::Parsed,
                  origin.path, origin.is_far, Merge::List});
      } else if (origin.relation != Relation::Entity) {
        add_all(out, derived({origin}));
      }
    }
  }
  const Value given = arguments_of(call, depth);
  add_all(out, derived(given));
  // `...compact({ theme: [...row.theme, x] })`: what is spread has the properties that the helper was given.
  if (call.parent().is(Kind::Spread)) {
    for (const Origin& origin : given) {
      if (!origin.inside.empty()) add(out, origin);
    }
  }
  return out;
}

Value Walk::made_by_awaited_closure(const Node& call, int depth) {
  Value made;
  const Node above = call.parent();
  if (!call.is(Kind::Call) || !above || !(above.is(Kind::Await) || above.is(Kind::Return))) return made;
  for (const Node given : arguments(call)) {
    if (!given || !given.is(Kind::Function) || !given.has(facts::kAsync)) continue;
    const Node inside = program::body(given);
    if (inside && !inside.is(Kind::Block)) add_all(made, eval(inside, depth + 1));
    for (const Node out : program::nodes_of(given, Kind::Return)) {
      if (out.enclosing_function() == given && out.child(0)) add_all(made, eval(out.child(0), depth + 1));
    }
  }
  // What it computes is news; rows, and objects that hold them, are still what was read.
  std::erase_if(made, [](const Origin& origin) {
    return origin.inside.empty() && origin.relation != Relation::Entity && origin.relation != Relation::List;
  });
  return made;
}

bool Walk::is_made_of_rows(const Node& list, int depth) {
  constexpr int kDeepestList = 8;
  Node at = program::without_casts(list);
  if (!at || depth > kDeepestList) return false;
  const Value value = eval(at);
  if (std::any_of(value.begin(), value.end(),
                  [](const Origin& origin) { return origin.relation == Relation::List && origin.inside.empty(); }))
    return true;
  if (value.empty()) return false;
  if (at.is(Kind::Ident)) {
    const Node declared = is_constant(at) ? program_.definition(at).node : Node{};
    at = declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
  }
  const Node head = at && at.is(Kind::Call) ? callee(at) : Node{};
  return head && head.is(Kind::Member) && (head.text() == "map" || is_one_of(head.text(), kSameList)) &&
         is_made_of_rows(head.child(0), depth + 1);
}

std::optional<Value> Walk::made_by_function(const Node& written, const Value& given, int depth) {
  const Node function = program::without_casts(written);
  if (!function) return std::nullopt;
  if (function.is(Kind::Function)) {
    const Node made = program::without_casts(returned(function));
    return made ? std::optional(eval(made, depth + 1)) : std::nullopt;
  }
  if (!function.is(Kind::Ident) && !function.is(Kind::Member)) return std::nullopt;
  const Node declared = program_.definition(function).node;
  const Node known = declared && declared.is(Kind::Declarator) ? program::value_of(declared) : declared;
  if (!known || !known.is(Kind::Function) || !program::body(known)) return std::nullopt;
  const Flow& inner = flows_.of(known);
  Value made;
  for (const Origin& origin : inner.returns) {
    const Source& from = inner.sources[origin.source];
    if (from.form == Source::Form::Parameter && from.parameter == 0) add_all(made, composed(given, origin));
  }
  return made;
}

Value Walk::result_of_map(const Node& call, int depth) {
  const Value element = element_of(eval(callee(call).child(0), depth + 1));
  Value out;
  for (Origin origin : made_by_function(argument(call, 0), element, depth).value_or(Value{})) {
    if (origin.relation == Relation::Entity && origin.inside.empty()) origin.relation = Relation::List;
    add(out, std::move(origin));
  }
  // Whatever is made of each: there are as many as rows were found.
  for (const Origin& origin : eval(callee(call).child(0), depth + 1)) {
    if (origin.relation == Relation::List && origin.inside.empty())
      add(out, {origin.source, Relation::Decided, "", origin.is_far, Merge::None, "length"});
    if (origin.relation == Relation::Decided && origin.inside == "length") add(out, origin);
  }
  return out;
}

Value Walk::turned(const Value& value, Relation relation) {
  Value out;
  for (const Origin& origin : value) add(out, {origin.source, relation, origin.path, origin.is_far, origin.merge});
  return out;
}

Value Walk::parsed(const Value& value) {
  Value out;
  for (const Origin& origin : value) {
    Source& source = flow_.sources[origin.source];
    source.is_parsed = true;
    // The content of a stored value or a file is its parsed text.
    const bool is_content = source.form == Source::Form::Read && source.store != Store::Row;
    add_all(out, is_content ? Value{origin} : turned({origin}, Relation::Parsed));
  }
  return out;
}

Node Walk::getter_of_query(const Node& member) const {
  const Node above = member.parent();
  const Node call = above && above.is(Kind::Member) && above.child(0) == member ? above.parent() : Node{};
  if (!call || !call.is(Kind::Call) || callee(call) != above || !is_one_of(above.text(), kSameValue)) return {};
  const Node declared = program_.definition(member).node;
  if (!declared || !declared.is(Kind::Method)) return {};
  const Node function = declared.child(0);
  return function && function.is(Kind::Function) && function.has(facts::kGetter) ? function : Node{};
}

std::uint32_t Walk::narrowed(std::uint32_t id, const Node& call) {
  Source source = flow_.sources[id];
  const RowKey more = row_key(call);
  source.row_key.insert(source.row_key.end(), more.begin(), more.end());
  source.pending.clear();
  return new_source(std::move(source));
}

Value Walk::result_of_callees(const Node& call, std::span<const NodeRef> callees, int depth) {
  Value out;
  for (const NodeRef target : callees) {
    const Node function = program_[target];
    const Flow& inner = flows_.of(function);
    for (const Origin& origin : inner.returns) {
      const Source& from = inner.sources[origin.source];
      if (from.comes_from_store()) {
        Origin ours = origin;
        ours.source = imported(call, target, origin.source, inner);
        add(out, std::move(ours));
        continue;
      }
      add_all(out, composed(handed_in(call, from, depth + 1), origin));
    }
  }
  return out;
}

Value Walk::handed_in(const Node& call, const Source& source, int depth) {
  if (source.form == Source::Form::Parameter)
    return eval(argument(call, static_cast<std::size_t>(source.parameter)), depth);
  if (source.form == Source::Form::Captured)
    return source.node.file().id == unit_.file().id ? variable(source.binding) : Value{};
  const Node head = call.is(Kind::Call) ? callee(call) : Node{};
  return source.form == Source::Form::This && head && head.is(Kind::Member) ? eval(head.child(0), depth) : Value{};
}

Value Walk::composed(const Value& given, const Origin& became) {
  Value out;
  for (const auto& [origin, rest] : reach(given, became.path)) {
    if (became.relation == Relation::Decided || origin.relation == Relation::Decided) {
      Origin answer = decided({origin}).front();
      if (became.relation == Relation::Decided && origin.relation != Relation::Decided)
        answer.path = joined(answer.path, rest);
      answer.inside = joined(became.inside, origin.inside);
      add(out, std::move(answer));
      continue;
    }
    if (became.relation == Relation::Entity || (became.relation == Relation::Part && rest.empty())) {
      Origin same = origin;
      same.inside = joined(became.inside, origin.inside);
      same.merge = both(origin.merge, became.merge);
      add(out, std::move(same));
      continue;
    }
    const std::string path = rest.empty() ? origin.path : joined(origin.path, rest);
    if (became.relation == Relation::Derived && is_identity(path)) continue;
    const bool is_copy = origin.relation == Relation::Parsed || origin.relation == Relation::Derived;
    add(out, {origin.source, is_copy && became.relation == Relation::Part ? origin.relation : became.relation,
              is_copy ? origin.path : path, origin.is_far || became.is_far || origin.path.empty(),
              both(origin.merge, became.merge), became.inside,
              origin.is_copy || became.is_copy || origin.relation == Relation::Parsed});
  }
  return out;
}

std::uint32_t Walk::imported(const Node& call, NodeRef callee_unit, std::uint32_t theirs, const Flow& inner) {
  const auto [entry, is_new] = imported_.try_emplace({call.id().value, callee_unit, theirs}, 0U);
  if (!is_new) return entry->second;
  const Source& from = inner.sources[theirs];
  Source source = from;
  source.node = call;
  source.chain.insert(source.chain.begin(), call.ref());
  source.row_key = handed_up(call, from.row_key, inner);
  source.is_own = source.is_own || is_own_row(source.row_key);
  source.key_text = substituted(program_, from.key_text, unit_, call);
  source.pending.clear();
  if (source.is_generic) {
    EntityName name{source.subject, source.shown, source.entity, true};
    name_by_caller(program_, call, program_[callee_unit], name);
    source.subject = std::move(name.subject);
    source.shown = std::move(name.shown);
    source.entity = name.entity;
    source.is_generic = name.is_generic;
  }
  entry->second = new_source(std::move(source));
  return entry->second;
}

}  // namespace lockstep::effects
