#include "rules/orphan_variant/orphans.h"

#include <algorithm>

/// What findings say of a dispatcher.
namespace lockstep::rules::variants {
namespace {

// `mail: MailIcon` in a table: a component, by its name, unless it is a class that is none.
bool is_component(const Program& program, const Dispatcher::Case& one) {
  const Node value = one.test.is(Kind::Property) ? program::without_casts(program::value_of(one.test)) : Node{};
  const std::string_view name = value && value.is(Kind::Ident) ? value.text() : std::string_view{};
  if (name.size() < 2 || name[0] < 'A' || name[0] > 'Z' || name[1] < 'a' || name[1] > 'z') return false;
  const Node klass = program.definition(value).node;
  return !klass || !klass.is(Kind::Class) || program.superclass(klass).external;
}

}  // namespace

Place head_of(const Dispatcher& dispatcher) {
  if (dispatcher.is_registry) return place_of(dispatcher.place.file(), program::name_span(dispatcher.place));
  return place_of(dispatcher.node.is(Kind::Switch) ? dispatcher.node.child(0) : dispatcher.cases.front().test);
}

std::string subject_of(const Gathered& gathered, const Dispatcher& dispatcher, std::string_view value) {
  const Node function = dispatcher.node.enclosing_function();
  return std::string{dispatcher.subject.property} + ' ' + std::string{value} + ' ' +
         (function ? gathered.program.qualified_name(function) : "");
}

std::string_view prefix_of(const Dispatcher& dispatcher) {
  std::string_view prefix = dispatcher.cases.front().text;
  for (const Dispatcher::Case& one : dispatcher.cases) {
    const auto differs = std::ranges::mismatch(prefix, one.text);
    prefix = prefix.substr(0, static_cast<std::size_t>(differs.in1 - prefix.begin()));
  }
  const std::size_t end = prefix.find_last_of("_.:-/");
  return end == std::string_view::npos ? std::string_view{} : prefix.substr(0, end + 1);
}

bool draws(const Program& program, const Dispatcher& dispatcher) {
  const auto is_drawn = [&](const Dispatcher::Case& one) { return is_component(program, one); };
  if (std::ranges::any_of(dispatcher.cases, is_drawn)) return true;
  const Node place = dispatcher.node.is(Kind::If) ? dispatcher.node.enclosing_function() : dispatcher.node;
  return place && std::ranges::any_of(program::nodes_of(place.file(), Kind::Element),
                                      [&](const Node& element) { return place.contains(element); });
}

}  // namespace lockstep::rules::variants
