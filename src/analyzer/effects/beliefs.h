#pragma once

#include "effects/flow.h"
#include "effects/paths.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::effects {

/// What the program itself believes to need care. To look at a state and then set it, or to move the rows behind
/// another one, is often good enough; where another place is more careful about the same thing, it is not.
class Beliefs {
 public:
  explicit Beliefs(const Paths& paths) : paths_(paths) {}

  /// Takes down which columns a unit writes, and where it leaves the comparing to the store.
  void note(const Node& unit, const Flow& flow);
  /// Whether several functions write a column, so that a save may undo what somebody else is about.
  bool has_several_writers(const std::string& entity, const std::string& column) const;
  /// Whether any function changes that column.
  bool is_written(const std::string& entity, const std::string& column) const {
    return writers_.contains({entity, column});
  }
  /// Where another function calls off what this column is the state of. Null: none does.
  Node stopped_elsewhere(const Node& unit, const std::string& entity, const std::string& column) const;
  /// What shows that a change needs care: a write elsewhere that compares this very column, or the lock that the unit
  /// takes only after the read. Null: nothing does.
  Node weigh(const Node& unit, const Source& read, const Write& write, const Mutation& change) const;

 private:
  const Paths& paths_;
  using Column = std::pair<std::string, std::string>;  // of an entity
  std::map<Column, Node> compared_;
  std::map<Column, std::set<NodeRef>> writers_;
  std::map<Column, std::vector<std::pair<NodeRef, Node>>> stops_;  // units, and what they write
};

}  // namespace lockstep::effects
