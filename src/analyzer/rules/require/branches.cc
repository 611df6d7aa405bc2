#include "rules/require/branches.h"

#include "rules/require/scene.h"

#include <algorithm>
#include <span>

namespace lockstep::rules::require {
namespace {

constexpr int kDeepest = 2;  // functions that the one at hand leaves branches to

/// What all callers hand over as a parameter: `describe(kind: string)` is told `node.kind`.
std::optional<Subject> subject_handed_in(const Program& program, const Node& parameter, int depth) {
  const Node function = parameter.enclosing_function();
  if (!function || depth > kDeepest) return std::nullopt;
  std::size_t index = 0;
  for (const Node one : program::parameters(function).children()) {
    if (one == parameter) break;
    ++index;
  }
  std::optional<Subject> all;
  for (const NodeRef caller : program.callers(function)) {
    const Node given = program::argument(program[caller], index);
    const auto one = given ? subject_of(program, given, depth + 1) : std::nullopt;
    if (!one || (all && *all != *one)) return std::nullopt;
    all = one;
  }
  return all;
}

bool is_equality(Op op) {
  return op == Op::Equal || op == Op::StrictEqual || op == Op::NotEqual || op == Op::StrictNotEqual;
}

/// `return this.unsupported(node);`, of a function that does nothing but throw.
bool calls_thrower(const Program& program, const Node& statement) {
  Node call = statement.is(Kind::Return) || statement.is(Kind::Expression) ? statement.child(0) : Node{};
  call = call ? program::without_casts(call) : Node{};
  while (call && call.is(Kind::Await)) call = program::without_casts(call.child(0));
  const auto callees = call && call.is(Kind::Call) ? program.callees(call) : std::span<const NodeRef>{};
  return !callees.empty() && std::ranges::all_of(callees, [&](const NodeRef callee) {
    const Node body = program::body(program[callee]);
    return body && body.is(Kind::Block) && body.child_count() == 1 && body.child(0).is(Kind::Throw);
  });
}

/// Whether the statement behind a switch throws: whoever breaks out of it comes to nothing else.
bool throws_behind(const Node& choice) {
  bool is_behind = false;
  for (const Node statement : choice.parent().children()) {
    if (is_behind) return statement.is(Kind::Throw);
    is_behind = statement == choice;
  }
  return false;
}

/// Whether a case does nothing but throw: it is named, and not carried out.
bool only_throws(const Program& program, const Node& value) {
  const Node part = value.parent();
  if (!part || !part.is(Kind::Case)) return false;
  bool is_reached = false;
  for (const Node other : part.parent().children()) {
    is_reached |= other == part;
    if (!is_reached || !other.is(Kind::Case)) continue;
    if (other.child_count() < 2) continue;  // falls through to the next
    const Node first = other.child(1);
    const bool is_block = first.is(Kind::Block) && first.child_count() == 1;
    const Node only = is_block ? first.child(0) : first;
    if (other.child_count() != 2) return false;
    return only.is(Kind::Throw) || calls_thrower(program, only) ||
           (only.is(Kind::Break) && throws_behind(part.parent()));
  }
  return false;
}

/// Whether a function leaves its work to a call, rather than asks it for something on the way: `return
/// this.others(node)`, `else others(node)`, a result that is handed back; but not `` `${this.describe(node)} …` ``.
bool leaves_it_to(const Node& call, const Node& function) {
  if (call.enclosing_function() != function) return false;
  Node below = call;
  for (Node at = call.parent(); at && at != function; below = at, at = at.parent()) {
    switch (at.kind()) {
      case Kind::Await:
      case Kind::Cast:
        continue;
      case Kind::Unary:
        if (at.op() == Op::Void) continue;
        return false;
      case Kind::Binary:
        if (at.op() == Op::Coalesce || at.op() == Op::Or || at.op() == Op::And) continue;
        return false;
      case Kind::Conditional:
        if (at.child(0) == below) return false;
        continue;
      case Kind::Return:
      case Kind::Expression:
        return true;
      case Kind::Declarator:
      case Kind::Assign: {
        const Node name = at.child(0);
        if (!name || name.text().empty()) return false;
        for (const Node way_out : program::nodes_of(function, Kind::Return)) {
          const Node value = way_out.child(0) ? program::without_casts(way_out.child(0)) : Node{};
          if (value && value.is(Kind::Ident) && value.text() == name.text()) return true;
        }
        return false;
      }
      default:
        return false;
    }
  }
  return true;  // `(node) => others(node)`
}

/// `get kind() { return 'say'; }`
Node returned_by(const Node& method) {
  const Node body = method.child(0) ? program::body(method.child(0)) : Node{};
  const Node first = body && body.is(Kind::Block) ? body.child(0) : Node{};
  return first && first.is(Kind::Return) ? first.child(0) : Node{};
}

}  // namespace

std::optional<Subject> subject_of(const Program& program, const Node& asked, int depth) {
  Node plain = asked ? program::without_casts(asked) : Node{};
  if (plain && plain.is(Kind::Ident)) {
    const Node declared = program.definition(plain).node;
    if (declared && declared.is(Kind::Parameter)) return subject_handed_in(program, declared, depth);
    if (declared && declared.is(Kind::PatternProperty)) {
      // `const { kind } = node`
      const Node holder = declared.parent() ? declared.parent().parent() : Node{};
      const Node value = holder && holder.is(Kind::Declarator) ? program::value_of(holder) : Node{};
      const Node type = value ? program.type_of(program::without_casts(value)).declaration : Node{};
      return type ? std::optional(Subject{type.ref(), declared.text()}) : std::nullopt;
    }
    if (declared && declared.is(Kind::Declarator)) {
      // `const kind = node.kind`
      const Node value = program::value_of(declared) ? program::without_casts(program::value_of(declared)) : Node{};
      if (value && value.is(Kind::Member)) plain = value;
    }
  }
  if (!plain || !plain.is(Kind::Member)) return std::nullopt;
  const Node type = program.type_of(plain.child(0)).declaration;
  return type ? std::optional(Subject{type.ref(), plain.text()}) : std::nullopt;
}

std::vector<Asked> questions_in(const Node& within) {
  std::vector<Asked> asked;
  for (const Node node : program::nodes_of(within, {Kind::Switch, Kind::Binary})) {
    if (node.is(Kind::Binary)) {
      if (!is_equality(node.op())) continue;
      asked.push_back({node.child(0), node.child(1)});
      asked.push_back({node.child(1), node.child(0)});
      continue;
    }
    for (const Node part : node.children()) {
      if (part.is(Kind::Case) && part.child(0)) asked.push_back({node.child(0), part.child(0)});
    }
  }
  // `['say', 'ask'].includes(node.kind)`
  for (const Node call : program::nodes_of(within, Kind::Call)) {
    const Node head = program::callee(call);
    const Node list = head && head.is(Kind::Member) && head.text() == "includes" ? head.child(0) : Node{};
    const Node subject = program::argument(call, 0);
    if (!list || !list.is(Kind::Array) || !subject) continue;
    for (const Node value : list.children()) {
      if (value.is(Kind::String) || value.is(Kind::Member)) asked.push_back({subject, value});
    }
  }
  return asked;
}

void Branches::add(const Node& function, int depth) {
  if (!seen_.insert(function.ref()).second) return;
  for (const Asked& one : questions_in(function)) {
    const auto value = only_throws(program_, one.value) ? std::nullopt : program_.value(one.value);
    if (value) add(value->text, subject_of(program_, one.subject));
  }
  for (const Node node : program::nodes_of(function, {Kind::Index, Kind::Call})) {
    if (node.is(Kind::Index)) {
      add_table(node.child(0), node.child(1));
    } else {
      add_lookup(node);
      if (depth == kDeepest || !leaves_it_to(node, function)) continue;
      for (const NodeRef callee : program_.callees(node)) {
        if (!program_[callee].file().roles.any(kNotOurCode)) add(program_[callee], depth + 1);
      }
    }
  }
}

Node Branches::unread(const std::optional<Subject>& subject) const {
  for (const auto& [one, place] : unread_) {
    if (!subject || one.word == subject->word) return place;
  }
  return {};
}

std::optional<Subject> Branches::subject(const std::set<std::string_view>& listed) const {
  std::optional<Subject> best;
  std::size_t most = 0;
  for (const auto& [one, values] : by_subject_) {
    const auto counts = [&](std::string_view value) { return listed.empty() || listed.contains(value); };
    const auto size = static_cast<std::size_t>(std::ranges::count_if(values, counts));
    if (size > most) {
      most = size;
      best = one;
    }
  }
  return best;
}

void Branches::add_values(const Node& spelled, const Node& asked) {
  const auto subject = subject_of(program_, asked);
  for (const auto& value : program_.values(spelled).values) add(value.text, subject);
}

void Branches::add(std::string_view value, const std::optional<Subject>& subject) {
  values_.insert(value);
  if (subject) by_subject_[*subject].insert(value);
}

/// `HANDLERS[node.kind]`
void Branches::add_table(const Node& table, const Node& asked) {
  const auto subject = subject_of(program_, asked);
  const Node object = table_of(table);
  if (!object || !object.is(Kind::Object)) {
    if (subject) unread_.emplace_back(*subject, asked);
    return;
  }
  for (const Node entry : object.children()) {
    if (entry.is(Kind::Spread) && subject) unread_.emplace_back(*subject, asked);
    if (!entry.is(Kind::Property)) continue;
    if (!entry.text().empty()) add(entry.text(), subject);
    if (const Node computed = entry.child(1)) add_values(computed, asked);  // `[Kind.Say]: …`
  }
}

/// `handlers.get(node.kind)` of `new Map([['say', …]])`, `QUIET.includes(node.kind)`.
void Branches::add_lookup(const Node& call) {
  const Node head = program::callee(call);
  const Node asked = program::argument(call, 0);
  if (!head || !head.is(Kind::Member) || !asked) return;
  if (head.text() == "includes" || head.text() == "has") add_values(head.child(0), asked);
  if (head.text() != "get" && head.text() != "has") return;
  const Node map = table_of(head.child(0));
  const Node entries = map && map.is(Kind::New) ? program::argument(map, 0) : Node{};
  bool is_read = false;
  if (entries && entries.is(Kind::Array)) {
    for (const Node entry : entries.children()) {
      if (entry.is(Kind::Array) && entry.child(0)) add_values(entry.child(0), asked);
      is_read = true;
    }
  }
  for (const Node key : keys_put_into(head.child(0))) is_read = add_of_handlers(key, asked) || is_read;
  const auto subject = subject_of(program_, asked);
  if (!is_read && subject && head.text() == "get") unread_.emplace_back(*subject, asked);
}

/// `handler.kind` of `this.handlers = new Map(handlers.map((handler) => [handler.kind, handler]))`, and of
/// `this.handlers.set(handler.kind, handler)`.
std::vector<Node> Branches::keys_put_into(const Node& map) const {
  std::vector<Node> keys;
  if (!map || !(map.is(Kind::Ident) || map.is(Kind::Member))) return keys;
  const auto add_key = [&](const Node& key) {
    if (key && key.is(Kind::Member)) keys.push_back(key);
  };
  for (const Node node : program::nodes_of(map.file(), {Kind::New, Kind::Call})) {
    const Node head = program::callee(node);
    if (!head) continue;
    if (node.is(Kind::Call)) {
      const bool is_set =
          head.is(Kind::Member) && head.text() == "set" && head.child(0) && head.child(0).text() == map.text();
      if (is_set) add_key(program::argument(node, 0));
      continue;
    }
    const Node holder = node.parent();
    const auto is_called_so = [&](const Node& name) { return name && name.text() == map.text(); };
    const bool is_held = holder && (holder.is(Kind::Assign) || holder.is(Kind::Declarator) || holder.is(Kind::Field));
    const bool is_its = head.text() == "Map" && is_held && (is_called_so(holder) || is_called_so(holder.child(0)));
    if (!is_its || !program::argument(node, 0)) continue;
    for (const Node pair : program::nodes_of(program::argument(node, 0), Kind::Array)) {
      if (pair.child_count() == 2) add_key(pair.child(0));
    }
  }
  return keys;
}

/// What the classes that a handler may be of say of themselves: `readonly kind = 'say'`.
bool Branches::add_of_handlers(const Node& key, const Node& asked) {
  const Node type = program_.type_of(key.child(0)).declaration;
  if (!type) return false;
  bool is_any = false;
  std::vector<Node> classes{type};
  for (const NodeRef one : program_.subclasses(type)) classes.push_back(program_[one]);
  for (const Node& klass : classes) {
    if (!klass.is(Kind::Class)) continue;
    for (const Node field : program::nodes_of(klass, {Kind::Field, Kind::Method})) {
      if (field.text() != key.text() || field.enclosing(Kind::Class) != klass) continue;
      const Node value = field.is(Kind::Field) ? program::value_of(field) : returned_by(field);
      if (!value || program_.values(value).values.empty()) continue;
      add_values(value, asked);
      is_any = true;
    }
  }
  return is_any;
}

Node Branches::table_of(const Node& name) const {
  const Node declared = program_.definition(name).node;
  const Node value = declared && (declared.is(Kind::Declarator) || declared.is(Kind::Field))
                         ? program::value_of(declared)
                         : program_.constant(name);
  return value ? program::without_casts(value) : Node{};
}

}  // namespace lockstep::rules::require
