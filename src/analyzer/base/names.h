#pragma once

#include "base/hash.h"
#include "base/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep {

/// Strings by number, counted from 0 in the order in which they were met, so equal input gives equal numbers. All text
/// lies in one buffer: a view that the table hands out is good until the next `intern`, or for ever after `seal`.
template <class NameId>
class NameTable {
 public:
  NameId intern(std::string_view text) {
    if (2 * (ends_.size() + 1) > slots_.size()) grow();
    const auto hash = static_cast<std::uint32_t>(hash_of(text));
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      const NameId known{slots_[slot] - 1U};
      if (hashes_[known.value] == hash && (*this)[known] == text) return known;
    }
    const NameId id{ends_.size()};
    buffer_.append(text);
    ends_.push_back(static_cast<std::uint32_t>(buffer_.size()));
    hashes_.push_back(hash);
    slots_[slot] = id.value + 1;
    return id;
  }

  std::string_view operator[](NameId id) const {
    const std::uint32_t begin = id.value == 0 ? 0 : ends_[id.value - 1];
    return std::string_view(buffer_).substr(begin, ends_[id.value] - begin);
  }
  std::size_t size() const { return ends_.size(); }
  /// Half of `hash_of` a string, for whoever makes one table of many.
  std::uint32_t hash(NameId id) const { return hashes_[id.value]; }

  /// All strings on end, in order of their numbers.
  std::string_view text() const { return buffer_; }
  /// A table as `seal` leaves it, from all strings on end and where each ends.
  static NameTable sealed(std::string text, std::vector<std::uint32_t> ends) {
    NameTable table;
    table.buffer_ = std::move(text);
    table.ends_ = std::move(ends);
    table.hashes_.reserve(table.ends_.size());
    for (std::size_t i = 0; i < table.ends_.size(); ++i) {
      table.hashes_.push_back(static_cast<std::uint32_t>(hash_of(table[NameId{i}])));
    }
    return table;
  }

  /// Gives back what only `intern` needs. Thousands of sealed tables are kept for a whole scan.
  void seal() {
    buffer_.shrink_to_fit();
    ends_.shrink_to_fit();
    hashes_.shrink_to_fit();
    slots_ = {};
  }

 private:
  void grow() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      std::size_t slot = hashes_[i] & (slots_.size() - 1);
      while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = static_cast<std::uint32_t>(i + 1);
    }
  }

  std::string buffer_;
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint32_t> hashes_;
  std::vector<std::uint32_t> slots_;  // open addressing; 0 is free, else id + 1
};

}  // namespace lockstep
