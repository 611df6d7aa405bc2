#include "rules/orphan_variant/brought_in.h"

#include <algorithm>

namespace lockstep::rules::variants {
namespace {

/// The other operand of a comparison; of a case what is switched over.
Node other_side(const Node& compared) {
  const Node up = compared.parent();
  if (up.is(Kind::Binary)) return program::without_casts(up.child(up.child(0) == compared ? 1 : 0));
  const Node around = up.is(Kind::Case) ? up.enclosing(Kind::Switch) : Node{};
  return around ? program::without_casts(around.child(0)) : Node{};
}

/// `useState`: what a hook answers is what it was given before.
bool is_hook(std::string_view name) {
  return name.size() > 3 && name.starts_with("use") && name[3] >= 'A' && name[3] <= 'Z';
}

Node plain(Node value) {
  value = program::without_casts(value);
  return value && value.is(Kind::Await) ? program::without_casts(value.child(0)) : value;
}

}  // namespace

bool is_of_library_call(const Program& program, const Node& compared) {
  Node value = plain(other_side(compared));
  if (value && value.is(Kind::Ident)) {
    const Node declared = program.definition(value).node;
    value = declared && declared.is(Kind::Declarator) ? plain(program::value_of(declared)) : Node{};
  }
  if (value && value.is(Kind::Member)) value = plain(value.child(0));
  if (!value || !value.is(Kind::Call)) return false;
  const Node head = program::callee(value);
  if (!head || !head.is(Kind::Ident) || is_hook(head.text())) return false;
  const auto arguments = program::arguments(value);
  const bool runs_ours =
      std::any_of(arguments.begin(), arguments.end(), [](const Node& given) { return given.is(Kind::Function); });
  return !runs_ours && !program.external_callee(value).package.empty();
}

}  // namespace lockstep::rules::variants
