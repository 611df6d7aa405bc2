#pragma once

#include "base/id.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep {

/// Strings by number. Each table counts from 0 in the order in which it met them, so equal input gives equal numbers.
/// The views that it hands out live as long as the table and survive its growth and its being moved.
template <class NameId>
class NameTable {
 public:
  NameTable() = default;
  NameTable(NameTable&&) noexcept = default;
  NameTable& operator=(NameTable&&) noexcept = default;
  NameTable(const NameTable&) = delete;
  NameTable& operator=(const NameTable&) = delete;

  NameId intern(std::string_view text) {
    if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
    const std::string_view kept = keep(text);
    const NameId id{texts_.size()};
    texts_.push_back(kept);
    ids_.emplace(kept, id);
    return id;
  }

  std::optional<NameId> find(std::string_view text) const {
    const auto known = ids_.find(text);
    if (known == ids_.end()) return std::nullopt;
    return known->second;
  }

  std::string_view operator[](NameId id) const { return texts_[id.value]; }
  std::size_t size() const { return texts_.size(); }

 private:
  // Text lies in blocks that never move; most names are far shorter than a block.
  std::string_view keep(std::string_view text) {
    constexpr std::size_t kBlock = 4096;
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) {
      blocks_.emplace_back().reserve(text.size() > kBlock ? text.size() : kBlock);
    }
    std::string& block = blocks_.back();
    const std::size_t at = block.size();
    block.append(text);
    return {block.data() + at, text.size()};
  }

  std::deque<std::string> blocks_;
  std::vector<std::string_view> texts_;
  std::unordered_map<std::string_view, NameId> ids_;
};

/// A string of the whole program, numbered in order of path and position: the same number for any thread count.
using Name = Id<struct NameTag>;

}  // namespace lockstep
