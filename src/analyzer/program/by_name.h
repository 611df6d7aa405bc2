#pragma once

#include "program/program.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep::program {

/// What is known about some names ("save", "Get", "on"), ready to be asked for every node of a program: names are
/// looked up once a program and not once a node, so that nodes with other names are passed over with a look into a
/// table.
template <class Item>
class ByName {
 public:
  void add(std::string_view name, const Item* item) { items_[std::string(name)].push_back(item); }

  class InProgram {
   public:
    /// Items of the name of a node; empty where it has none.
    const std::vector<const Item*>& operator[](const Node& node) const {
      const auto name = node.name();
      return *lists_[name ? by_name_[name->value] : 0];
    }
    /// The calls of anything that bears such a name, in order of path and position.
    std::vector<NodeRef> calls(const Program& program) const { return program.places().of(Places::Of::Call, names_); }

   private:
    friend class ByName;
    std::vector<Name> names_;                             // those that have items
    std::vector<std::uint32_t> by_name_;                  // by Name: index into `lists_`
    std::vector<const std::vector<const Item*>*> lists_;  // the first is empty
  };

  /// `this` must outlive what it returns.
  InProgram in(const Program& program) const {
    static const std::vector<const Item*> kNothing;
    InProgram found;
    found.by_name_.resize(program.names().size());
    found.lists_.push_back(&kNothing);
    for (const auto& [text, items] : items_) {
      const auto name = program.names().find(text);
      if (!name) continue;
      found.names_.push_back(*name);
      found.by_name_[name->value] = static_cast<std::uint32_t>(found.lists_.size());
      found.lists_.push_back(&items);
    }
    return found;
  }

 private:
  std::unordered_map<std::string, std::vector<const Item*>> items_;
};

}  // namespace lockstep::program
