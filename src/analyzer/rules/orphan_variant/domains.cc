#include "rules/orphan_variant/domains.h"

#include "rules/scope.h"

#include <algorithm>

namespace lockstep::rules::variants {
namespace {

constexpr int kMaxAliases = 8;
constexpr std::size_t kMaxParts = 400;

// Whether a part of a union of types of the program is declared nowhere: neither here nor in a library.
bool parts_may_miss(const Node& name) {
  const Node path = name.child(0);
  return path && path.is(Kind::Ident) && !path.has(facts::kBound) && name.parent().is(Kind::TypeUnion);
}

// `process.env.X` and `import.meta.env.X`.
bool is_environment(const Node& member) {
  return member.is(Kind::Member) && member.child(0) && member.child(0).is(Kind::Member) &&
         member.child(0).text() == "env";
}

// "type of Message": a property of the type that is declared by `object` or around it; just "type" where no type is.
std::string name_within(std::string_view property, const Node& object) {
  std::string name{property};
  for (Node at = object; at; at = at.parent()) {
    const bool is_type = at.is(Kind::Interface) || at.is(Kind::TypeAlias) || at.is(Kind::Class);
    if (is_type && !at.text().empty()) return name + " of " + std::string{at.text()};
    if (at.is(Kind::Function)) break;
  }
  return name;
}

}  // namespace

const Domain::Variant* Domain::find(std::string_view text) const {
  for (const Variant& variant : variants) {
    if (variant.text == text) return &variant;
  }
  return nullptr;
}

const Domain* Domains::of_values(const program::Values& values, const Node& declaration, std::string name) {
  if (!values.complete || values.values.size() < 2) return nullptr;
  const auto key = std::pair{values.values.front().spelled.ref(), values.values.size()};
  const auto [entry, is_new] = domains_.try_emplace(key);
  if (is_new) {
    entry->second.declaration = declaration;
    entry->second.name = std::move(name);
    for (const program::Value& value : values.values) {
      Node place = value.spelled;
      if (const Node up = place.parent(); up && (up.is(Kind::EnumMember) || up.is(Kind::Property))) place = up;
      entry->second.variants.push_back({value.text, place});
    }
    // An enum or alias has a name of its own, whichever property led to it.
    Node owner = entry->second.variants.front().declaration.parent();
    while (owner && (owner.is(Kind::TypeLiteral) || owner.is(Kind::TypeUnion))) owner = owner.parent();
    if (owner && (owner.is(Kind::Enum) || owner.is(Kind::TypeAlias))) entry->second.name = owner.text();
  }
  return &entry->second;
}

const Domain* Domains::of_declaration(const Node& declaration) {
  if (!declaration) return nullptr;
  switch (declaration.kind()) {
    case Kind::Enum:
    case Kind::TypeAlias:
    case Kind::Declarator:
      break;
    case Kind::TypeUnion:
      break;
    default:
      return nullptr;
  }
  std::string name{declaration.text()};
  if (declaration.is(Kind::Declarator) && declaration.child(0)) name = declaration.child(0).text();
  if (name.empty()) {
    const Node holder = declaration.parent();
    if (holder) name = name_within(holder.text(), holder.parent());
  }
  return of_values(program_.values(declaration), declaration, std::move(name));
}

// The object types that a union of object types consists of.
std::vector<Node> Domains::parts_of(const program::Type& type) const {
  std::vector<Node> parts;
  std::vector<Node> open{type.declaration};
  std::set<NodeRef> seen;
  while (!open.empty() && parts.size() < kMaxParts) {
    const Node at = open.back();
    open.pop_back();
    if (!at || !seen.insert(at.ref()).second) continue;
    if (at.is(Kind::TypeAlias)) {
      open.push_back(program::type_annotation(at));
    } else if (at.is(Kind::TypeUnion)) {
      for (const Node& part : at.children()) open.push_back(part);
    } else if (at.is(Kind::TypeName)) {
      const program::Type named = program_.declared_type(at);
      // A name that nothing in its file declares or imports is a slip of the pen, and adds nothing.
      if (!named.declaration && !at.has(facts::kBound) && parts_may_miss(at)) continue;
      if (!named.declaration || named.declaration == at) return {};
      open.push_back(named.declaration);
    } else if (at.is(Kind::TypeOther) && at.child(0)) {
      open.push_back(at.child(0));
    } else {
      parts.push_back(at);
    }
  }
  std::ranges::sort(parts);
  return parts;
}

const Domain* Domains::of_property(const program::Type& object, std::string_view property) {
  if (!object.declaration || object.is_array) return nullptr;
  program::Values all;
  for (const Node& part : parts_of(object)) {
    const program::Type type{.declaration = part};
    const Node member = program_.member(type, property).node;
    const Node annotation = program::type_annotation(member);
    if (!annotation) return nullptr;
    program::Values values = program_.values(annotation);
    if (!values.complete || values.values.empty()) return nullptr;
    for (program::Value& value : values.values) {
      const bool is_known =
          std::ranges::any_of(all.values, [&](const auto& known) { return known.text == value.text; });
      if (!is_known) all.values.push_back(value);
    }
  }
  return of_values(all, object.declaration, name_within(property, object.declaration));
}

void Domains::put_into(const Domain& domain, Subject& subject) {
  const NodeRef ref = domain.variants.front().declaration.ref();
  subject.domain = &domain;
  subject.key = "domain " + std::to_string(ref.file.value) + ' ' + std::to_string(ref.node.value);
}

Subject Domains::subject(const Node& tested) {
  Node at = tested;
  // Aliases: `const type = node.type`, `const { type } = node`, `x ?? 'default'`.
  for (int step = 0; step < kMaxAliases; ++step) {
    at = program::without_casts(at);
    if (!at) return {};
    if (at.is(Kind::Binary) && (at.op() == Op::Or || at.op() == Op::Coalesce)) {
      at = at.child(0);
      continue;
    }
    if (!at.is(Kind::Ident)) break;
    const Node declaration = program_.definition(at).node;
    if (!declaration || !declaration.is(Kind::Declarator) || program::type_annotation(declaration)) break;
    if (declaration.parent().op() != Op::Const) break;
    const Node value = program::without_casts(program::value_of(declaration));
    const bool is_alias = value && (value.is(Kind::Member) || value.is(Kind::Ident) || value.is(Kind::Binary));
    if (!is_alias) break;
    at = value;
  }
  if (!at || !(at.is(Kind::Ident) || at.is(Kind::Member))) return {};

  Subject subject;
  subject.expression = at;
  subject.property = at.text();
  if (is_environment(at)) {
    subject.key = "env " + std::string{at.text()};
    return subject;
  }
  const Node declaration = program_.definition(at).node;
  if (at.is(Kind::Member)) subject.domain = of_property(program_.type_of(at.child(0)), at.text());
  if (declaration && declaration.is(Kind::PatternProperty)) subject.property = declaration.text();
  if (!subject.domain) subject.domain = of_declaration(program_.type_of(at).declaration);
  if (subject.domain) {
    put_into(*subject.domain, subject);
    return subject;
  }
  const bool is_typed = declaration && (declaration.is(Kind::TypeMember) || declaration.is(Kind::Field));
  if (is_typed) {
    subject.key =
        "member " + std::to_string(declaration.ref().file.value) + ' ' + std::to_string(declaration.ref().node.value);
  } else {
    subject.key = "spelled " + std::to_string(at.file().id.value) + ' ' + program::describe(at);
  }
  return subject;
}

bool is_enum_schema(const Node& declarator) {
  const Node call = program::without_casts(program::value_of(declarator));
  const Node head = program::callee(call);
  if (!head) return false;
  const auto is_list = [&](std::size_t index) {
    const Node argument = program::argument(call, index);
    return argument && argument.is(Kind::Array);
  };
  if (head.is(Kind::Member) && head.text() == "enum") return is_list(0) || is_list(1);
  return head.is(Kind::Ident) && head.text().ends_with("Enum") && is_list(1);  // pgEnum('status', [...])
}

std::vector<NodeRef> declared_lists(const Program& program) {
  std::vector<NodeRef> found;
  // By the value and not by the constant: of those there are a hundred times as many.
  const auto add_holder = [&](const Node& value) {
    Node holder = value.parent();
    while (holder && holder.is(Kind::Cast)) holder = holder.parent();
    if (holder && holder.is(Kind::Declarator) && is_own_code(holder.file())) found.push_back(holder.ref());
  };
  program.places().each(program::Places::Of::Call, [&](program::Name name, std::span<const NodeRef> calls) {
    const std::string_view head = program.names()[name];
    if (head != "enum" && !head.ends_with("Enum")) return;
    for (const NodeRef call : calls) add_holder(program[call]);
  });
  for (const File& file : program.files()) {
    if (!is_own_code(file)) continue;
    for (const Node node : program::nodes_of(file, Kind::Enum)) found.push_back(node.ref());
    for (const Node cast : program::nodes_of(file, Kind::Cast)) {
      if (cast.op() == Op::AsConst) add_holder(cast);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace lockstep::rules::variants
