// What one side of a wire fills in by a schema, and the other takes apart by a switch. A schema describes a message
// (`{ title, fields: [{ name, label, type: { enum: […] } }] }`); a type elsewhere describes it again, with the same
// members at both levels and any string for the type; and a switch goes through that type. The words are everybody's,
// the shape of the message is not.

#include "rules/duplicate_list/ties.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMembers = 3;  // of the things in a list, the one that is gone through among them

/// What a schema says of an object: the Object under `properties`.
Node properties_around(const Node& property) {
  const Node object = property ? property.parent() : Node{};
  const Node above = object && object.is(Kind::Object) ? object.parent() : Node{};
  return above && above.is(Kind::Property) && above.text() == "properties" ? object : Node{};
}

/// The Property that a schema of an object is the value of.
Node property_of_schema(const Node& properties) {
  const Node schema = properties ? properties.parent().parent() : Node{};
  const Node above = schema && schema.is(Kind::Object) ? schema.parent() : Node{};
  return above && above.is(Kind::Property) ? above : Node{};
}

std::vector<std::string_view> keys_of(const Node& object) {
  std::vector<std::string_view> keys;
  for (const Node part : object.children()) {
    if (part.is(Kind::Property) && !part.text().empty()) keys.push_back(part.text());
  }
  return keys;
}

bool has_members(const Node& type, const std::vector<std::string_view>& names) {
  return std::all_of(names.begin(), names.end(),
                     [&](std::string_view name) { return static_cast<bool>(program::property(type, name)); });
}

/// The TypeObject that a declaration of a type stands for.
Node object_of(const Node& declaration) {
  if (!declaration) return {};
  if (declaration.is(Kind::TypeObject)) return declaration;
  for (const Node part : declaration.children()) {
    if (part.is(Kind::TypeObject)) return part;
  }
  return {};
}

/// A list of things in a message, as a schema describes it.
struct Described {
  Node values;                           ///< what one member of a thing may be
  std::string_view member;               ///< that member
  std::vector<std::string_view> thing;   ///< the members of a thing
  std::string_view list;                 ///< the member of the message that holds the things
  std::vector<std::string_view> around;  ///< the members of the message
};

std::vector<Described> described(const Program& program) {
  std::vector<Described> found;
  const auto key = program.names().find("enum");
  if (!key) return found;
  for (const NodeRef place : program.places().properties(*key)) {
    const Node values = program::without_casts(program::value_of(program[place]));
    const Node field = program[place].parent() ? program[place].parent().parent() : Node{};
    if (!values || !values.is(Kind::Array) || !field || !field.is(Kind::Property)) continue;
    const Node thing = properties_around(field);
    const Node items = property_of_schema(thing);
    if (!items || items.text() != "items") continue;
    const Node list = items.parent().parent();
    const Node message = list && list.is(Kind::Property) ? properties_around(list) : Node{};
    if (!message) continue;
    found.push_back({.values = values,
                     .member = field.text(),
                     .thing = keys_of(thing),
                     .list = list.text(),
                     .around = keys_of(message)});
  }
  return found;
}

/// Whether some type of a file holds a list of `thing`s in a message of these members.
bool is_in_message(const Program& program, const Node& thing, const Described& described) {
  for (const Node member : program::nodes_of(thing.file(), Kind::TypeMember)) {
    if (member.text() != described.list || !has_members(member.parent(), described.around)) continue;
    const program::Type type = program.declared_type(program::type_annotation(member));
    if (type.is_array && object_of(type.declaration) == thing) return true;
  }
  return false;
}

}  // namespace

void Ties::collect_messages(const Program& program) {
  const std::vector<Described> messages = described(program);
  if (messages.empty()) return;
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node branch : program::nodes_of(file, Kind::Switch)) {
      const Node tried = branch.child(0);
      if (!tried || !tried.is(Kind::Member)) continue;
      for (const Described& message : messages) {
        if (tried.text() != message.member || message.thing.size() < kMembers || message.around.size() < 2) continue;
        const Node thing = object_of(program.type_of(tried.child(0)).declaration);
        if (!thing || !has_members(thing, message.thing)) continue;
        const Node type = program::type_annotation(program::property(thing, message.member));
        const bool is_any = type && type.is(Kind::TypeKeyword) && type.text() == "string";
        if (is_any && is_in_message(program, thing, message)) add(message.values.ref(), branch.ref());
      }
    }
  }
}

}  // namespace lockstep::rules
