#pragma once

#include "facts/extract.h"

#include <string>
#include <string_view>

/// How the tests of this room look at facts.
namespace lockstep::facts {

inline FileFacts extracted(std::string_view source, std::string_view path = "a.ts") { return extract(path, source); }

/// A subtree on one line: `(Call Ident:f _ Number:1)`. `_` is a None; an op follows a dot, a name a colon; flags are
/// left to the test that asks about them.
inline std::string show(const FileFacts& facts, NodeId id) {
  const Node& node = facts[id];
  if (node.kind == Kind::None) return "_";
  std::string text(to_string(node.kind));
  if (node.op != Op::None) text.append(".").append(to_string(node.op));
  if (facts.name(id)) text.append(":").append(facts.text(id));
  if (facts.children(id).empty()) return text;
  for (const NodeId child : facts.children(id)) text += " " + show(facts, child);
  return "(" + text + ")";
}

/// All statements of a file.
inline std::string shown(std::string_view source, std::string_view path = "a.ts") {
  const FileFacts facts = extracted(source, path);
  std::string text;
  for (const NodeId child : facts.children(NodeId{})) text += (text.empty() ? "" : " ") + show(facts, child);
  return text;
}

/// The first node of a kind; the File when there is none.
inline NodeId first(const FileFacts& facts, Kind kind) {
  for (std::size_t i = 0; i < facts.nodes.size(); ++i) {
    if (facts.nodes[i].kind == kind) return NodeId{i};
  }
  return NodeId{};
}

}  // namespace lockstep::facts
