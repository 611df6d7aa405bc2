// Collected constants: `[searchTool, bookTool]`, where each is an object with a literal name in it, an instance of a
// class that has one, or what a function made of a description with a name: `defineTool({ name: 'search', … })`.

#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules {
namespace {

/// `name = 'search_listings'` of the class whose instance this is; null where it has none.
Node field_of_instance(const Program& program, const Node& made, std::string_view key) {
  const Node klass = made.is(Kind::New) ? program.definition(program::callee(made)).node : Node{};
  const Node body = klass && klass.is(Kind::Class) ? program::class_body(klass) : Node{};
  if (!body) return {};
  for (const Node member : body.children()) {
    if (member.is(Kind::Field) && member.text() == key) return program::without_casts(program::value_of(member));
  }
  return {};
}

/// What a thing of a collection carries under a key.
Node carried_by(const Program& program, const Node& thing, std::string_view key) {
  if (thing.is(Kind::Object)) return nested_value(thing, key);
  if (!thing.is(Kind::Call) && !thing.is(Kind::New)) return {};
  for (const Node argument : program::arguments(thing)) {
    const Node description = program::without_casts(argument);
    if (!description || !description.is(Kind::Object)) continue;
    const Node property = program::property(description, key);
    if (property) return program::without_casts(program::value_of(property));
  }
  return field_of_instance(program, thing, key);
}

}  // namespace

std::optional<ValueList> collected_list(const Program& program, const Node& array, const std::vector<Node>& names,
                                        bool is_open) {
  std::vector<Node> things;
  for (const Node& name : names) {
    const bool is_made = name.is(Kind::Call) || name.is(Kind::New);
    const Node thing = is_made ? name : program::without_casts(program.constant(name));
    if (!thing || !(thing.is(Kind::Object) || thing.is(Kind::Call) || thing.is(Kind::New))) return std::nullopt;
    things.push_back(thing);
  }
  for (const std::string_view key : kValueKeys) {
    Gathering gathering(program, Shape::Collected, array);
    gathering.list().key = key;
    const bool is_everywhere = std::all_of(things.begin(), things.end(), [&](const Node& thing) {
      const Node value = carried_by(program, thing, key);
      if (!value || !value.is(Kind::String)) return false;
      const bool is_title = key == "name" && value.text().find(' ') != std::string_view::npos;
      if (!is_title) gathering.spell(value.text(), value);
      return !is_title;
    });
    if (!is_everywhere || gathering.has_repeats()) continue;
    if (is_open) gathering.leave_open();
    return std::move(gathering).finish();
  }
  return std::nullopt;
}

}  // namespace lockstep::rules
