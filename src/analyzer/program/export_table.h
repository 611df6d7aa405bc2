#pragma once

#include "program/node.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace lockstep::program {

/// What a module exports, by name. Whoever looks for a name in a wide barrel asks hundreds of modules in vain, so a
/// question costs no more than to compare a few numbers that lie side by side.
class ExportTable {
 public:
  struct Entry {
    Name name;
    std::uint32_t index = 0;  ///< into FileFacts::exports
  };

  ExportTable() = default;
  /// Of several entries of one name the first holds.
  explicit ExportTable(std::vector<Entry> entries) : entries_(std::move(entries)) {
    const auto by_name = [](const Entry& a, const Entry& b) { return a.name < b.name; };
    const auto same = [](const Entry& a, const Entry& b) { return a.name == b.name; };
    std::stable_sort(entries_.begin(), entries_.end(), by_name);
    entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
    entries_.shrink_to_fit();
  }

  std::optional<std::uint32_t> find(Name name) const {
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), name,
                                        [](const Entry& entry, Name wanted) { return entry.name < wanted; });
    return found != entries_.end() && found->name == name ? std::optional(found->index) : std::nullopt;
  }

 private:
  std::vector<Entry> entries_;  // sorted by name
};

}  // namespace lockstep::program
