#include "rules/orphan_variant/collections.h"

#include "rules/orphan_variant/event_names.h"
#include "rules/orphan_variant/injected.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMaxKinds = 200;  // classes of one interface

bool is_handler(const Node& value) {
  static constexpr std::array<Kind, 6> kDoing = {Kind::Function, Kind::Ident, Kind::Member,
                                                 Kind::Call,     Kind::Class, Kind::New};
  const Node plain = program::without_casts(value);
  return plain && std::ranges::find(kDoing, plain.kind()) != kDoing.end();
}

// `() => 'x'`, `get kind() { return 'x'; }`: what a function gives back, when that is all that it does.
Node only_answer(const Node& function) {
  Node made = function ? program::body(function) : Node{};
  if (made && made.is(Kind::Block)) made = made.child_count() == 1 ? made.child(0) : Node{};
  if (made && made.is(Kind::Return)) made = made.child(0);
  return program::without_casts(made);
}

}  // namespace

std::string_view name_of(const Node& declaration) {
  if (!declaration) return {};
  if (!declaration.is(Kind::Declarator)) return declaration.text();
  return declaration.child(0) ? declaration.child(0).text() : std::string_view{};
}

Node Collections::made_of(const Node& declaration) const {
  const Node made = program::without_casts(program::value_of(declaration));
  if (made || !declaration.is(Kind::Field)) return made;
  Node given;
  for (const Node assign : program::nodes_of(declaration.parent(), Kind::Assign)) {
    const Node target = assign.child(0);
    const bool is_it = target && target.is(Kind::Member) && target.text() == declaration.text() && target.child(0) &&
                       target.child(0).is(Kind::This);
    if (!is_it) continue;
    if (given) return {};
    given = program::without_casts(assign.child(1));
  }
  // What is made empty is filled by whatever else the class does.
  return given && given.is(Kind::Object) && given.child_count() == 0 ? Node{} : given;
}

// `new Map(runners.map((one) => [one.kind, one]))`: the entries that a list is made into.
bool Collections::add_mapped(const Node& pairs, Entries& entries) const {
  const Node head = program::callee(pairs);
  const Node make = head && head.is(Kind::Member) && head.text() == "map" ? program::argument(pairs, 0) : Node{};
  const Node one = make && make.is(Kind::Function) ? program::parameter(make, 0) : Node{};
  const Node pair = one ? only_answer(make) : Node{};
  const Node key = pair && pair.is(Kind::Array) ? program::without_casts(pair.child(0)) : Node{};
  if (!key || !key.is(Kind::Member) || program_.definition(key.child(0)).node != one) return false;
  auto listed = of_list(head.child(0), key.text());
  if (!listed) return false;
  entries.insert(entries.end(), listed->begin(), listed->end());
  return true;
}

// The list that a loop's name runs over: `for (const one of runners)`, `runners.forEach((one) => …)`.
Node Collections::list_around(const Node& use) const {
  const Node declaration = program_.definition(use).node;
  if (!declaration) return {};
  if (declaration.is(Kind::Declarator)) {
    const Node loop = declaration.parent().parent();
    return loop && loop.is(Kind::ForOf) ? loop.child(1) : Node{};
  }
  const Node function = declaration.is(Kind::Parameter) ? declaration.enclosing(Kind::Function) : Node{};
  const Node head = function ? program::callee(function.parent()) : Node{};
  const bool is_walk = head && head.is(Kind::Member) && head.text() == "forEach";
  return is_walk && program::parameter(function, 0) == declaration ? head.child(0) : Node{};
}

bool Collections::add_key(const Node& key, Entries& entries) const {
  const Node plain = program::without_casts(key);
  if (!plain) return false;
  if (const auto value = program_.value(plain)) {
    entries.push_back({value->text, plain});
    return true;
  }
  // `for (const one of runners) byType.set(one.type, one)`
  const Node list = plain.is(Kind::Member) ? list_around(plain.child(0)) : Node{};
  if (const auto listed = list ? of_list(list, plain.text()) : std::nullopt) {
    entries.insert(entries.end(), listed->begin(), listed->end());
    return true;
  }
  // `byType.set(one.type, one)`: whatever the things of that type say.
  if (plain.is(Kind::Member) && add_kinds(program_.type_of(plain.child(0)), plain.text(), entries)) return true;
  // A method that adds entries takes the key from its callers.
  if (!plain.is(Kind::Ident)) return false;
  const EventNames names = event_names(program_, shared_, plain, {});
  if (!names.complete || names.known.empty()) return false;
  for (const auto& [text, end] : names.known) {
    const auto value = program_.value(end.place);
    if (!value) return false;
    entries.push_back({value->text, end.place});
  }
  return true;
}

bool Collections::add_property(const Node& entry, Entries& entries) const {
  if (entry.is(Kind::Spread)) {
    const Node object = program_.constant(entry.child(0));
    return object && object.is(Kind::Object) && add_object(object, entries);
  }
  if (!entry.is(Kind::Property) || !is_handler(program::value_of(entry))) return false;
  if (!entry.text().empty()) {
    entries.push_back({entry.text(), entry});
    return true;
  }
  const Node computed = entry.child(1);
  const auto value = computed ? program_.value(computed) : std::nullopt;
  if (value) entries.push_back({value->text, entry});
  return value.has_value();
}

bool Collections::add_object(const Node& object, Entries& entries) const {
  return std::ranges::all_of(object.children(), [&](const Node& entry) { return add_property(entry, entries); });
}

// Calls and assignments that add to a collection: `X.set(k, v)`, `X[k] = v`.
std::vector<Node> Collections::changes_of(const Node& declaration) const {
  const std::string_view name = name_of(declaration);
  const auto is_it = [&](const Node& use) {
    const Node plain = program::without_casts(use);
    return plain && plain.text() == name && program_.definition(plain).node == declaration;
  };
  std::vector<Node> changes;
  if (const auto set = program_.names().find("set")) {
    for (const NodeRef ref : program_.places().calls(*set)) {
      const Node call = program_[ref];
      const Node head = program::callee(call);
      if (head && head.is(Kind::Member) && is_own_code(call.file()) && is_it(head.child(0))) changes.push_back(call);
    }
  }
  for (const Node assign : program::nodes_of(declaration.file(), Kind::Assign)) {
    if (assign.child(0) && assign.child(0).is(Kind::Index) && is_it(assign.child(0).child(0)))
      changes.push_back(assign);
  }
  return changes;
}

std::optional<Collections::Entries> Collections::of_object(const Node& declaration) const {
  Entries entries;
  const Node object = declaration.is(Kind::Object) ? declaration : made_of(declaration);
  if (!object) return std::nullopt;
  const bool is_made_of_entries = program::is_named(program::callee(object), "Object", "fromEntries");
  const bool is_read = is_made_of_entries ? add_mapped(program::without_casts(program::argument(object, 0)), entries)
                                          : object.is(Kind::Object) && add_object(object, entries);
  if (!is_read) return std::nullopt;
  for (const Node& change : changes_of(declaration)) {
    if (change.is(Kind::Assign) && !add_key(change.child(0).child(1), entries)) return std::nullopt;
  }
  return entries;
}

std::optional<Collections::Entries> Collections::of_texts(const Node& declaration) const {
  Entries entries;
  const Node object = declaration.enclosing_function() ? Node{} : made_of(declaration);
  if (!object || !object.is(Kind::Object)) return std::nullopt;
  for (const Node& entry : object.children()) {
    const Node key = entry.is(Kind::Property) && entry.text().empty() ? entry.child(1) : Node{};
    const auto value = key ? program_.value(key) : std::nullopt;
    if (!entry.is(Kind::Property) || (entry.text().empty() && !value)) return std::nullopt;
    entries.push_back({value ? std::string_view{value->text} : entry.text(), entry});
  }
  return changes_of(declaration).empty() ? std::optional(std::move(entries)) : std::nullopt;
}

// `[['a', f], ['b', g]]`, or what a list is made into.
bool Collections::add_pairs(const Node& pairs, Entries& entries) const {
  if (!pairs.is(Kind::Array)) return add_mapped(pairs, entries);
  return std::ranges::all_of(pairs.children(), [&](const Node& pair) {
    const Node plain = program::without_casts(pair);
    return plain && plain.is(Kind::Array) && is_handler(plain.child(1)) && add_key(plain.child(0), entries);
  });
}

std::optional<Collections::Entries> Collections::of_map(const Node& declaration) const {
  const Node made = made_of(declaration);
  const Node head = program::callee(made);
  if (!made || !made.is(Kind::New) || !head || head.text() != "Map") return std::nullopt;
  Entries entries;
  if (const Node pairs = program::without_casts(program::argument(made, 0))) {
    if (!add_pairs(pairs, entries)) return std::nullopt;
  }
  for (const Node& change : changes_of(declaration)) {
    if (!change.is(Kind::Call)) continue;
    if (!is_handler(program::argument(change, 1)) || !add_key(program::argument(change, 0), entries))
      return std::nullopt;
  }
  return entries;
}

// A field `type = 'x'`, a property, a getter, or a method that says for which values it is.
bool Collections::add_member(const Node& member, Entries& entries) const {
  if (!member) return false;
  Node said = program::without_casts(program::value_of(member));
  const Node function = member.is(Kind::Method) ? member.child(0) : said;
  if (function && function.is(Kind::Function)) said = only_answer(function);
  if (!said) return false;
  if (const auto value = program_.value(said)) {
    entries.push_back({value->text, said});
    return true;
  }
  const Node parameter = program::parameter(function, 0);
  if (!parameter) return false;
  const auto is_asked = [&](const Node& node) {
    const Node plain = program::without_casts(node);
    return plain && plain.is(Kind::Ident) && program_.definition(plain).node == parameter;
  };
  // `supports(type) { return type === 'a' || type === 'b'; }`
  std::vector<Node> open{said};
  while (!open.empty()) {
    const Node at = program::without_casts(open.back());
    open.pop_back();
    if (!at) return false;
    if (at.is(Kind::Binary) && at.op() == Op::Or) {
      open.push_back(at.child(0));
      open.push_back(at.child(1));
    } else if (at.is(Kind::Binary) && (at.op() == Op::StrictEqual || at.op() == Op::Equal)) {
      const Node literal = is_asked(at.child(0)) ? at.child(1) : is_asked(at.child(1)) ? at.child(0) : Node{};
      const auto value = literal ? program_.value(literal) : std::nullopt;
      if (!value) return false;
      entries.push_back({value->text, literal});
    } else if (at.is(Kind::Call) && program::callee(at).text() == "includes" && is_asked(program::argument(at, 0))) {
      const program::Values values = program_.values(program::callee(at).child(0));
      if (!values.complete) return false;
      for (const program::Value& value : values.values) entries.push_back({value.text, value.spelled});
    } else {
      return false;
    }
  }
  return true;
}

// What all classes of a type say.
bool Collections::add_kinds(const program::Type& type, std::string_view member, Entries& entries) const {
  if (!type.declaration) return false;
  const auto kinds = program_.subclasses(type.declaration);
  if (kinds.empty() || kinds.size() > kMaxKinds) return false;
  for (const NodeRef ref : kinds) {
    const Node klass = program_[ref];
    if (!klass.is(Kind::Class) || klass.has(facts::kAbstract) || !is_own_code(klass.file())) continue;
    const program::Type one{.declaration = klass, .external = {}, .keyword = {}, .written = {}};
    if (!add_member(program_.member(one, member).node, entries)) return false;
  }
  return true;
}

std::optional<Collections::Entries> Collections::of_classes(const Node& type, std::string_view member) const {
  Entries entries;
  const program::Type of{.declaration = type, .external = {}, .keyword = {}, .written = {}};
  return add_kinds(of, member, entries) ? std::optional(std::move(entries)) : std::nullopt;
}

std::optional<Collections::Entries> Collections::of_list(const Node& list, std::string_view member) const {
  Entries entries;
  const Node elements = program_.constant(list);
  if (elements && elements.is(Kind::Array)) {
    for (const Node& element : elements.children()) {
      const Node made = program_.constant(element);
      if (made && made.is(Kind::Object)) {
        if (!add_member(program::property(made, member), entries)) return std::nullopt;
      } else if (!add_member(program_.member(program_.type_of(element), member).node, entries)) {
        return std::nullopt;
      }
    }
    return entries;
  }
  if (const auto classes = injected_classes(program_, program_.definition(list).node)) {
    for (const Node& klass : *classes) {
      const program::Type one{.declaration = klass, .external = {}, .keyword = {}, .written = {}};
      if (!add_member(program_.member(one, member).node, entries)) return std::nullopt;
    }
    return entries;
  }
  const program::Type type = program_.type_of(list);
  if (!type.is_array || !add_kinds(type, member, entries)) return std::nullopt;
  return entries;
}

}  // namespace lockstep::rules::variants
