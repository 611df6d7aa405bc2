#include "facts/file_facts.h"

namespace lockstep::facts {

NodeId FileFacts::child(NodeId id, std::size_t index) const {
  for (const NodeId child : children(id)) {
    if (index-- == 0) return child;
  }
  return NodeId{};
}

std::size_t FileFacts::child_count(NodeId id) const {
  std::size_t count = 0;
  for ([[maybe_unused]] const NodeId child : children(id)) ++count;
  return count;
}

std::optional<BindingId> FileFacts::binding(NodeId id) const {
  const Node& node = nodes[id.value];
  const bool is_use = node.kind == Kind::Ident && node.has(kBound);
  if (!is_use && node.kind != Kind::Binding) return std::nullopt;
  return BindingId{node.payload};
}

std::optional<LocalName> FileFacts::name(NodeId id) const {
  const Node& node = nodes[id.value];
  if (node.payload == kNone) return std::nullopt;
  switch (node.kind) {
    case Kind::Import:
      return std::nullopt;  // the payload is the index of the import
    case Kind::Binding:
      return bindings[node.payload].name;
    case Kind::Ident:
      return node.has(kBound) ? bindings[node.payload].name : LocalName{node.payload};
    default:
      return LocalName{node.payload};
  }
}

std::string_view FileFacts::text(NodeId id) const {
  const auto known = name(id);
  return known ? names[*known] : std::string_view{};
}

}  // namespace lockstep::facts
