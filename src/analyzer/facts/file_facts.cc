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

}  // namespace lockstep::facts
