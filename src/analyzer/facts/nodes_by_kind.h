#pragma once

#include "facts/node.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace lockstep::facts {

/// The nodes of a file sorted by kind, those of one kind in source order. Most questions are about a few kinds that
/// make up a few percent of a file; four bytes a node spare everyone who asks them a walk over all nodes.
class NodesByKind {
 public:
  NodesByKind() = default;
  explicit NodesByKind(std::span<const Node> nodes);

  std::span<const NodeId> operator[](Kind kind) const {
    const auto at = static_cast<std::size_t>(kind);
    if (ids_.empty()) return {};
    return std::span(ids_).subspan(begins_[at], begins_[at + 1] - begins_[at]);
  }

 private:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::TypeOther) + 1;

  std::vector<NodeId> ids_;
  std::array<std::uint32_t, kKinds + 1> begins_{};  // by kind, and the end of the last
};

}  // namespace lockstep::facts
