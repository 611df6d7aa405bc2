#pragma once

#include "rules/magic_actor/vocabulary.h"
#include "rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where a program keeps its actors: exported constants such as `SYSTEM_USER_ID`, which a literal could be replaced by.
namespace lockstep::rules::actors {

class Homes {
 public:
  Homes(const Program& program, const Vocabulary& vocabulary);

  struct Home {
    Node declaration;       ///< the Declarator, EnumMember or Property
    std::string name;       ///< as it is used: "ROBOT_ID", "Actors.ROBOT"
    std::string specifier;  ///< of the module to import it from; empty in its own file
  };
  /// The constant that `user` could import for the actor that `value` names, the nearest first.
  std::optional<Home> find(const File& user, std::string_view value) const;
  /// Numbers that such constants hold, as they are written.
  const Words& numbers() const { return numbers_; }
  /// Ids that such constants hold and that say nothing by themselves: "7b0e5c1a-…".
  const Words& ids() const { return ids_; }
  /// Whether a node is part of such a constant's own definition.
  bool define(const Node& node) const;
  /// Every exported constant whose name stands for an actor, in order of path and position.
  std::vector<Home> all() const;

 private:
  struct Constant {
    Node declaration;  ///< what has the name and value
    Node exported;     ///< the exported Declarator or Enum
    std::string name;
  };
  std::string specifier(const File& user, const Constant& constant) const;
  static Node value_of(const Constant& constant);
  bool is_for(const Constant& constant, std::string_view value) const;

  const Program& program_;
  const Vocabulary& vocabulary_;
  std::vector<Constant> constants_;  // in order of path and position
  Words numbers_;
  Words ids_;
};

}  // namespace lockstep::rules::actors
