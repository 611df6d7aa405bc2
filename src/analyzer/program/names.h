#pragma once

#include "base/workers.h"
#include "program/node.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::program {

/// The strings of all files by number: equal strings have equal Names, whichever files they stand in, so that tables
/// and comparisons need no text. `File::names` and `Node::name` lead here from a node.
///
/// Names are dealt out in the order of files, in a fixed number of shards, so they do not depend on the number of
/// threads. They say nothing by their order: sort by text where people see it.
class Names {
 public:
  Names() = default;
  /// Folds the tables of all files together and fills `File::names`. The files must stay where they are, since long
  /// texts lie in their tables.
  Names(std::span<File> files, const Workers& workers);

  /// Every Name is below this: the size of a table by Name.
  std::size_t size() const;
  std::string_view operator[](Name name) const { return shards_[name.value % kShards].texts[name.value / kShards]; }
  std::optional<Name> find(std::string_view text) const;

 private:
  static constexpr std::size_t kShards = 4;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = 0;  // 0 is free, else index + 1
  };
  struct Shard {
    std::vector<std::string_view> texts;
    std::vector<Slot> slots;  // open addressing
    // Short texts are copied here, close together: they are compared again and again, and in the tables of their files
    // each would have to be fetched from afar.
    std::vector<std::unique_ptr<char[]>> blocks;
    std::size_t left = 0;  // of the last block

    std::uint32_t intern(std::string_view text, std::uint32_t hash);
    std::string_view keep(std::string_view text);
    void grow();
  };

  std::array<Shard, kShards> shards_;
};

/// A few names, to be asked of many nodes.
class NameSet {
 public:
  explicit NameSet(const Names& names) : names_(&names), holds_(names.size()) {}
  template <class Texts>
  NameSet(const Names& names, const Texts& texts) : NameSet(names) {
    for (const std::string_view text : texts) insert(text);
  }

  void insert(Name name) { holds_[name.value] = true; }
  /// A text that the program does not hold anywhere is no member either.
  void insert(std::string_view text) {
    if (const auto name = names_->find(text)) insert(*name);
  }
  bool contains(Name name) const { return holds_[name.value]; }
  bool contains(const Node& node) const {
    const auto name = node.name();
    return name && contains(*name);
  }
  bool contains(std::string_view text) const {
    const auto name = names_->find(text);
    return name && contains(*name);
  }

 private:
  const Names* names_;
  std::vector<bool> holds_;  // by Name
};

}  // namespace lockstep::program
