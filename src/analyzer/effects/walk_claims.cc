// Things that may be used once (a token, a coupon): looked at, and marked as used by a write that does not look again.

#include "effects/walk.h"

#include "effects/origins.h"

#include <array>

namespace lockstep::effects {

namespace {

constexpr std::array<std::string_view, 5> kAsserts = {"assert", "assertThat", "invariant", "ensure", "ok"};

/// Whether a branch leaves the function: `throw …`, `{ …; return … }`.
bool leaves(const Node& branch) {
  if (!branch) return false;
  if (branch.is(Kind::Throw) || branch.is(Kind::Return)) return true;
  if (!branch.is(Kind::Block)) return false;
  Node last;
  for (const Node statement : branch.children()) last = statement;
  return last && (last.is(Kind::Throw) || last.is(Kind::Return));
}

}  // namespace

void Walk::note_checks_of(const Node& statement) {
  if (statement.is(Kind::If)) {
    if (leaves(statement.child(1))) note_checked(statement.child(0));
    return;
  }
  const Node head = program::callee(statement);
  if (head && is_one_of(head.text(), kAsserts)) note_checked(program::argument(statement, 0));
}

void Walk::note_checked(const Node& condition) {
  if (!condition) return;
  const auto note = [&](const Node& node) {
    if (!node.is(Kind::Member) && !node.is(Kind::Ident)) return;
    for (const Origin& origin : eval(node)) {
      if (origin.relation == Relation::Part && origin.inside.empty() &&
          flow_.sources[origin.source].form == Source::Form::Read)
        checked_.emplace(origin.source, origin.path);
    }
  };
  note(condition);
  for (const Node node : program::descendants(condition)) note(node);
}

bool Walk::uses_up(const Origin& to, const Node& value) const {
  if (!value || !checked_.contains({to.source, to.path})) return false;
  const bool has_word = value.is(Kind::Member) || value.is(Kind::String);
  // What comes from elsewhere may as well say that it is unused again.
  const bool is_mark =
      has_word || value.is(Kind::New) || value.is(Kind::Call) || (value.is(Kind::Boolean) && value.text() == "true");
  return is_mark && flows_.vocabulary().uses_up(to.path, has_word ? value.text() : std::string_view{});
}

}  // namespace lockstep::effects
