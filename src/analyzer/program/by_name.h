#pragma once

#include "program/program.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep::program {

/// What is known about some names ("save", "Get", "on"), ready to be asked for every node of a file: names are looked
/// up once a file and not once a node, so that nodes with other names are passed over with one look into a table.
template <class Item>
class ByName {
 public:
  void add(std::string_view name, const Item* item) { items_[std::string(name)].push_back(item); }

  class OfFile {
   public:
    /// Items of the name of a node; empty where it has none.
    const std::vector<const Item*>& operator[](const Node& node) const {
      static const std::vector<const Item*> kNothing;
      const auto local = node.facts().name(node.id());
      if (!local || lists_[local->value] == nullptr) return kNothing;
      return *lists_[local->value];
    }
    bool empty() const { return empty_; }

   private:
    friend class ByName;
    std::vector<const std::vector<const Item*>*> lists_;  // by LocalName
    bool empty_ = true;
  };

  OfFile of(const File& file) const {
    OfFile found;
    const auto& names = file.facts.names;
    found.lists_.resize(names.size());
    std::string name;
    for (std::size_t i = 0; i < names.size(); ++i) {
      name = names[facts::LocalName{i}];
      const auto known = items_.find(name);
      if (known == items_.end()) continue;
      found.lists_[i] = &known->second;
      found.empty_ = false;
    }
    return found;
  }

 private:
  std::unordered_map<std::string, std::vector<const Item*>> items_;
};

}  // namespace lockstep::program
