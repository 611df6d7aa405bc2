#pragma once

#include "effects/hazards.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace lockstep::effects {

/// Whole entities that go back to the store long after they were read, with values of their own merely set.
class StaleSaves {
 public:
  StaleSaves(const Program& program, const Locks& locks, Flows& flows, const Paths& paths, Waits& waits)
      : program_(program), locks_(locks), flows_(flows), paths_(paths), waits_(waits) {}

  /// What else writes rows, whoever holds what.
  void note(const Node& unit);
  /// Those of a unit, beside its lost updates, which are worse.
  void find(const Node& unit, Hazards& hazards);

 private:
  /// Whether another function that no lock guards writes rows of an entity: it does not wait for who holds one.
  bool has_unlocked_writer(const Node& unit, const std::string& subject) const;
  Node undone_by(const Node& unit, const Write& save) const;
  Node call_at(const Write& write, std::size_t depth) const;
  Node place_of(const Write& write, const Node& network) const;
  /// The first wait for another machine behind the beginning of a unit and before a write; null: there is none.
  Node network_before(const Node& unit, const Node& write);
  void find_handed_in(const Node& unit, Hazards& hazards);
  bool is_in_transaction(const Node& unit, const Node& read, const Node& write) const;

  const Program& program_;
  const Locks& locks_;
  Flows& flows_;
  const Paths& paths_;
  Waits& waits_;
  std::set<NodeRef> told_;
  std::map<std::string, std::vector<Node>> writers_;  // units, by entity
};

}  // namespace lockstep::effects
