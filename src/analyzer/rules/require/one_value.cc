#include "rules/require/one_value.h"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::rules::require {
namespace {

using facts::BindingKind;

/// The variables and parameters that expressions lead back to, within their file.
class Origins {
 public:
  explicit Origins(const File& file) : file_(file) {}

  void add(const Node& expression, int depth = 0) {
    constexpr int kDeepest = 8;
    if (!expression) return;
    if (depth > kDeepest) {
      is_unknown_ = true;
      return;
    }
    if (expression.is(Kind::Ident)) add_name(expression, depth);
    for (const Node name : program::nodes_of(expression, Kind::Ident)) add_name(name, depth);
  }

  bool is_unknown() const { return is_unknown_ || bindings_.empty(); }
  bool shares(const Origins& other) const {
    return std::any_of(bindings_.begin(), bindings_.end(),
                       [&](std::uint32_t binding) { return other.bindings_.contains(binding); });
  }

 private:
  void add_name(const Node& name, int depth) {
    const auto id = file_.facts.binding(name.id());
    if (!id) return;
    const facts::Binding& binding = file_.facts[*id];
    const bool is_variable = binding.kind == BindingKind::Const || binding.kind == BindingKind::Let ||
                             binding.kind == BindingKind::Var || binding.kind == BindingKind::Parameter;
    const Node declaration = file_.node(binding.declaration);
    if (!is_variable || !declaration.enclosing_function()) return;  // of the module: a repository, a client
    if (!bindings_.insert(id->value).second) return;
    is_unknown_ = is_unknown_ || binding.is_assigned;
    if (declaration.is(Kind::Declarator)) {
      add(program::value_of(declaration), depth + 1);
      const Node loop = declaration.parent().parent();
      if (loop && loop.is(Kind::ForOf)) add(loop.child(1), depth + 1);
    } else if (declaration.is(Kind::Parameter)) {
      // `ids.map((id) => …)`
      const Node given = declaration.enclosing_function().parent();
      const Node head = given && given.is(Kind::Call) ? program::callee(given) : Node{};
      if (head && head.is(Kind::Member)) add(head.child(0), depth + 1);
    }
  }

  const File& file_;
  std::set<std::uint32_t> bindings_;
  bool is_unknown_ = false;
};

}  // namespace

bool may_be_about_one_value(const Program& program, const Node& comparison, const Node& call) {
  if (comparison.file().id != call.file().id) return true;
  const File& file = program[call.file().id];
  Origins compared(file);
  compared.add(comparison);
  Origins given(file);
  for (const Node argument : program::arguments(call)) given.add(argument);
  const Node head = program::callee(call);
  if (head && head.is(Kind::Member)) given.add(head.child(0));  // `user.remove()`
  return compared.is_unknown() || given.is_unknown() || compared.shares(given);
}

}  // namespace lockstep::rules::require
