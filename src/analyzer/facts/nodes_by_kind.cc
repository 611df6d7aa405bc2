#include "facts/nodes_by_kind.h"

namespace lockstep::facts {

NodesByKind::NodesByKind(std::span<const Node> nodes) : ids_(nodes.size()) {
  for (const Node& node : nodes) ++begins_[static_cast<std::size_t>(node.kind) + 1];
  for (std::size_t kind = 0; kind < kKinds; ++kind) begins_[kind + 1] += begins_[kind];
  std::array<std::uint32_t, kKinds + 1> next = begins_;
  for (std::size_t i = 0; i < nodes.size(); ++i) ids_[next[static_cast<std::size_t>(nodes[i].kind)]++] = NodeId{i};
}

}  // namespace lockstep::facts
