// What a language model is told that it may say, and what is made of its answer. The schema of a tool lists the values
// of an argument (`priority: { type: 'string', enum: ['low', 'medium'] }`), and the case that carries the tool out
// asserts that the argument is of a type (`args.priority as Priority`). Nothing compares the two.

#include "rules/duplicate_list/ties.h"

namespace lockstep::rules {
namespace {

/// The Property around a node, where nothing but an object lies between.
Node property_around(const Node& node) {
  const Node object = node ? node.parent() : Node{};
  const Node above = object && object.is(Kind::Object) ? object.parent() : Node{};
  return above && above.is(Kind::Property) ? above : Node{};
}

/// `set_priority` of `{ name: 'set_priority', parameters: {…} }` around an argument of a tool; null when it is none.
Node name_of_tool(const Node& argument) {
  const Node properties = property_around(argument);
  if (!properties || properties.text() != "properties") return {};
  const Node schema = property_around(properties);
  if (!schema) return {};
  const Node named = program::property(schema.parent(), "name");
  const Node name = named ? program::value_of(named) : Node{};
  return name && name.is(Kind::String) ? name : Node{};
}

/// Where a tool is carried out: its case, or the function under its name.
Node deed_of(const Node& name) {
  if (name.is(Kind::Property)) {
    const Node value = program::value_of(name);
    return value && value.is(Kind::Function) ? value : Node{};
  }
  const Node branch = name.parent();
  return branch && branch.is(Kind::Case) && branch.child(0) == name ? branch : Node{};
}

}  // namespace

void Ties::collect_tools(const Program& program) {
  const auto key = program.names().find("enum");
  if (!key) return;
  for (const NodeRef place : program.places().properties(*key)) {
    const Node values = program::without_casts(program::value_of(program[place]));
    const Node argument = property_around(program[place]);
    if (!values || !values.is(Kind::Array) || !argument || argument.text().empty()) continue;
    const Node tool = name_of_tool(argument);
    if (!tool || !tool.name()) continue;
    const auto look_into = [&](const NodeRef at) {
      const Node deed = deed_of(program[at]);
      if (!deed) return;
      for (const Node cast : program::nodes_of(deed, Kind::Cast)) {
        const Node given = cast.op() == Op::As ? program::without_casts(cast) : Node{};
        if (!given || !given.is(Kind::Member) || given.text() != argument.text()) continue;
        add(values.ref(), holder_of_values(program, cast.child(1)));
      }
    };
    for (const NodeRef at : program.places().strings(*tool.name())) look_into(at);
    for (const NodeRef at : program.places().properties(*tool.name())) look_into(at);
  }
}

}  // namespace lockstep::rules
