#include "rules/orphan_variant/emitters.h"

#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

// Beside what the model knows as sending and listening.
constexpr std::array<std::string_view, 8> kForgets = {
    "off", "removeListener", "removeAllListeners", "setMaxListeners", "delete", "clear", "offAny", "dispose"};

class Closed {
 public:
  Closed(const Program& program, const std::set<NodeRef>& emitters, const Bus& bus)
      : program_(program), closed_(emitters), names_(program.names()) {
    for (const Bus::Calls* calls : {&bus.send, &bus.listen, &bus.listen_to_all}) {
      for (const std::string& call : *calls) methods_.insert(call.substr(call.find(':') + 1));
    }
    std::erase_if(closed_, [&](const NodeRef& ref) {
      const Node declaration = program[ref];
      return !declaration.is(Kind::Declarator) || !declaration.child(0) || !declaration.child(0).is(Kind::Binding) ||
             !is_made_here(declaration) ||
             (program.is_exported(declaration) && is_of_library(program, declaration.file()));
    });
    for (const NodeRef ref : closed_) names_.insert(program[ref].child(0).text());
  }

  std::set<NodeRef> run() {
    for (const File& file : program_.files()) {
      if (closed_.empty()) break;
      if (!may_use(file)) continue;
      for (const Node use : program::nodes_of(file, Kind::Ident)) look_at(use);
    }
    return std::move(closed_);
  }

 private:
  // `new EventEmitter()`, `mitt()`: not somebody else's that a function hands out.
  bool is_made_here(const Node& declaration) const {
    const Node value = program::without_casts(program::value_of(declaration));
    if (!value || !(value.is(Kind::New) || value.is(Kind::Call))) return false;
    const Node head = program::callee(value);
    return head && head.is(Kind::Ident) && program_.definition(head).external;
  }

  bool may_use(const File& file) const {
    return std::ranges::any_of(file.facts.bindings, [&](const facts::Binding& bound) {
      const bool is_import = bound.kind == facts::BindingKind::Import;
      const facts::LocalName local = is_import ? bound.imported : bound.name;
      return file.facts.text(local) == "default" || names_.contains(file.names[local.value]);
    });
  }

  void look_at(const Node& use) {
    const auto binding = use.facts().binding(use.id());
    if (!binding) return;
    const Node up = use.parent();
    if (up.is(Kind::Import) || up.is(Kind::Export) || up.is(Kind::TypeQuery) || is_harmless(use, up)) return;
    const Node declaration = program_.definition(use).node;
    if (declaration) closed_.erase(declaration.ref());
  }

  bool is_harmless(const Node& use, const Node& up) const {
    if (up.is(Kind::Member)) {
      if (up.text() == "all" && up.parent().is(Kind::Member)) return is_known(up.parent().text());
      return up.parent().is(Kind::Call) && program::callee(up.parent()) == up && is_known(up.text());
    }
    // What a hook depends on: `useEffect(() => …, [emitter])`.
    const Node call = up.is(Kind::Array) ? up.parent() : Node{};
    const Node head = program::callee(call);
    return head && head != use && head.text().starts_with("use");
  }

  bool is_known(std::string_view method) const {
    return methods_.contains(method) || std::ranges::find(kForgets, method) != kForgets.end();
  }

  const Program& program_;
  std::set<NodeRef> closed_;
  std::set<std::string, std::less<>> methods_;
  program::NameSet names_;
};

}  // namespace

std::set<NodeRef> closed_emitters(const Program& program, const std::set<NodeRef>& emitters, const Bus& bus) {
  return emitters.empty() ? emitters : Closed{program, emitters, bus}.run();
}

}  // namespace lockstep::rules::variants
