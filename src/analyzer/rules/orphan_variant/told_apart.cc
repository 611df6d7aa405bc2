#include "rules/orphan_variant/told_apart.h"

#include "rules/orphan_variant/loops.h"
#include "rules/words.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lockstep::rules::variants {
namespace {

class Asked {
 public:
  explicit Asked(const Program& program) : program_(program) {}

  // Whether it was understood what this use asks for.
  bool look_at(const Node& use) {
    Node at = use;
    while (at.parent().is(Kind::Cast)) at = at.parent();
    const Node up = at.parent();
    if (up.is(Kind::Binary)) {
      if (up.op() == Op::Equal || up.op() == Op::StrictEqual || up.op() == Op::NotEqual ||
          up.op() == Op::StrictNotEqual) {
        asked.push_back(up.child(0) == at ? up.child(1) : up.child(0));
        return true;
      }
      if (up.op() == Op::In && up.child(0) == at) return keys(up.child(1));
    }
    if (up.is(Kind::Switch) && up.child(0) == at) {
      for (const Node& one : up.children()) {
        if (one.is(Kind::Case) && one.child(0)) asked.push_back(one.child(0));
      }
      return true;
    }
    if (up.is(Kind::Index) && up.child(1) == at) return keys(up.child(0));
    return is_logged(use);
  }

  std::vector<Node> asked;

 private:
  bool keys(const Node& table) {
    const Rounds rounds = keys_of(program_, table);
    asked.insert(asked.end(), rounds.values.begin(), rounds.values.end());
    return rounds.complete;
  }

  const Program& program_;
};

}  // namespace

bool is_logged(const Node& use) {
  for (Node at = use.parent(); at; at = at.parent()) {
    if (at.is(Kind::Call)) {
      const Node head = program::callee(at);
      const Node object = head && head.is(Kind::Member) ? head.child(0) : Node{};
      if (!object || (!object.is(Kind::Ident) && !object.is(Kind::Member))) return false;
      const std::vector<std::string> words = split_words(object.text());
      return !words.empty() && (words.back() == "logger" || words.back() == "log" || words.back() == "console");
    }
    if (!at.is(Kind::Property) && !at.is(Kind::Object) && !at.is(Kind::Template) && !at.is(Kind::Binary)) return false;
  }
  return false;
}

std::optional<std::vector<Node>> told_apart(const Program& program, const Node& function) {
  const Node parameter = function && function.is(Kind::Function) ? program::parameter(function, 0) : Node{};
  if (!parameter || !parameter.child(0) || !parameter.child(0).is(Kind::Binding)) return std::nullopt;
  const std::string_view name = parameter.child(0).text();
  Asked asked{program};
  for (const Node use : program::descendants(function)) {
    if (!use.is(Kind::Ident) || use.text() != name || program.definition(use).node != parameter) continue;
    if (!asked.look_at(use)) return std::nullopt;
  }
  return std::move(asked.asked);
}

}  // namespace lockstep::rules::variants
