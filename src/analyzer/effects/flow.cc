#include "effects/flow.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

constexpr int kDeepestExpression = 60;  // deeper ones are unknown
constexpr int kDeepestCall = 6;
constexpr std::uint32_t kLargestUnit = 60'000;

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// Methods whose callback gets elements of the list, and those that hand out elements or the list itself.
constexpr std::array<std::string_view, 12> kWithElement = {
    "forEach", "map", "filter", "find", "some", "every", "flatMap", "findIndex", "sort", "findLast", "each", "then"};
constexpr std::array<std::string_view, 6> kElement = {"find", "at", "pop", "shift", "findLast", "get"};
constexpr std::array<std::string_view, 6> kSameList = {"filter", "slice", "sort", "reverse", "concat", "values"};
/// Methods of promises, builders and documents behind which the value is still the same.
constexpr std::array<std::string_view, 24> kSameValue = {
    "then",      "catch",    "finally",   "lean",      "exec",    "where",     "orderBy",   "limit",
    "innerJoin", "leftJoin", "select",    "populate",  "sort",    "skip",      "session",   "andWhere",
    "orWhere",   "for",      "returning", "toPromise", "setLock", "selectAll", "forUpdate", "offset"};
constexpr std::array<std::string_view, 12> kChanging = {"push",    "unshift", "splice", "pop", "shift",  "sort",
                                                        "reverse", "fill",    "set",    "add", "delete", "clear"};
constexpr std::array<std::string_view, 6> kValueClasses = {"Date", "Map", "Set", "URL", "Array", "Decimal"};
/// What Prisma does to rows of another table, or in one step, inside of an update's data.
constexpr std::array<std::string_view, 16> kNestedWrites = {
    "update",     "create",     "connect",   "disconnect", "upsert",   "delete", "createMany", "connectOrCreate",
    "deleteMany", "updateMany", "increment", "decrement",  "multiply", "divide", "push",       "set"};
constexpr std::array<std::string_view, 5> kRelationDecorators = {"ManyToOne", "OneToMany", "OneToOne", "ManyToMany",
                                                                 "BelongsTo"};

std::string_view first_of(std::string_view path) { return path.substr(0, path.find('.')); }

std::string joined(const std::string& path, std::string_view next) {
  return path.empty() ? std::string(next) : path + "." + std::string(next);
}

/// Values that name a row rather than say something about it.
bool is_identity(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? path : path.substr(dot + 1);
  return last == "id" || last == "_id" || last == "uuid" || last == "key" || last == "uid" || last == "createdAt" ||
         last.ends_with("Id") || last.ends_with("_id") || last.ends_with("Key") || last.ends_with("Uid") ||
         last == "length" || last == "name" || last == "slug" || last == "email" || last == "type";
}

/// `lastSyncAt`, `nextRunAt`, `cursor`: how far some work has come.
bool is_watermark(std::string_view path) {
  if (path.find('.') != std::string_view::npos) return false;
  return path.ends_with("At") || path.ends_with("_at") || path.ends_with("Timestamp") || path.ends_with("Cursor") ||
         path == "cursor" || path.ends_with("Date") || path.starts_with("last");
}

void add(Value& value, Origin origin) {
  if (value.size() < 16 && std::find(value.begin(), value.end(), origin) == value.end())
    value.push_back(std::move(origin));
}

void add_all(Value& value, const Value& more) {
  for (const Origin& origin : more) add(value, origin);
}

/// What is computed from values: identities say nothing about the row's content.
Value derived(const Value& from, bool is_merge = false) {
  Value out;
  for (const Origin& origin : from) {
    if (is_identity(origin.path)) continue;
    const bool merges = is_merge || origin.is_merge || origin.relation == Relation::Parsed;
    add(out, {origin.source, Relation::Derived, origin.path, origin.is_far, merges});
  }
  return out;
}

bool same_expression(const Node& a, const Node& b) {
  if (!a || !b || a.raw().size != b.raw().size) return false;
  for (std::uint32_t i = 0; i < a.raw().size; ++i) {
    const Node x = a.file().node(facts::NodeId{a.id().value + i});
    const Node y = b.file().node(facts::NodeId{b.id().value + i});
    if (x.kind() != y.kind() || x.op() != y.op() || x.text() != y.text()) return false;
  }
  return true;
}

bool is_conditional_step(const Node& above, const Node& below) {
  switch (above.kind()) {
    case Kind::If:
    case Kind::Conditional:
      return above.child(0) != below;
    case Kind::Case:
    case Kind::For:
    case Kind::ForIn:
    case Kind::ForOf:
    case Kind::While:
    case Kind::DoWhile:
      return true;
    case Kind::Try:
      return true;
    default:
      return false;
  }
}

class Walk {
 public:
  Walk(Flows& flows, const Node& unit, Flow& flow)
      : flows_(flows), program_(flows.program()), unit_(unit), flow_(flow) {}

  void run() {
    bind_parameters();
    // Children before parents, so that what stands inside of a call has happened when the call happens.
    struct Open {
      Node node;
      std::uint32_t end;
    };
    std::vector<Open> open;
    const std::uint32_t end = unit_.id().value + unit_.raw().size;
    const auto close_until = [&](std::uint32_t position) {
      while (!open.empty() && open.back().end <= position) {
        const Node node = open.back().node;
        open.pop_back();
        leave(node);
      }
    };
    for (std::uint32_t i = unit_.id().value + 1; i < end;) {
      close_until(i);
      const Node node = unit_.file().node(facts::NodeId{i});
      if (is_other_unit(node, unit_) || is_type(node.kind())) {
        i += node.raw().size;
        continue;
      }
      enter(node);
      open.push_back({node, i + node.raw().size});
      ++i;
    }
    close_until(end);
    finish();
  }

 private:
  static bool is_type(Kind kind) { return kind >= Kind::TypeName; }

  // Variables ---------------------------------------------------------------------------------------------------

  void bind_parameters() {
    int index = 0;
    const Node all = program::parameters(unit_);
    if (!all) return;
    for (const Node parameter : all.children()) {
      const std::uint32_t source =
          new_source({.form = Source::Form::Parameter, .node = parameter, .parameter = index++});
      bind(parameter.child(0), {{source, Relation::Entity, ""}}, false);
    }
  }

  std::uint32_t new_source(Source source) {
    flow_.sources.push_back(std::move(source));
    return static_cast<std::uint32_t>(flow_.sources.size() - 1);
  }

  std::uint32_t this_source() {
    if (!this_) this_ = new_source({.form = Source::Form::This, .node = unit_});
    return *this_;
  }

  Value member_of(const Value& value, std::string_view name) const {
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

  Value element_of(const Value& value) const {
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

  void bind(const Node& pattern, const Value& value, bool weakly) {
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

  // Expressions -------------------------------------------------------------------------------------------------

  Value eval(const Node& expression, int depth = 0) {
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
            const bool keeps = expression.is(Kind::Array) &&
                               (origin.relation == Relation::Entity || origin.relation == Relation::List);
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

  Value eval_binary(const Node& expression, int depth) {
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

  Value arguments_of(const Node& call, int depth) {
    Value out;
    for (const Node given : arguments(call)) {
      if (given && !given.is(Kind::Function)) add_all(out, eval(given, depth + 1));
    }
    return out;
  }

  Value eval_call(const Node& call, int depth) {
    const auto known = results_.find(call.id().value);
    if (known != results_.end()) return known->second;
    results_[call.id().value] = {};  // a call inside of its own arguments cannot be, but costs nothing to survive
    Value value = result_of(call, depth);
    results_[call.id().value] = value;
    return value;
  }

  std::optional<Effect> effect(const Node& call) {
    return effect_of(program_, flows_.vocabulary(), flows_.models(call), call);
  }

  Value result_of(const Node& call, int depth) {
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
    if (call.is(Kind::Call) && callees.size() >= 1 && callees.size() <= 4)
      return result_of_callees(call, callees, depth);
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

  static Value turned(const Value& value, Relation relation) {
    Value out;
    for (const Origin& origin : value) add(out, {origin.source, relation, origin.path, origin.is_far, origin.is_merge});
    return out;
  }

  Value result_of_effect(const Effect& of, int depth) {
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

  /// What functions of the program hand back, in terms of this unit.
  Value result_of_callees(const Node& call, std::span<const NodeRef> callees, int depth) {
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

  /// A value that was handed in, and what became of it.
  static Value composed(const Value& given, const Origin& became) {
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

  /// A read of a callee, as a source of this unit.
  std::uint32_t imported(const Node& call, NodeRef callee_unit, std::uint32_t theirs, const Source& from) {
    const auto [entry, is_new] = imported_.try_emplace({call.id().value, callee_unit, theirs}, 0U);
    if (!is_new) return entry->second;
    Source source = from;
    source.node = call;
    source.chain.insert(source.chain.begin(), call.ref());
    source.key = {};
    source.key_text = substituted(program_, from.key_text, unit_, call);
    source.pending.clear();
    entry->second = new_source(std::move(source));
    return entry->second;
  }

  // Statements --------------------------------------------------------------------------------------------------

  void enter(const Node& node) {
    if (node.is(Kind::Function)) {
      bind_closure(node);
    } else if (node.is(Kind::ForOf)) {
      const Node target = node.child(0);
      const Value element = element_of(eval(node.child(1)));
      if (target && target.is(Kind::Variable)) {
        for (const Node declarator : target.children()) bind(declarator.child(0), element, false);
      } else {
        bind(target, element, true);
      }
    }
  }

  /// Parameters of closures that get elements of a list, or what a promise will bring.
  void bind_closure(const Node& function) {
    const Node call = function.parent();
    if (!call || !call.is(Kind::Call)) return;
    const Node head = callee(call);
    if (!head || !head.is(Kind::Member) || !is_one_of(head.text(), kWithElement)) return;
    const Node first = program::parameter(function, 0);
    if (!first) return;
    const Value value = eval(head.child(0));
    bind(first.child(0), head.text() == "then" ? value : element_of(value), false);
  }

  void leave(const Node& node) {
    switch (node.kind()) {
      case Kind::Declarator:
        if (const Node value = program::value_of(node)) declare(node.child(0), value);
        return;
      case Kind::Assign:
        assign(node);
        return;
      case Kind::Unary:
        if (node.op() == Op::Increment || node.op() == Op::Decrement) change(node.child(0), node, Strength::Merged);
        if (node.op() == Op::Delete) change(node.child(0), node, Strength::Merged);
        return;
      case Kind::Call:
        called(node);
        return;
      case Kind::Return:
        if (node.enclosing_function() == unit_) add_all(flow_.returns, eval(node.child(0)));
        return;
      case Kind::Function:
        return;
      default:
        return;
    }
  }

  void declare(const Node& pattern, const Node& value) {
    // `const [a, b] = await Promise.all([x, y])`
    if (pattern.is(Kind::ArrayPattern)) {
      Node list = value;
      while (list && (list.is(Kind::Await) || list.is(Kind::Cast))) list = list.child(0);
      if (list && list.is(Kind::Call) && callee(list) && callee(list).text() == "all") list = argument(list, 0);
      if (list && list.is(Kind::Array)) {
        std::size_t index = 0;
        for (const Node part : pattern.children()) {
          if (!part.is(Kind::None)) bind(part, eval(list.child(index)), false);
          ++index;
        }
        return;
      }
    }
    bind(pattern, eval(value), false);
  }

  /// Whether a node stands on a branch, seen from where the variable is declared.
  bool is_on_branch(const Node& node, const Node& name) const {
    const auto binding = name.facts().binding(name.id());
    if (!binding) return true;
    const Node declared = name.file().node(name.facts()[*binding].declaration);
    Node below = node;
    for (Node above = node.parent(); above && above != unit_; below = above, above = below.parent()) {
      if (above.contains(declared)) return false;
      if (is_conditional_step(above, below)) return true;
    }
    return false;
  }

  void assign(const Node& node) {
    const Node target = program::without_casts(node.child(0));
    const Node value = node.child(1);
    if (!target) return;
    if (target.is(Kind::Ident)) {
      Value bound = eval(value);
      if (node.op() != Op::Assign) bound = derived(bound);
      bind(target, bound, node.op() != Op::Assign || is_on_branch(node, target));
      return;
    }
    if (target.is(Kind::ObjectPattern) || target.is(Kind::ArrayPattern)) {
      bind(target, eval(value), true);
      return;
    }
    if (!target.is(Kind::Member) && !target.is(Kind::Index)) return;
    const Value right = eval(value);
    note_fresh(target, value);
    for (const Origin& to : eval(target)) {
      if (to.relation != Relation::Part) continue;
      Strength strength = strength_of(to, right);
      if (node.op() == Op::AddAssign || node.op() == Op::SubtractAssign || node.op() == Op::OtherAssign)
        strength = Strength::Merged;
      mutate(to.source, {.node = target, .path = to.path, .strength = strength});
    }
  }

  // New rows ----------------------------------------------------------------------------------------------------

  /// `row.position = …` on an object that is no row yet.
  void note_fresh(const Node& target, const Node& value) {
    const Node object = target.is(Kind::Member) ? target.child(0) : Node{};
    if (!object || !object.is(Kind::Ident) || !eval(object).empty()) return;
    if (const auto binding = object.facts().binding(object.id()))
      fresh_[binding->value].push_back({std::string(target.text()), value});
  }

  /// Whether an expression adds to something, perhaps through a variable.
  bool adds(const Node& expression) const {
    const Node plain = program::without_casts(expression);
    if (!plain) return false;
    if (plain.is(Kind::Ident)) {
      const Node declared = program_.definition(plain).node;
      const Node value = declared ? program::without_casts(program::value_of(declared)) : Node{};
      return value && is_step(value);
    }
    if (is_step(plain)) return true;
    for (const Node node : program::descendants(plain)) {
      if (is_step(node)) return true;
    }
    return false;
  }

  /// `last + 1`
  static bool is_step(const Node& node) {
    return node.is(Kind::Binary) && node.op() == Op::Add && node.child(1) && node.child(1).is(Kind::Number);
  }

  /// A row that is inserted with a number which follows the greatest one that was read.
  void inserts(const Effect& of, const Node& data) {
    const Node plain = program::without_casts(data);
    if (!plain) return;
    if (plain.is(Kind::Object)) {
      for (const Node part : plain.children()) {
        if (part.is(Kind::Property)) inserts_column(of, part.text(), program::value_of(part));
      }
      return;
    }
    if (plain.is(Kind::Call)) {
      if (const auto made = effect(plain); made && made->does == Does::Create) inserts(of, made->data);
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
    if (made && made.is(Kind::Call)) inserts(of, made);
  }

  void inserts_column(const Effect& of, std::string_view column, const Node& value) {
    if (column.empty() || !value) return;
    for (const Origin& origin : eval(value)) {
      const Source& source = flow_.sources[origin.source];
      if (source.form != Source::Form::Read || source.store != Store::Row || source.subject != of.subject) continue;
      if (!origin.is_merge || origin.path != column || !adds(value)) continue;
      flow_.writes.push_back({.source = origin.source,
                              .flush = of.call,
                              .deep = of.call,
                              .mutations = {{.node = value, .path = std::string(column), .strength = Strength::Next}}});
      return;
    }
  }

  /// How a new value of a path depends on the source that the path lies in.
  static Strength strength_of(const Origin& to, const Value& right) {
    Strength strength = Strength::Plain;
    for (const Origin& origin : right) {
      if (origin.source != to.source || origin.relation == Relation::List) continue;
      const bool same_column = first_of(origin.path) == first_of(to.path);
      if (origin.relation == Relation::Part && origin.path == to.path)
        continue;  // its old value: `dto.name ?? user.name`
      if (origin.relation == Relation::Entity) continue;
      const bool merges =
          same_column && !origin.path.empty() && (origin.is_merge || origin.relation == Relation::Parsed);
      if (merges) {
        strength = Strength::Merged;
      } else if (origin.relation == Relation::Derived && !origin.is_far && !origin.path.empty() &&
                 strength == Strength::Plain) {
        strength = Strength::Other;
      }
    }
    // Marks of how far some work has come only ever move on.
    if (is_watermark(to.path)) return Strength::Plain;
    return strength;
  }

  /// Something inside of a source is changed in place.
  void change(const Node& target, const Node& node, Strength strength) {
    const Node plain = program::without_casts(target);
    if (!plain) return;
    if (plain.is(Kind::Ident) && strength == Strength::Merged && node.is(Kind::Unary)) return;
    for (const Origin& to : eval(plain)) {
      if (to.relation == Relation::Part)
        mutate(to.source, {.node = node.is(Kind::Call) ? callee(node) : plain, .path = to.path, .strength = strength});
    }
  }

  void mutate(std::uint32_t id, Mutation mutation) {
    Source& source = flow_.sources[id];
    // Inside of a JSON column: the save takes the rest of the column along.
    if (mutation.path.find('.') != std::string::npos && !is_related(source, first_of(mutation.path))) {
      mutation.strength = std::max(mutation.strength, Strength::Merged);
    }
    if (mutation.strength == Strength::Merged && is_related(source, first_of(mutation.path)))
      mutation.strength = Strength::Plain;
    source.pending.push_back(std::move(mutation));
  }

  /// Whether a field holds other entities rather than a column's value.
  bool is_related(const Source& source, std::string_view field) const {
    if (!source.entity || !source.entity.is(Kind::Class)) return false;
    const Node member = program_.member({.declaration = source.entity}, field).node;
    if (!member) return false;
    for (const Node decorator : program::decorators(member)) {
      const Node head = decorator.is(Kind::Call) ? callee(decorator) : decorator;
      if (head && (is_one_of(head.text(), kRelationDecorators) || head.text() == "HasMany" || head.text() == "HasOne"))
        return true;
    }
    return false;
  }

  // Calls -------------------------------------------------------------------------------------------------------

  void called(const Node& call) {
    const Node head = callee(call);
    if (!head) return;
    if (const auto of = effect(call)) {
      happens(*of);
      return;
    }
    const std::string_view name = head.text();
    const auto callees = program_.callees(call);
    if (!callees.empty() && callees.size() <= 4) {
      for (const NodeRef target : callees) callee_happens(call, target);
      if (!head.is(Kind::Member)) return;
      // A method that a model class overrides still saves.
    }
    if (!head.is(Kind::Member)) return;
    if (name == "assign" && head.child(0).text() == "Object") {
      assign_properties(call);
      return;
    }
    const Value object = eval(head.child(0));
    if (object.empty()) return;
    if (is_one_of(name, kChanging)) {
      for (const Origin& to : object) {
        if (to.relation == Relation::Part)
          mutate(to.source, {.node = head, .path = to.path, .strength = Strength::Merged});
      }
    }
    if (!callees.empty()) return;
    const auto instance = instance_effect(flows_.models(call), call);
    if (!instance) return;
    for (const Origin& of : object) {
      if (of.relation != Relation::Entity) continue;
      if (instance->does == Does::Reload) {
        flow_.sources[of.source].pending.clear();
        flow_.sources[of.source].row_lock =
            flow_.sources[of.source].row_lock || has_row_lock(flows_.vocabulary(), call);
      } else if (instance->does == Does::Save) {
        flush(of.source, call, call, {}, is_whole(call));
      } else if (instance->does == Does::Update && instance->data) {
        write_object(of.source, program::without_casts(instance->data), call, false);
      }
    }
  }

  /// `entity.save()` of TypeORM's active records writes what differs from a fresh row; Sequelize and Mongoose know what
  /// was changed.
  bool is_whole(const Node&) const { return false; }

  void assign_properties(const Node& call) {
    const Node first = argument(call, 0);
    const Value target = eval(first);
    Value given;
    for (const Node source : arguments(call)) {
      if (source != first) add_all(given, eval(source));
    }
    for (const Origin& to : target) {
      if (to.relation == Relation::Part) {
        mutate(to.source, {.node = callee(call), .path = to.path, .strength = Strength::Merged});
      } else if (to.relation == Relation::Entity && flow_.sources[to.source].form == Source::Form::Read) {
        mutate(to.source, {.node = callee(call), .path = "", .strength = Strength::Plain});
      }
    }
  }

  void happens(const Effect& of) {
    switch (of.does) {
      case Does::Save:
        if (of.store != Store::Row) {
          write_value(of);
        } else if (const Node data = program::without_casts(of.data)) {
          if (data.is(Kind::Object)) {
            write_row(of, data);
            return;
          }
          inserts(of, data);
          for (const Origin& origin : eval(data)) {
            if (origin.relation == Relation::Entity || origin.relation == Relation::List)
              flush(origin.source, of.call, of.call, {}, of.whole);
          }
        }
        return;
      case Does::Update:
        if (const Node data = program::without_casts(of.data)) write_row(of, data);
        return;
      case Does::Insert:
        inserts(of, of.data);
        return;
      case Does::Merge:
        for (const Origin& origin : eval(of.data)) {
          if (origin.relation == Relation::Entity)
            mutate(origin.source, {.node = callee(of.call), .path = "", .strength = Strength::Plain});
        }
        return;
      case Does::Reload:
        for (const Origin& origin : eval(of.data)) flow_.sources[origin.source].pending.clear();
        return;
      case Does::Flush:
        for (std::uint32_t i = 0; i < flow_.sources.size(); ++i) {
          if (flow_.sources[i].form == Source::Form::Read && flow_.sources[i].store == Store::Row)
            flush(i, of.call, of.call, {}, false);
        }
        return;
      default:
        return;
    }
  }

  void flush(std::uint32_t id, const Node& call, const Node& deep, std::vector<NodeRef> chain, bool whole) {
    Source& source = flow_.sources[id];
    Write write{.source = id,
                .flush = call,
                .deep = deep,
                .chain = std::move(chain),
                .mutations = std::move(source.pending),
                .whole = whole};
    source.pending.clear();
    if (source.form == Source::Form::Read) {
      flow_.writes.push_back(std::move(write));
    } else {
      flow_.parameter_writes.push_back(std::move(write));
    }
  }

  /// Whether an expression that names a row names the one that a source was read from.
  bool names_row_of(const Node& key, std::uint32_t id) {
    if (!key) return false;
    const Source& source = flow_.sources[id];
    if (source.key && same_expression(key, source.key)) return true;
    if (is_tied(key, id)) return true;
    for (const Node node : program::descendants(key)) {
      if (is_tied(node, id)) return true;
      // `{ where: { id } }` read and `{ id }` written, `findById(id)` and `updateOne({_id: id})`
      if (node.is(Kind::Ident) && source.key && mentions(source.key, node.text())) return true;
    }
    return key.is(Kind::Ident) && source.key && mentions(source.key, key.text());
  }

  bool is_tied(const Node& node, std::uint32_t id) {
    if (!node.is(Kind::Ident) && !node.is(Kind::Member)) return false;
    const Value value = eval(node);
    return std::any_of(value.begin(), value.end(), [&](const Origin& origin) { return origin.source == id; });
  }

  static bool mentions(const Node& expression, std::string_view name) {
    if (expression.is(Kind::Ident)) return expression.text() == name;
    for (const Node node : program::descendants(expression)) {
      if (node.is(Kind::Ident) && node.text() == name) return true;
    }
    return false;
  }

  /// `where: {id, version: row.version}`: the store compares, and the write fails where someone was faster.
  bool is_conditional_write(const Node& key, const Node& data) {
    const Node where = program::without_casts(key);
    if (!where || !where.is(Kind::Object)) return false;
    for (const Node part : where.children()) {
      if (!part.is(Kind::Property)) continue;
      const std::string_view name = part.text();
      if (name == "version" || name == "updatedAt" || name == "revision" || name == "rev" || name == "__v" ||
          name == "status" || name == "state")
        return true;
      if (data.is(Kind::Object) && program::property(data, name) && !is_identity(name)) return true;
    }
    return false;
  }

  void write_row(const Effect& of, const Node& data) {
    if (is_conditional_write(of.key, data)) return;
    for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
      const Source& source = flow_.sources[id];
      if (source.form != Source::Form::Read || source.store != Store::Row) continue;
      if (!of.subject.empty() && source.subject != of.subject) continue;
      const bool by_id_inside =
          of.does == Does::Save && (program::property(data, "id") || starts_with_spread_of(data, id));
      if (of.does == Does::Save ? !by_id_inside : !names_row_of(of.key, id)) continue;
      write_object(id, data, of.call, of.whole && starts_with_spread_of(data, id));
    }
    // Data that a caller hands in: the object itself, or values of its properties.
    const auto export_data = [&](std::string column, Value value) {
      const bool from_outside = std::any_of(value.begin(), value.end(), [&](const Origin& origin) {
        return flow_.sources[origin.source].form == Source::Form::Parameter;
      });
      if (!from_outside) return;
      flow_.keyed_writes.push_back({.flush = of.call,
                                    .deep = of.call,
                                    .store = Store::Row,
                                    .subject = of.subject,
                                    .shown = of.shown,
                                    .key_text = key_text(program_, unit_, of.key),
                                    .column = std::move(column),
                                    .data = std::move(value)});
    };
    if (!data.is(Kind::Object)) {
      export_data("", eval(data));
      return;
    }
    for (const Node part : data.children()) {
      if (part.is(Kind::Property) && !part.text().empty())
        export_data(std::string(part.text()), eval(program::value_of(part)));
    }
  }

  bool starts_with_spread_of(const Node& data, std::uint32_t id) {
    if (!data.is(Kind::Object)) return false;
    for (const Node part : data.children()) {
      if (!part.is(Kind::Spread)) continue;
      for (const Origin& origin : eval(part.child(0))) {
        if (origin.source == id && origin.relation == Relation::Entity) return true;
      }
    }
    return false;
  }

  static bool is_nested_write(const Node& object) {
    bool any = false;
    for (const Node part : object.children()) {
      if (!part.is(Kind::Property) || !is_one_of(part.text(), kNestedWrites)) return false;
      any = true;
    }
    return any;
  }

  /// An object whose properties go to columns of a source's row.
  void write_object(std::uint32_t id, const Node& data, const Node& call, bool whole) {
    Write write{.source = id, .flush = call, .deep = call, .whole = whole};
    std::vector<Node> open{data};
    while (!open.empty()) {
      const Node object = open.back();
      open.pop_back();
      if (!object.is(Kind::Object)) {
        for (const Origin& origin : eval(object)) {
          if (origin.source == id && origin.relation != Relation::Entity && !is_identity(origin.path) &&
              !origin.path.empty()) {
            write.mutations.push_back({.node = object, .path = origin.path, .strength = Strength::Merged});
          }
        }
        continue;
      }
      for (const Node part : object.children()) {
        if (!part.is(Kind::Property)) continue;
        const Node value = program::without_casts(program::value_of(part));
        const std::string_view name = part.text();
        if (!value || name.empty()) continue;
        if (name.starts_with('$')) {
          // Mongo's operators are atomic, except that `$set` may set what was computed here.
          if (name == "$set" && value.is(Kind::Object)) open.push_back(value);
          continue;
        }
        if (value.is(Kind::Object) && is_nested_write(value)) continue;
        const Origin to{id, Relation::Part, std::string(name)};
        Strength strength = strength_of(to, eval(value));
        // Changed in place before: `row.options.splice(…)`, and now `options: row.options`.
        for (const Mutation& before : flow_.sources[id].pending) {
          if (before.strength == Strength::Merged && first_of(before.path) == name) strength = Strength::Merged;
        }
        write.mutations.push_back({.node = part, .path = std::string(name), .strength = strength});
      }
    }
    if (flow_.sources[id].form == Source::Form::Read) {
      flow_.writes.push_back(std::move(write));
    } else {
      flow_.parameter_writes.push_back(std::move(write));
    }
  }

  /// A value under a key, or a file: written with something that was computed from what was read there.
  void write_value(const Effect& of) {
    const std::string key = key_text(program_, unit_, of.key);
    keyed({.flush = of.call,
           .deep = of.call,
           .store = of.store,
           .shown = of.shown,
           .key_text = key,
           .data = eval(of.data)});
  }

  void keyed(KeyedWrite write) {
    std::set<std::uint32_t> seen;
    bool from_outside = false;
    for (const Origin& origin : write.data) {
      const Source& source = flow_.sources[origin.source];
      if (source.form == Source::Form::Parameter) from_outside = true;
      if (source.form != Source::Form::Read || source.store != write.store || write.store == Store::Row) continue;
      if (source.key_text != write.key_text || source.key_text.find("{?}") != std::string::npos) continue;
      const bool is_changed = origin.relation == Relation::Entity && !source.pending.empty();
      if (!is_changed && !origin.is_merge && origin.relation != Relation::Parsed) continue;
      if (!seen.insert(origin.source).second) continue;
      flow_.writes.push_back({.source = origin.source,
                              .flush = write.flush,
                              .deep = write.deep,
                              .chain = write.chain,
                              .mutations = {{.node = write.flush, .path = "", .strength = Strength::Merged}}});
    }
    if (from_outside) flow_.keyed_writes.push_back(std::move(write));
  }

  /// A row written by a callee with data and a key from here.
  void keyed_row(const Node& call, KeyedWrite write, const KeyedWrite& inner, const Flow& theirs) {
    const std::size_t hole = inner.key_text.find("{#");
    const Node key =
        hole == std::string::npos ? Node{} : argument(call, static_cast<std::size_t>(inner.key_text[hole + 2] - '0'));
    if (key) {
      for (std::uint32_t id = 0; id < flow_.sources.size(); ++id) {
        const Source& source = flow_.sources[id];
        if (source.form != Source::Form::Read || source.store != Store::Row || source.subject != write.subject ||
            !names_row_of(key, id))
          continue;
        if (!write.column.empty()) {
          const Strength strength = strength_of({id, Relation::Part, write.column}, write.data);
          flow_.writes.push_back({.source = id,
                                  .flush = call,
                                  .deep = write.deep,
                                  .chain = write.chain,
                                  .mutations = {{.node = call, .path = write.column, .strength = strength}}});
          continue;
        }
        for (const Origin& origin : inner.data) {
          const Source& from = theirs.sources[origin.source];
          if (from.form != Source::Form::Parameter || origin.relation != Relation::Entity) continue;
          const Node data = program::without_casts(argument(call, static_cast<std::size_t>(from.parameter)));
          if (data && data.is(Kind::Object)) write_object(id, data, call, false);
        }
      }
    }
    const bool from_outside = std::any_of(write.data.begin(), write.data.end(), [&](const Origin& origin) {
      return flow_.sources[origin.source].form == Source::Form::Parameter;
    });
    if (from_outside) flow_.keyed_writes.push_back(std::move(write));
  }

  /// What a function of the program does to what it is handed.
  void callee_happens(const Node& call, NodeRef target) {
    const Flow& inner = flows_.of(program_[target]);
    const auto given = [&](const Source& source) -> Value {
      if (source.form == Source::Form::This) {
        const Node head = callee(call);
        return head.is(Kind::Member) ? eval(head.child(0)) : Value{};
      }
      return eval(argument(call, static_cast<std::size_t>(source.parameter)));
    };
    const auto deeper = [&](std::vector<NodeRef> chain) {
      chain.insert(chain.begin(), call.ref());
      return chain;
    };
    const auto under = [](const Origin& origin, Mutation mutation) {
      mutation.path = origin.path.empty() ? mutation.path : joined(origin.path, mutation.path);
      return mutation;
    };
    for (const auto& [id, mutation] : inner.parameter_mutations) {
      for (const Origin& origin : given(inner.sources[id])) {
        if (origin.relation != Relation::Entity && origin.relation != Relation::Part) continue;
        Mutation here = under(origin, mutation);
        here.chain = deeper(here.chain);
        mutate(origin.source, std::move(here));
      }
    }
    for (const Write& write : inner.parameter_writes) {
      for (const Origin& origin : given(inner.sources[write.source])) {
        if (origin.relation != Relation::Entity && origin.relation != Relation::List) continue;
        if (flow_.sources[origin.source].form == Source::Form::This &&
            inner.sources[write.source].form == Source::Form::This) {
          // `this.save()` inside of a service is no write of the service.
          if (write.mutations.empty()) continue;
        }
        for (const Mutation& mutation : write.mutations) {
          Mutation here = under(origin, mutation);
          here.chain = deeper(here.chain);
          mutate(origin.source, std::move(here));
        }
        flush(origin.source, call, write.deep, deeper(write.chain), write.whole);
      }
    }
    for (const KeyedWrite& write : inner.keyed_writes) {
      Value data;
      for (const Origin& origin : write.data) {
        const Source& source = inner.sources[origin.source];
        if (source.form == Source::Form::Parameter) add_all(data, composed(given(source), origin));
      }
      KeyedWrite here = write;
      here.flush = call;
      here.chain = deeper(write.chain);
      here.key_text = substituted(program_, write.key_text, unit_, call);
      here.data = std::move(data);
      if (write.store == Store::Row) {
        keyed_row(call, std::move(here), write, inner);
      } else if (!here.data.empty()) {
        keyed(std::move(here));
      }
    }
  }

  void finish() {
    const Node inside = program::body(unit_);
    if (inside && !inside.is(Kind::Block)) add_all(flow_.returns, eval(inside));
    for (std::uint32_t i = 0; i < flow_.sources.size(); ++i) {
      Source& source = flow_.sources[i];
      if (source.form == Source::Form::Read) continue;
      for (Mutation& mutation : source.pending) flow_.parameter_mutations.emplace_back(i, std::move(mutation));
      source.pending.clear();
    }
    const bool returns_read = std::any_of(flow_.returns.begin(), flow_.returns.end(), [&](const Origin& origin) {
      return flow_.sources[origin.source].form == Source::Form::Read;
    });
    flow_.exports = returns_read || !flow_.parameter_writes.empty() || !flow_.keyed_writes.empty();
  }

  Flows& flows_;
  const Program& program_;
  const Node unit_;
  Flow& flow_;
  std::optional<std::uint32_t> this_;
  std::map<std::uint32_t, Value> variables_;                                  // by binding
  std::map<std::uint32_t, std::vector<std::pair<std::string, Node>>> fresh_;  // by binding: columns of rows to be
  std::map<std::uint32_t, Value> results_;                                    // by call
  struct Imported {
    std::uint32_t call;
    NodeRef unit;
    std::uint32_t source;
    friend auto operator<=>(const Imported&, const Imported&) = default;
  };
  std::map<Imported, std::uint32_t> imported_;
};

}  // namespace

Flows::Flows(const Program& program, const Vocabulary& vocabulary) : program_(program), vocabulary_(vocabulary) {
  calls_in_.reserve(program.files().size());
  for (const program::File& file : program.files()) calls_in_.push_back(vocabulary.calls().of(file));
}

const std::vector<const CallModel*>& Flows::models(const Node& call) const {
  static const std::vector<const CallModel*> kNone;
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return kNone;
  return calls_in_[call.file().id.value][head];
}

bool Flows::may_have_effect(const Node& call) const { return !models(call).empty(); }

const Flow& Flows::of(const Node& unit) {
  static const Flow kUnknown;
  const auto known = flows_.find(unit.ref());
  if (known != flows_.end()) return known->second;
  if (depth_ >= kDeepestCall || unit.raw().size > kLargestUnit) return kUnknown;
  // Entered before it is filled: a function that calls itself finds nothing said about it yet.
  flows_.emplace(unit.ref(), Flow{});
  Flow flow;
  ++depth_;
  Walk(*this, unit, flow).run();
  --depth_;
  Flow& kept = flows_[unit.ref()];
  kept = std::move(flow);
  return kept;
}

}  // namespace lockstep::effects
