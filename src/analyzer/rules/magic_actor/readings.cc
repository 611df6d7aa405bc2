#include "rules/magic_actor/readings.h"

#include "rules/words.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::actors {
namespace {

/// "createdByUserId", "created_by_id" of "createdBy".
bool is_id_of(std::string_view id, std::string_view name) {
  const std::vector<std::string> words = split_words(id);
  const std::vector<std::string> named = split_words(name);
  return words.size() > named.size() && !named.empty() && words.back() == "id" &&
         std::equal(named.begin(), named.end(), words.begin());
}

}  // namespace

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

bool is_beside_its_id(const Node& at) {
  if (at.is(Kind::Property)) {
    const auto parts = at.parent().children();
    return std::any_of(parts.begin(), parts.end(),
                       [&](const Node& part) { return part.is(Kind::Property) && is_id_of(part.text(), at.text()); });
  }
  const Node target = at.is(Kind::Assign) ? at.child(0) : Node{};
  const Node block = target && at.parent() ? at.parent().parent() : Node{};
  if (!block || !target.is(Kind::Member)) return false;
  const auto statements = block.children();
  return std::any_of(statements.begin(), statements.end(), [&](const Node& statement) {
    const Node other = statement.is(Kind::Expression) ? statement.child(0) : Node{};
    return other && other.is(Kind::Assign) && other.child(0) && other.child(0).is(Kind::Member) &&
           is_id_of(other.child(0).text(), target.text());
  });
}

}  // namespace lockstep::rules::actors
