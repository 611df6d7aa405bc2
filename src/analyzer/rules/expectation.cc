#include "rules/expectation.h"

#include <optional>
#include <vector>

namespace lockstep::rules {
namespace {

// Deeper literals than this are data, and nobody annotates them.
constexpr int kMaxClimb = 24;

Expectation annotated(const Program& program, const Node& annotation) {
  if (!annotation) return {};
  return {program.declared_type(annotation), annotation};
}

// Looks at where `at` stands. Either says what is expected there, or moves `at` up and notes the key it passed.
std::optional<Expectation> climb(const Program& program, Node& at, std::vector<std::string_view>& keys) {
  const Node up = at.parent();
  if (!up) return Expectation{};
  switch (up.kind()) {
    case Kind::Cast:
      if (up.op() != Op::AsConst) return annotated(program, up.child(1));
      break;
    case Kind::Conditional:
      if (up.child(0) == at) return Expectation{};
      break;
    case Kind::Binary:
      if (up.op() == Op::Coalesce || up.op() == Op::Or || (up.op() == Op::And && up.child(1) == at)) break;
      if (up.op() == Op::Equal || up.op() == Op::StrictEqual || up.op() == Op::NotEqual ||
          up.op() == Op::StrictNotEqual) {
        return Expectation{program.type_of(up.child(0) == at ? up.child(1) : up.child(0)), {}};
      }
      return Expectation{};
    case Kind::Property:
      if (up.text().empty() || !up.parent().is(Kind::Object)) return Expectation{};
      keys.push_back(up.text());
      at = up.parent();
      return std::nullopt;
    case Kind::Array:
      keys.emplace_back();
      break;
    case Kind::Call:
    case Kind::New: {
      const auto index = argument_index(up, at);
      return index ? annotated(program, program::type_annotation(program.parameter_for(up, *index))) : Expectation{};
    }
    case Kind::Declarator:
    case Kind::Field:
      return annotated(program, program::type_annotation(up));
    case Kind::Default: {
      const Node holder = up.parent();
      return holder && holder.is(Kind::Parameter) ? annotated(program, program::type_annotation(holder))
                                                  : Expectation{};
    }
    case Kind::Return:
      return annotated(program, program::type_annotation(up.enclosing_function()));
    case Kind::Function:
      return annotated(program, program::type_annotation(up));
    case Kind::Assign:
      return Expectation{program.type_of(up.child(0)), {}};
    case Kind::Await:
      break;
    default:
      return Expectation{};
  }
  at = up;
  return std::nullopt;
}

}  // namespace

Expectation expectation_of(const Program& program, const Node& expression) {
  std::vector<std::string_view> keys;  // from the inside out; an empty key is an element of a list
  Node at = expression;
  std::optional<Expectation> expected;
  for (int step = 0; step < kMaxClimb && !expected; ++step) expected = climb(program, at, keys);
  if (!expected) return {};
  for (auto key = keys.rbegin(); key != keys.rend() && expected->type; ++key) {
    if (key->empty()) {
      if (!expected->type.is_array) return {};
      expected->type.is_array = false;
      expected->annotation = {};
      continue;
    }
    if (expected->type.is_array) return {};
    expected = annotated(program, program::type_annotation(program.member(expected->type, *key).node));
  }
  return *expected;
}

bool is_declared_value(const Program& program, const Expectation& expectation, std::string_view text) {
  const auto lists = [&](const Node& type) {
    if (!type) return false;
    for (const program::Value& value : program.values(type).values) {
      if (value.text == text) return true;
    }
    return false;
  };
  return lists(expectation.annotation) || lists(expectation.type.declaration);
}

std::optional<std::size_t> argument_index(const Node& call, const Node& expression) {
  const std::size_t count = program::argument_count(call);
  for (std::size_t i = 0; i < count; ++i) {
    if (program::argument(call, i) == expression) return i;
  }
  return std::nullopt;
}

std::string_view parameter_name(const Node& parameter) {
  if (!parameter) return {};
  if (!parameter.is(Kind::Parameter) || !parameter.text().empty()) return parameter.text();
  Node pattern = parameter.child(0);
  if (pattern && pattern.is(Kind::Default)) pattern = pattern.child(0);
  return pattern && pattern.is(Kind::Binding) ? pattern.text() : std::string_view{};
}

}  // namespace lockstep::rules
