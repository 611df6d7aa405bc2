#include "program/callables.h"

#include "program/program.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace lockstep::program {

using facts::Kind;

namespace {

/// What one file says about names: those of functions, and those that stand for what another name leads to.
struct Naming {
  std::vector<Name> functions;
  std::vector<std::pair<Name, Name>> aliases;  // a name, and the one behind it

  void holds(Name name, const Node& value);
};

/// `const name = value`, `{ name: value }`.
void Naming::holds(Name name, const Node& value) {
  const Node held = without_casts(value);
  if (!held) return;
  switch (held.kind()) {
    case Kind::Function:
      functions.push_back(name);
      return;
    case Kind::Ident:
    case Kind::Member:
      if (const auto behind = held.name(); behind && *behind != name) aliases.emplace_back(name, *behind);
      return;
    case Kind::Call:
      // A wrapper around a function, or around the name of one: `debounce(() => …)`, `run.bind(this)`.
      if (const Node head = callee(held); head && head.is(Kind::Member) && head.text() == "bind") {
        functions.push_back(name);
        return;
      }
      for (const Node given : arguments(held)) {
        if (!given.is(Kind::Function)) continue;
        functions.push_back(name);
        return;
      }
      return;
    default:
      return;
  }
}

Naming naming_of(const File& file) {
  Naming naming;
  for (const Kind kind : {Kind::Function, Kind::Method}) {
    for (const Node function : nodes_of(file, kind)) {
      if (const auto name = function.name()) naming.functions.push_back(*name);
    }
  }
  for (const Kind kind : {Kind::Property, Kind::Field}) {
    for (const Node holder : nodes_of(file, kind)) {
      if (const auto name = holder.name()) naming.holds(*name, value_of(holder));
    }
  }
  for (const Node declarator : nodes_of(file, Kind::Declarator)) {
    if (const Node pattern = declarator.child(0)) {
      if (const auto name = pattern.name()) naming.holds(*name, value_of(declarator));
    }
  }
  // `const { run: go } = require('./jobs')`
  for (const Node part : nodes_of(file, Kind::PatternProperty)) {
    Node pattern = part.child(0);
    if (pattern && pattern.is(Kind::Default)) pattern = pattern.child(0);
    const auto name = pattern ? pattern.name() : std::nullopt;
    if (const auto key = part.name(); name && key) naming.aliases.emplace_back(*name, *key);
  }
  const auto& facts = file.facts;
  for (const facts::Binding& binding : facts.bindings) {
    if (binding.kind != facts::BindingKind::Import) continue;
    naming.aliases.emplace_back(file.names[binding.name.value], file.names[binding.imported.value]);
  }
  for (const facts::Export& one : facts.exports) {
    const Name name = file.names[one.name.value];
    if (one.binding != facts::kNone) {
      naming.aliases.emplace_back(name, file.names[facts.bindings[one.binding].name.value]);
    } else if (one.import != facts::kNone) {
      naming.aliases.emplace_back(name, file.names[one.imported.value]);
    } else if (one.expression != facts::kNone) {
      naming.holds(name, file.node(facts::NodeId{one.expression}));
    }
  }
  return naming;
}

}  // namespace

NameSet callable_names(const Program& program, const Workers& workers) {
  std::vector<Naming> files(program.files().size());
  workers.for_each(files.size(), [&](std::size_t i) { files[i] = naming_of(program.files()[i]); });
  NameSet callable(program.names());
  // Whole modules, and what a module exports without a name, stand for whatever is asked of them.
  for (const std::string_view name : {"default", "*", "="}) callable.insert(name);
  std::vector<std::pair<Name, Name>> aliases;
  for (const Naming& file : files) {
    for (const Name name : file.functions) callable.insert(name);
    for (const auto& alias : file.aliases) {
      if (alias.first != alias.second) aliases.push_back(alias);
    }
  }
  // Aliases of aliases, until nothing is new.
  for (bool grew = true; grew;) {
    grew = false;
    std::erase_if(aliases, [&](const auto& alias) {
      if (callable.contains(alias.first)) return true;
      if (!callable.contains(alias.second)) return false;
      callable.insert(alias.first);
      grew = true;
      return true;
    });
  }
  return callable;
}

}  // namespace lockstep::program
