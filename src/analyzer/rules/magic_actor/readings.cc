#include "rules/magic_actor/readings.h"

#include <algorithm>
#include <string_view>

namespace lockstep::rules::actors {

bool gives_a_name(const Node& test) {
  const Node choice = test.parent();
  if (!choice || !choice.is(Kind::Conditional) || choice.child(0) != test) return false;
  const bool is_negated = test.op() == Op::StrictNotEqual || test.op() == Op::NotEqual;
  const Node name = choice.child(is_negated ? 2 : 1);
  if (!name || !name.is(Kind::String) || name.text().empty()) return false;
  const auto is_small = [](char c) { return (c >= 'a' && c <= 'z') || c == ' '; };
  const char first = name.text().front();
  return first >= 'A' && first <= 'Z' && std::any_of(name.text().begin(), name.text().end(), is_small);
}

bool is_mended(const Node& test, const Vocabulary& vocabulary) {
  Node condition = test;
  while (condition.parent() && condition.parent().is(Kind::Binary)) condition = condition.parent();
  const Node branch = condition.parent();
  if (!branch || !(branch.is(Kind::If) || branch.is(Kind::Conditional)) || branch.child(0) != condition) return false;
  const auto used = program::nodes_of(branch.child(1), Kind::Ident);
  return std::any_of(used.begin(), used.end(),
                     [&](const Node& name) { return vocabulary.is_home(name.text(), name.text()); });
}

}  // namespace lockstep::rules::actors
