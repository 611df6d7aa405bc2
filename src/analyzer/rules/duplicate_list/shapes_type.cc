#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Types that take names of properties or a deliberate selection of another union.
constexpr std::array<std::string_view, 12> kSelections = {"Pick",         "Omit",        "Extract",   "Exclude",
                                                          "StrictOmit",   "DistributiveOmit", "PickByKeys", "SetOptional",
                                                          "SetRequired", "Except",      "PartialBy", "RequiredBy"};

/// Property names rather than values: `Pick<User, 'id' | 'email'>`, `User['id' | 'email']`.
bool names_properties(const Node& type) {
  const Node above = type.parent();
  if (!above) return false;
  if (above.is(Kind::TypeIndexed)) return above.child(1) == type;
  Node holder = above;
  if (holder.is(Kind::TypeArguments)) holder = holder.parent();
  return holder && holder.is(Kind::TypeName) && is_one_of(holder.text(), kSelections);
}

/// The members by which objects of a union may be told apart, the likeliest first.
constexpr std::array<std::string_view, 12> kDiscriminants = {"type", "kind",   "event", "name",   "action", "status",
                                                             "tag",  "variant", "command", "topic", "op",    "method"};

/// The TypeObject that a member of a union stands for, through names of interfaces and aliases.
Node object_of(const Program& program, const Node& type, int steps = 8) {
  if (!type || steps == 0) return {};
  switch (type.kind()) {
    case Kind::TypeObject:
      return type;
    case Kind::TypeIntersection:
      for (const Node part : type.children()) {
        if (const Node found = object_of(program, part, steps - 1)) return found;
      }
      return {};
    case Kind::TypeName: {
      const Node declared = program.definition(type).node;
      if (!declared) return {};
      if (declared.is(Kind::TypeAlias)) return object_of(program, program::type_annotation(declared), steps - 1);
      if (declared.is(Kind::Interface)) return declared.child(1);
      return {};
    }
    default:
      return {};
  }
}

Node literal_of(const Node& member) {
  const Node type = program::type_annotation(member);
  if (!type || !type.is(Kind::TypeLiteral)) return {};
  const Node literal = type.child(0);
  return literal && literal.is(Kind::String) ? literal : Node{};
}

std::optional<ValueList> variants(const Program& program, const Node& type) {
  std::vector<Node> objects;
  for (const Node part : type.children()) {
    if (part.is(Kind::TypeKeyword) || part.is(Kind::TypeLiteral)) continue;  // `| null`, `| undefined`
    const Node object = object_of(program, part);
    if (!object) return std::nullopt;
    objects.push_back(object);
  }
  if (objects.size() < 2) return std::nullopt;
  for (const std::string_view key : kDiscriminants) {
    Gathering gathering(program, Shape::Variants, type);
    gathering.list().key = key;
    bool is_everywhere = true;
    for (const Node& object : objects) {
      const Node member = program::property(object, key);
      const Node annotation = member ? program::type_annotation(member) : Node{};
      if (!annotation) {
        is_everywhere = false;
        break;
      }
      if (const Node literal = literal_of(member)) {
        gathering.spell(literal.text(), literal);
        continue;
      }
      if (!annotation.is(Kind::TypeUnion)) {
        gathering.leave_open();
        continue;
      }
      for (const Node choice : annotation.children()) {
        const Node literal = choice.is(Kind::TypeLiteral) ? choice.child(0) : Node{};
        if (literal && literal.is(Kind::String)) gathering.spell(literal.text(), literal);
      }
    }
    if (!is_everywhere || gathering.list().spelled.size() < objects.size() / 2) continue;
    return std::move(gathering).finish();
  }
  return std::nullopt;
}

}  // namespace

std::optional<ValueList> enum_list(const Node& declaration) {
  ValueList list{.shape = Shape::Enum, .node = declaration};
  for (const Node member : declaration.children()) {
    if (!member.is(Kind::EnumMember)) continue;
    const Node value = program::value_of(member);
    if (!value || !value.is(Kind::String)) {
      list.is_open = true;
      continue;
    }
    if (is_value_text(value.text())) list.spelled.push_back({.text = value.text(), .where = value, .span = value.span()});
  }
  if (list.spelled.size() < 2) return std::nullopt;
  return list;
}

std::optional<ValueList> union_list(const Program& program, const Node& type) {
  if (names_properties(type)) return std::nullopt;
  std::size_t strings = 0;
  for (const Node part : type.children()) {
    if (part.is(Kind::TypeLiteral) && part.child(0) && part.child(0).is(Kind::String)) ++strings;
  }
  if (strings == 0) return variants(program, type);
  if (strings < 2) return std::nullopt;
  Gathering gathering(program, Shape::Union, type);
  for (const Node part : type.children()) {
    if (part.is(Kind::TypeLiteral)) {
      const Node literal = part.child(0);
      if (literal && literal.is(Kind::String)) gathering.spell(literal.text(), literal);
      continue;
    }
    if (part.is(Kind::TypeKeyword) || part.is(Kind::TypeLiteral)) continue;
    if (!gathering.take(part)) gathering.leave_open();
  }
  return std::move(gathering).finish();
}

}  // namespace lockstep::rules
