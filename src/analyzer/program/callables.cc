#include "program/callables.h"

#include "program/nodes_of.h"

#include <optional>

namespace lockstep::program {

using facts::Kind;

namespace {

/// Most names hold values that are no function for certain, and need not be looked up.
bool may_run(const Node& value) {
  switch (value.kind()) {
    case Kind::Function:
    case Kind::Ident:
    case Kind::Member:
    case Kind::Call:
      return true;
    default:
      return false;
  }
}

/// `const name = value`, `{ name: value }`; `name` gives the name, if there is one.
template <class NameOf>
void holds(Naming& naming, const Node& value, const NameOf& name_of) {
  const Node held = without_casts(value);
  if (!held || !may_run(held)) return;
  const std::optional<Name> known = name_of();
  if (!known) return;
  const Name name = *known;
  switch (held.kind()) {
    case Kind::Function:
      naming.functions.push_back(name);
      return;
    case Kind::Ident:
    case Kind::Member:
      if (const auto behind = held.name(); behind && *behind != name) naming.aliases.emplace_back(name, *behind);
      return;
    case Kind::Call:
      // A wrapper around a function, or around the name of one: `debounce(() => …)`, `run.bind(this)`.
      if (const Node head = callee(held); head && head.is(Kind::Member) && head.text() == "bind") {
        naming.functions.push_back(name);
        return;
      }
      for (const Node given : arguments(held)) {
        if (!given.is(Kind::Function)) continue;
        naming.functions.push_back(name);
        return;
      }
      return;
    default:
      return;
  }
}

}  // namespace

Naming naming_of(const File& file) {
  Naming naming;
  const auto& facts = file.facts;
  naming.functions.reserve(facts.by_kind[Kind::Function].size() + facts.by_kind[Kind::Method].size());
  naming.aliases.reserve(facts.bindings.size() / 2 + facts.exports.size());
  for (const Kind kind : {Kind::Function, Kind::Method}) {
    for (const Node function : nodes_of(file, kind)) {
      if (const auto name = function.name()) naming.functions.push_back(*name);
    }
  }
  for (const Kind kind : {Kind::Property, Kind::Field}) {
    for (const Node holder : nodes_of(file, kind)) {
      holds(naming, value_of(holder), [&] { return holder.name(); });
    }
  }
  for (const Node declarator : nodes_of(file, Kind::Declarator)) {
    if (const Node pattern = declarator.child(0)) {
      holds(naming, value_of(declarator), [&] { return pattern.name(); });
    }
  }
  // `const { run: go } = require('./jobs')`
  for (const Node part : nodes_of(file, Kind::PatternProperty)) {
    Node pattern = part.child(0);
    if (pattern && pattern.is(Kind::Default)) pattern = pattern.child(0);
    const auto name = pattern ? pattern.name() : std::nullopt;
    if (const auto key = part.name(); name && key) naming.aliases.emplace_back(*name, *key);
  }
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
      holds(naming, file.node(facts::NodeId{one.expression}), [&] { return std::optional(name); });
    }
  }
  return naming;
}

NameSet callable_names(const Names& names, std::span<const Naming> files) {
  NameSet callable(names);
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
