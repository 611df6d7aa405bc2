#pragma once

#include "program/node.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace lockstep::program {

/// What the nodes of one file lead to, as three flat arrays: few nodes have any, and most of those have one.
class Edges {
 public:
  Edges() = default;
  /// Edges of one node keep the order in which they are given.
  explicit Edges(std::vector<std::pair<facts::NodeId, NodeRef>> edges) {
    const auto by_node = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!std::is_sorted(edges.begin(), edges.end(), by_node)) std::stable_sort(edges.begin(), edges.end(), by_node);
    if (edges.empty()) return;
    targets_.reserve(edges.size());
    from_.reserve(edges.size());
    begins_.reserve(edges.size() + 1);
    for (const auto& [from, to] : edges) {
      if (from_.empty() || from_.back() != from) {
        from_.push_back(from);
        begins_.push_back(static_cast<std::uint32_t>(targets_.size()));
      }
      targets_.push_back(to);
    }
    begins_.push_back(static_cast<std::uint32_t>(targets_.size()));
  }

  std::span<const NodeRef> operator[](facts::NodeId from) const {
    const auto found = std::lower_bound(from_.begin(), from_.end(), from);
    if (found == from_.end() || *found != from) return {};
    const auto at = static_cast<std::size_t>(found - from_.begin());
    return std::span(targets_).subspan(begins_[at], begins_[at + 1] - begins_[at]);
  }

 private:
  std::vector<facts::NodeId> from_;    // sorted
  std::vector<std::uint32_t> begins_;  // of each of them in `targets_`, and the end of the last
  std::vector<NodeRef> targets_;
};

}  // namespace lockstep::program
