#pragma once

#include "base/assert.h"
#include "program/node.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <span>

/// Nodes of one kind, or of a few, of a file or below a node: `for (const Node call : nodes_of(file, Kind::Call))`.
/// They come in source order and cost nothing for the nodes of other kinds, so this is how rules look around; walking
/// `descendants` is for those who need every node.
namespace lockstep::program {

class NodesOfKind {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Node;
    using difference_type = std::ptrdiff_t;
    using pointer = const Node*;
    using reference = Node;

    iterator() = default;
    iterator(const File* file, const facts::NodeId* at) : file_(file), at_(at) {}
    Node operator*() const { return {file_, *at_}; }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    iterator operator++(int) {
      iterator old = *this;
      ++at_;
      return old;
    }
    friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

   private:
    const File* file_ = nullptr;
    const facts::NodeId* at_ = nullptr;
  };

  NodesOfKind(const File& file, std::span<const facts::NodeId> ids) : file_(&file), ids_(ids) {}
  iterator begin() const { return {file_, ids_.data()}; }
  iterator end() const { return {file_, ids_.data() + ids_.size()}; }
  bool empty() const { return ids_.empty(); }
  std::size_t size() const { return ids_.size(); }

 private:
  const File* file_;
  std::span<const facts::NodeId> ids_;
};

/// Several kinds, merged by position.
class NodesOfKinds {
 public:
  static constexpr std::size_t kMostKinds = 16;

  class iterator {
   public:
    iterator(const File* file, std::span<const std::span<const facts::NodeId>> lists) : file_(file) {
      for (const auto& list : lists) {
        if (!list.empty()) open_[count_++] = list;
      }
      find_next();
    }
    Node operator*() const { return {file_, open_[next_].front()}; }
    iterator& operator++() {
      open_[next_] = open_[next_].subspan(1);
      if (open_[next_].empty()) open_[next_] = open_[--count_];
      find_next();
      return *this;
    }
    friend bool operator==(const iterator& a, std::default_sentinel_t) { return a.count_ == 0; }

   private:
    void find_next() {
      next_ = 0;
      for (std::size_t i = 1; i < count_; ++i) {
        if (open_[i].front() < open_[next_].front()) next_ = i;
      }
    }

    const File* file_;
    std::array<std::span<const facts::NodeId>, kMostKinds> open_;
    std::size_t count_ = 0;
    std::size_t next_ = 0;
  };

  NodesOfKinds(const File& file, std::span<const std::span<const facts::NodeId>> lists) : file_(&file) {
    LOCKSTEP_ASSERT(lists.size() <= kMostKinds, "rules ask for a few kinds; for most of them walk the nodes");
    for (const auto& list : lists) lists_[count_++] = list;
  }
  iterator begin() const { return {file_, std::span(lists_).first(count_)}; }
  std::default_sentinel_t end() const { return {}; }

 private:
  const File* file_;
  std::array<std::span<const facts::NodeId>, kMostKinds> lists_;
  std::size_t count_ = 0;
};

/// Of the whole file.
inline NodesOfKind nodes_of(const File& file, facts::Kind kind) { return {file, file.facts.by_kind[kind]}; }

/// Below a node, without itself.
inline NodesOfKind nodes_of(const Node& node, facts::Kind kind) {
  const auto all = node.facts().by_kind[kind];
  const auto begin = std::upper_bound(all.begin(), all.end(), node.id());
  const auto end = std::lower_bound(begin, all.end(), facts::NodeId{node.id().value + node.raw().size});
  return {node.file(), std::span<const facts::NodeId>(begin, end)};
}

inline NodesOfKinds nodes_of(const Node& node, std::initializer_list<facts::Kind> kinds) {
  std::array<std::span<const facts::NodeId>, NodesOfKinds::kMostKinds> lists;
  std::size_t count = 0;
  for (const facts::Kind kind : kinds) {
    const auto all = node.facts().by_kind[kind];
    const auto begin = std::upper_bound(all.begin(), all.end(), node.id());
    const auto end = std::lower_bound(begin, all.end(), facts::NodeId{node.id().value + node.raw().size});
    lists[count++] = {begin, end};
  }
  return {node.file(), std::span<const std::span<const facts::NodeId>>(lists).first(count)};
}

inline NodesOfKinds nodes_of(const File& file, std::initializer_list<facts::Kind> kinds) {
  return nodes_of(file.root(), kinds);
}

}  // namespace lockstep::program
