#include "effects/walk.h"

#include "effects/origins.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <tuple>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

/// Methods whose callback gets elements of the list.
constexpr std::array<std::string_view, 12> kWithElement = {
    "forEach", "map", "filter", "find", "some", "every", "flatMap", "findIndex", "sort", "findLast", "each", "then"};
constexpr std::array<std::string_view, 5> kRelationDecorators = {"ManyToOne", "OneToMany", "OneToOne", "ManyToMany",
                                                                 "BelongsTo"};

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

/// How a field holds other entities, by its decorator: "ManyToOne"; else the last decorator, or nothing.
std::string_view relation_of(const Program& program, const Node& entity, std::string_view field) {
  if (!entity || !entity.is(Kind::Class)) return {};
  const Node member = program.member({.declaration = entity}, field).node;
  if (!member) return {};
  std::string_view found;
  for (const Node decorator : program::decorators(member)) {
    const Node head = decorator.is(Kind::Call) ? callee(decorator) : decorator;
    if (!head) continue;
    found = head.text();
    if (is_one_of(found, kRelationDecorators) || found == "HasMany" || found == "HasOne") return found;
  }
  return found;
}

/// Whether `enter` or `leave` does anything: most nodes are names and literals.
bool does_something(Kind kind) {
  switch (kind) {
    case Kind::Function:
    case Kind::ForOf:
    case Kind::Declarator:
    case Kind::Assign:
    case Kind::Unary:
    case Kind::Call:
    case Kind::Tagged:
    case Kind::If:
    case Kind::Return:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Walk::run() {
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
    const Node node = unit_.file().node(facts::NodeId{i});
    const std::uint32_t behind = i + node.raw().size;
    if (is_other_unit(node, unit_) || is_type(node.kind())) {
      if (node.is(Kind::Function)) closures_.push_back(node);
      i = behind;
      continue;
    }
    ++i;
    if (!does_something(node.kind())) continue;
    close_until(i - 1);
    enter(node);
    open.push_back({node, behind});
  }
  close_until(end);
  finish();
}

void Walk::enter(const Node& node) {
  if (node.is(Kind::If)) {
    enter_gate(node);
  } else if (node.is(Kind::Function)) {
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

void Walk::bind_closure(const Node& function) {
  const Node call = function.parent();
  if (!call || !call.is(Kind::Call)) return;
  const Node head = callee(call);
  const Node first = program::parameter(function, 0);
  if (!head || !first) return;
  if (const Value row = handed_to_closure(call, function); !row.empty()) {
    bind(first.child(0), row, false);
    return;
  }
  if (!head.is(Kind::Member) || !is_one_of(head.text(), kWithElement)) return;
  const Value value = eval(head.child(0));
  bind(first.child(0), head.text() == "then" ? value : element_of(value), false);
}

void Walk::leave(const Node& node) {
  switch (node.kind()) {
    case Kind::Declarator:
      if (const Node value = program::value_of(node)) declare(node.child(0), value);
      return;
    case Kind::Assign:
      assign(node);
      return;
    case Kind::Unary:
      if (node.op() == Op::Increment || node.op() == Op::Decrement) change(node.child(0), Merge::Number);
      if (node.op() == Op::Delete) change(node.child(0), Merge::Part);
      return;
    case Kind::Call:
      called(node);
      note_checks_of(node);
      return;
    case Kind::Tagged:
      if (const auto& of = flows_.effect(node)) happens(*of);
      return;
    case Kind::If:
      leave_gate();
      note_checks_of(node);
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

void Walk::declare(const Node& pattern, const Node& value) {
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
  const Value known = eval(value);
  bind(pattern, known, false);
  if (known.empty()) find_rows(pattern, value);
}

bool Walk::is_on_branch(const Node& node, const Node& name) const {
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

void Walk::assign(const Node& node) {
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
  if (target.is(Kind::Member) && target.child(0).is(Kind::This)) {
    forget_objects();
    add_all(own_fields_[std::string(target.text())], right);
  }
  if (node.op() == Op::Assign) {
    // `next[key] = row.settings[key]` carries over what was there.
    const bool is_named = target.is(Kind::Member);
    collect(target.child(0), is_named ? right : derived(right, Merge::Part),
            is_named ? target.text() : std::string_view{});
  }
  for (const Origin& to : eval(target)) {
    note_change_of_value(to);
    if (to.relation != Relation::Part || !to.inside.empty()) continue;
    if (node.op() == Op::Assign) note_assigned(to.source, to.path, right);
    Dependence depends = dependence_of(to, right);
    if (node.op() == Op::AddAssign || node.op() == Op::SubtractAssign || node.op() == Op::OtherAssign)
      depends = {Strength::Merged, {}, Merge::Number};
    const Node plain = program::without_casts(value);
    if (depends.strength == Strength::Plain && uses_up(to, plain)) depends.strength = Strength::Claim;
    Mutation mutation{
        .node = target, .path = to.path, .strength = depends.strength, .merge = depends.merge, .from = depends.from};
    // `if (order.status !== 'paid') return; order.status = 'shipped'`, and then the order is saved.
    const bool is_set = node.op() == Op::Assign && depends.strength == Strength::Plain;
    if (const auto after_look = is_set ? follows_check(to, plain) : std::nullopt) {
      mutation.strength = Strength::Checked;
      mutation.looked_at = *after_look;
      mutation.gate = gate_of(to);
    }
    mutate(to.source, std::move(mutation));
  }
}

Dependence Walk::dependence_of(const Origin& to, const Value& right) const {
  // Marks of how far some work has come only ever move on.
  if (is_watermark(to.path)) return {};
  Strength strength = Strength::Plain;
  std::string from;
  Merge merge = Merge::None;
  // A part of the column's old value is carried over into a new object: `{ theme, locale: row.settings.locale }`.
  for (const Origin& origin : right) {
    if (is_store_operation(first_of(origin.inside))) return {};
    if (origin.source == to.source && !origin.inside.empty() && origin.relation == Relation::Part &&
        first_of(origin.path) == first_of(to.path) && first_of(origin.path) != origin.path) {
      strength = Strength::Merged;
      merge = both(merge, Merge::Part);
    }
  }
  for (const Origin& origin : mixed(right)) {
    if (origin.source != to.source || origin.relation == Relation::List) continue;
    const bool same_column = first_of(origin.path) == first_of(to.path);
    if (origin.relation == Relation::Part && origin.path == to.path && !origin.is_merge())
      continue;  // its old value: `dto.name ?? user.name`
    if (origin.relation == Relation::Entity) continue;
    const bool merges = same_column && !origin.path.empty() && (origin.is_merge() || is_changed_copy(origin));
    if (merges) {
      strength = Strength::Merged;
      merge = std::max(merge, both(origin.merge, Merge::Some));
    } else if (origin.relation == Relation::Derived && !origin.is_far && !origin.path.empty() &&
               strength == Strength::Plain) {
      strength = Strength::Other;
      from = first_of(origin.path);
    }
  }
  if (strength != Strength::Other) from.clear();
  return {strength, std::move(from), merge};
}

void Walk::change(const Node& target, Merge merge) {
  const Node plain = program::without_casts(target);
  if (!plain) return;
  if (plain.is(Kind::Ident)) return;
  for (const Origin& to : eval(plain)) {
    note_change_of_value(to);
    if (to.relation == Relation::Part && to.inside.empty())
      mutate(to.source, {.node = plain, .path = to.path, .strength = Strength::Merged, .merge = merge});
  }
}

void Walk::mutate(std::uint32_t id, Mutation mutation) {
  Source& source = flow_.sources[id];
  // Inside of a JSON column: the save takes the rest of the column along. What a parameter's path leads through, only
  // the caller knows.
  if (source.form == Source::Form::Read && mutation.path.find('.') != std::string::npos &&
      !is_related(source, first_of(mutation.path))) {
    mutation.is_nested = mutation.strength != Strength::Merged;
    if (mutation.is_nested) mutation.merge = Merge::Part;
    mutation.strength = Strength::Merged;
  }
  // `product.tags.push(tag)`: the save detaches what others have attached meanwhile.
  const bool is_of_list = mutation.merge == Merge::List && is_list_of_related(source, mutation.path);
  if (mutation.strength == Strength::Merged && !is_of_list && is_related(source, first_of(mutation.path)))
    mutation.strength = Strength::Plain;
  source.pending.push_back(std::move(mutation));
}

bool Walk::is_related(const Source& source, std::string_view field) const {
  const std::string_view relation = relation_of(program_, source.entity, field);
  return is_one_of(relation, kRelationDecorators) || relation == "HasMany" || relation == "HasOne";
}

bool Walk::is_list_of_related(const Source& source, std::string_view field) const {
  return relation_of(program_, source.entity, field) == "ManyToMany";
}

void Walk::finish() {
  const Node inside = program::body(unit_);
  if (inside && !inside.is(Kind::Block)) add_all(flow_.returns, eval(inside));
  flow_.returns = settled(std::move(flow_.returns));
  // Functions that are made here and run by somebody else, some time: they still see what was read here.
  const bool has_read = std::any_of(flow_.sources.begin(), flow_.sources.end(),
                                    [](const Source& source) { return source.form == Source::Form::Read; });
  for (const Node closure : closures_) {
    if (has_read && !happened_.contains(closure.ref())) callee_happens(closure, closure.ref());
  }
  for (std::uint32_t i = 0; i < flow_.sources.size(); ++i) {
    Source& source = flow_.sources[i];
    if (source.comes_from_store()) continue;
    // Callers ask what changes and how, and of several such changes for the first. If all were handed on, methods that
    // call each other would pile up the changes of their whole class, once for each way between them.
    std::set<std::tuple<std::string, Strength, std::string>> told;
    for (Mutation& mutation : source.pending) {
      if (told.emplace(mutation.path, mutation.strength, mutation.from).second)
        flow_.parameter_mutations.emplace_back(i, std::move(mutation));
    }
    source.pending.clear();
  }
  const bool returns_read = std::any_of(flow_.returns.begin(), flow_.returns.end(), [&](const Origin& origin) {
    return flow_.sources[origin.source].comes_from_store();
  });
  // A version that is noted elsewhere, too: that note is what the slower one fails at.
  for (Write& write : flow_.writes) {
    std::erase_if(write.mutations,
                  [&](const Mutation& change) { return handed_on_.contains({write.source, change.path}); });
  }
  std::erase_if(flow_.writes, [](const Write& write) { return write.mutations.empty() && !write.whole; });
  export_looks();
  for (const auto& [source, throws] : limits_) {
    // Who counts and inserts is told of it here, and not once more with each other insert of a caller.
    const bool is_own = std::any_of(flow_.inserts.begin(), flow_.inserts.end(),
                                    [&](const Inserted& row) { return row.subject == flow_.sources[source].subject; });
    if (throws && !is_own) flow_.limits.push_back(source);
  }
  export_lasts();
  flow_.exports = returns_read || !flow_.handed_out.empty() || !flow_.lasts.empty() || !flow_.limits.empty() ||
                  !flow_.parameter_writes.empty() || !flow_.keyed_writes.empty();
}

}  // namespace lockstep::effects
