#include "facts/lower.h"

#include <algorithm>

namespace lockstep::facts {
namespace {

// `const x = require('m')`, `const { a } = await import('m')`: names that stand for another module's exports, so they
// are imports to whoever links files.
void bind_required(FileFacts& facts, std::uint32_t index, LocalName all) {
  NodeId value = facts.imports[index].node;
  if (facts[value].kind != Kind::Call) return;
  const bool is_dynamic = facts.imports[index].form == Import::Form::Dynamic;
  LocalName imported = all;
  NodeId above = facts.parent(value);
  if (is_dynamic) {
    if (facts[above].kind != Kind::Await) return;
    value = above;
    above = facts.parent(value);
  }
  if (facts[above].kind == Kind::Member && !is_dynamic) {  // `require('m').a`
    imported = LocalName{facts[above].payload};
    value = above;
    above = facts.parent(value);
  }
  if (facts[above].kind != Kind::Declarator || facts.child(above, 2) != value) return;

  const NodeId pattern{above.value + 1U};
  for (std::uint32_t i = pattern.value; i < pattern.value + facts[pattern].size; ++i) {
    if (facts.nodes[i].kind != Kind::Binding) continue;
    Binding& binding = facts.bindings[facts.nodes[i].payload];
    if (i == pattern.value) {
      binding.imported = imported;
    } else {
      // Only names taken directly from the module: `{ a }`, `{ a: b }`, `{ a = 1 }`.
      NodeId holder{facts.nodes[i].parent};
      if (facts[holder].kind == Kind::Default) holder = facts.parent(holder);
      if (facts[holder].kind != Kind::PatternProperty || facts[holder].payload == kNone) continue;
      if (facts.parent(holder) != pattern || imported != all) continue;
      binding.imported = LocalName{facts[holder].payload};
    }
    binding.kind = BindingKind::Import;
    binding.import = index;
  }
}

bool is_ident(const FileFacts& facts, NodeId id, std::string_view name) {
  return facts[id].kind == Kind::Ident && !facts[id].has(kBound) && facts.text(id) == name;
}

// `module.exports` or `exports`
bool is_exports_object(const FileFacts& facts, NodeId id) {
  if (is_ident(facts, id, "exports")) return true;
  return facts[id].kind == Kind::Member && facts.text(id) == "exports" &&
         is_ident(facts, NodeId{id.value + 1U}, "module");
}

Export export_of(const FileFacts& facts, LocalName name, NodeId node, NodeId value) {
  Export exported{.name = name, .node = node, .expression = value.value};
  if (const auto binding = facts.binding(value)) exported.binding = binding->value;
  return exported;
}

// `module.exports = …`, `exports.a = …`, and each name of `module.exports = { a, b: c }`.
void export_assigned(FileFacts& facts, NodeId assign) {
  const NodeId target{assign.value + 1U};
  const NodeId value{target.value + facts[target].size};
  if (facts[target].kind != Kind::Member) return;
  if (is_exports_object(facts, NodeId{target.value + 1U})) {
    facts.exports.push_back(export_of(facts, LocalName{facts[target].payload}, assign, value));
    return;
  }
  if (!is_exports_object(facts, target)) return;
  facts.exports.push_back(export_of(facts, facts.names.intern("="), assign, value));
  if (facts[value].kind != Kind::Object) return;
  for (const NodeId property : facts.children(value)) {
    if (facts[property].kind != Kind::Property || facts[property].payload == kNone) continue;
    facts.exports.push_back(export_of(facts, LocalName{facts[property].payload}, assign, NodeId{property.value + 1U}));
  }
}

}  // namespace

void bind_commonjs(FileFacts& facts) {
  const bool requires_any = std::any_of(facts.imports.begin(), facts.imports.end(), [](const Import& import) {
    return import.form == Import::Form::Require || import.form == Import::Form::Dynamic;
  });
  if (requires_any) {
    const LocalName all = facts.names.intern("*");
    for (std::uint32_t i = 0; i < facts.imports.size(); ++i) bind_required(facts, i, all);
  }
  // A file with exports of its own kind does not use those of CommonJS.
  if (!facts.exports.empty()) return;
  for (std::uint32_t i = 0; i < facts.nodes.size(); ++i) {
    if (facts.nodes[i].kind == Kind::Assign && facts.nodes[i].op == Op::Assign) export_assigned(facts, NodeId{i});
  }
  if (!facts.exports.empty()) facts.is_module = true;
}

}  // namespace lockstep::facts
