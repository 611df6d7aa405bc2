#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

namespace lockstep::rules {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Types that take names of properties or a deliberate selection of another union.
constexpr std::array<std::string_view, 12> kSelections = {
    "Pick",       "Omit",        "Extract",     "Exclude", "StrictOmit", "DistributiveOmit",
    "PickByKeys", "SetOptional", "SetRequired", "Except",  "PartialBy",  "RequiredBy"};

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
constexpr std::array<std::string_view, 15> kDiscriminants = {"__type",  "__typename", "_tag",   "type",   "kind",
                                                             "event",   "name",       "action", "status", "tag",
                                                             "variant", "command",    "topic",  "op",     "method"};

/// A TypeObject that a type may be, and the generic through which it was reached: `Job<'reindex'>`, or null.
struct Variant {
  Node object;
  Node instance;
};

/// The objects that a type may be, through names of interfaces and aliases, intersections and nested unions; false when
/// it may be something else too.
bool objects_of(const Program& program, const Node& type, std::vector<Variant>& out) {
  constexpr std::size_t kMaxParts = 2000;
  struct Part {
    Node type;
    Node instance;
    int depth = 0;
  };
  std::vector<Part> open{{.type = type}};
  std::size_t steps = 0;
  while (!open.empty()) {
    const auto [part, instance, depth] = open.back();
    open.pop_back();
    if (!part || depth > 8 || ++steps > kMaxParts) return false;
    switch (part.kind()) {
      case Kind::TypeKeyword:
      case Kind::TypeLiteral:
        break;  // `| null`
      case Kind::TypeObject:
        out.push_back({part, instance});
        break;
      case Kind::TypeUnion: {
        std::vector<Node> parts;
        for (const Node child : part.children()) parts.push_back(child);
        for (auto child = parts.rbegin(); child != parts.rend(); ++child) open.push_back({*child, instance, depth + 1});
        break;
      }
      case Kind::TypeIntersection: {
        // Of `Base & (A | B)` what is written in place tells the variants apart, else the last part.
        Node telling;
        for (const Node child : part.children()) {
          const bool is_written = child.is(Kind::TypeObject) || child.is(Kind::TypeUnion);
          if (is_written || !telling || telling.is(Kind::TypeName)) telling = child;
        }
        open.push_back({telling, instance, depth + 1});
        break;
      }
      case Kind::TypeOther:
        open.push_back({part.child(0), instance, depth + 1});
        break;
      case Kind::TypeName: {
        const Node declared = program.definition(part).node;
        if (!declared) return false;
        if (declared.is(Kind::TypeAlias)) {
          const bool is_generic = program::type_argument(part, 0).operator bool();
          open.push_back({program::type_annotation(declared), is_generic ? part : Node{}, depth + 1});
        } else if (declared.is(Kind::Interface) && declared.child(1)) {
          out.push_back({declared.child(1), {}});
        } else {
          return false;
        }
        break;
      }
      default:
        return false;
    }
  }
  return true;
}

/// What a generic is given for one of its type parameters: `'reindex'` for T in `Job<'reindex'>`.
Node given_for(const Program& program, const Node& parameter, const Node& instance) {
  const Node meant = program.definition(parameter).node;
  if (!instance || !meant || !meant.is(Kind::TypeParameter)) return {};
  std::size_t index = 0;
  for (const Node one : meant.parent().children()) {
    if (one == meant) return program::type_argument(instance, index);
    if (one.is(Kind::TypeParameter)) ++index;
  }
  return {};
}

Node literal_of(const Program& program, const Node& member, const Node& instance) {
  Node type = program::type_annotation(member);
  if (type && type.is(Kind::TypeName) && instance) type = given_for(program, type, instance);
  if (!type || !type.is(Kind::TypeLiteral)) return {};
  const Node literal = type.child(0);
  return literal && literal.is(Kind::String) ? literal : Node{};
}

/// The member by which each of the objects says for itself which one it is, whatever it is called: `applicationType` of
/// jobs whose `type` says what to do with one. Empty when there is none, or a member of the usual names will do.
std::string_view discriminant_of(const Program& program, const std::vector<Variant>& objects) {
  const auto tells_apart = [&](std::string_view key) {
    std::set<std::string_view> values;
    return std::all_of(objects.begin(), objects.end(), [&](const Variant& variant) {
      const Node member = program::property(variant.object, key);
      const Node literal = member ? literal_of(program, member, variant.instance) : Node{};
      return literal && values.insert(literal.text()).second;
    });
  };
  if (std::any_of(kDiscriminants.begin(), kDiscriminants.end(), tells_apart)) return {};
  for (const Node member : objects.front().object.children()) {
    if (member.is(Kind::TypeMember) && !member.text().empty() && tells_apart(member.text())) return member.text();
  }
  return {};
}

std::optional<ValueList> variants(const Program& program, const Node& type) {
  // `Transport | null` is a use of Transport.
  std::size_t parts = 0;
  for (const Node part : type.children()) {
    if (!part.is(Kind::TypeKeyword) && !part.is(Kind::TypeLiteral)) ++parts;
  }
  if (parts < 2) return std::nullopt;
  std::vector<Variant> objects;
  if (!objects_of(program, type, objects)) return std::nullopt;
  if (objects.size() < 2) return std::nullopt;
  std::vector<std::string_view> keys(kDiscriminants.begin(), kDiscriminants.end());
  if (const std::string_view own = discriminant_of(program, objects); !own.empty()) keys.insert(keys.begin(), own);
  for (const std::string_view key : keys) {
    Gathering gathering(program, Shape::Variants, type);
    gathering.list().key = key;
    bool is_everywhere = true;
    for (const auto& [object, instance] : objects) {
      const Node member = program::property(object, key);
      const Node annotation = member ? program::type_annotation(member) : Node{};
      if (!annotation) {
        is_everywhere = false;
        break;
      }
      if (const Node literal = literal_of(program, member, instance)) {
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
    // Each has a name beside it, so that even `0 * * * *` is a value of a domain.
    if (!value.text().empty()) list.spelled.push_back({.text = value.text(), .where = value, .span = value.span()});
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
