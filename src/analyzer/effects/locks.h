#pragma once

#include "effects/durations.h"
#include "effects/effect.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::effects {

/// What a function of the program does about locks, by what its body does and not by what it is called.
struct LockRole {
  enum class Kind : std::uint8_t { None, Acquire, Release, Guard };
  Kind kind = Kind::None;
  std::string key;   ///< in terms of the function's parameters
  int closure = -1;  ///< Guard: the parameter that is run while the lock is held
  bool is_reentrant = false;
  bool may_fail = false;      ///< Acquire: tells by its result whether it got the lock
  bool expires = false;       ///< Acquire, Guard: after a while the lock is free whatever its holder does
  bool is_statement = false;  ///< Acquire, Guard: by SQL, until the transaction ends
  bool is_renewed = false;    ///< Acquire, Guard: lives on for as long as its holder does
  ParameterPath renewed_if;   ///< … where it is given this: `{ renew: true }`
  bool is_handle = false;     ///< Acquire: its result is the function that gives the lock back
  bool is_delete = false;     ///< Release: does not ask whose lock it is
  int compares_if = -1;       ///< Release: … unless it is given this parameter: `if (token) …compare… else delete`
  Life life;                  ///< Acquire, Guard: until it expires
  NodeRef origin;             ///< Acquire, Release: the library's call at the bottom
  friend bool operator==(const LockRole&, const LockRole&) = default;
};

/// What one call does about a lock.
struct LockCall {
  LockRole::Kind kind = LockRole::Kind::None;
  std::string key;
  bool is_reentrant = false;
  bool is_transaction = false;
  bool is_statement = false;  ///< Acquire: by SQL, until the transaction ends
  Node closure;               ///< the function, or the name of one, that is run under the lock
  bool may_fail = false;      ///< Acquire: tells by its result whether it got the lock
  bool is_direct = false;     ///< a call of the store itself, `SET … NX` or `DEL`
  bool has_expiry = false;    ///< Acquire, Guard: after a while the lock is free whatever its holder does
  bool is_renewed = false;    ///< Acquire, Guard: lives on for as long as its holder does
  bool is_handle = false;     ///< Acquire: its result is the function that gives the lock back
  bool is_delete = false;     ///< Release that does not ask whose lock it is
  bool may_compare = false;   ///< Release that would ask if it were told whose lock it should be
  Life life;                  ///< Acquire, Guard: until it expires
  NodeRef origin;             ///< Acquire, Release: the library's call at the bottom
};

/// A stretch of a unit on which a lock is certainly held.
struct Region {
  Node opener;      ///< the call that takes the lock, the decorator, or the statement of SQL
  Span span;        ///< bytes of the file
  std::string key;  ///< in terms of the unit's parameters
  enum class Kind : std::uint8_t {
    Held,         ///< acquired, or inside of a guard
    Transaction,  ///< guards only together with a row's lock
    Statement,    ///< a lock by SQL, until the transaction ends
  } kind = Kind::Held;
  bool is_reentrant = false;
  bool is_guard = false;             ///< a closure that a guard runs
  bool is_by_write = false;          ///< Statement: an update locks the row that it writes until the transaction ends
  bool is_disposed = false;          ///< `await using`: given back where the block ends
  std::vector<Node> releases;        ///< of this lock, in this unit
  std::vector<Node> early_releases;  ///< releases on some path only: not held behind them in their own block
  std::vector<Node> failures;        ///< branches for whoever did not get it: not held in them
};

/// Whether what was taken is given back when the work is done. A mark that stays, or is taken away only where the work
/// failed, keeps it from being done again, and others from nothing.
bool is_given_back(const Region& region, const Node& unit);

/// Where locks are taken and given back, over the whole program: what single calls do (lock_calls.cc), what functions
/// do for their callers (lock_roles.cc), and on which stretches of a unit a lock is held (lock_regions.cc).
class Locks {
 public:
  Locks(const Program& program, const Vocabulary& vocabulary);

  const Vocabulary& vocabulary() const { return vocabulary_; }
  LockRole role(const Node& function) const;
  /// The regions of a unit, in order of position.
  const std::vector<Region>& regions(const Node& unit) const;
  /// Whether a region holds at a node of its unit.
  static bool covers(const Region& region, const Node& node);
  /// Units that take a lock themselves, in order of path and position.
  std::span<const NodeRef> lockers() const { return lockers_; }

  /// What a call of a unit does about locks. Where the callee's body is in the program, its name says nothing.
  LockCall lock_call(const Node& unit, const Node& call) const;

 private:
  void find_roles();
  void find_handles();
  std::vector<NodeRef> locking_texts() const;
  bool is_locking_sql(std::string_view words) const;
  bool is_locking(const Node& decorator) const;
  std::vector<NodeRef> bodies_of(const Node& decorator) const;
  std::string key_of(const Node& decorator, const Node& unit) const;
  bool has_more_in_key(const Node& body) const;
  /// `redis.defineCommand('letGo', {lua: …})`: from now on `redis.letGo(key, token)` is that script.
  void define(const Node& call);
  const LockRole* command(const Node& call) const;
  bool by_callees(const Node& unit, const Node& call, LockCall& deed) const;
  void by_isolation(const Node& unit, const Node& call, LockCall& deed) const;
  bool may_touch_store(const Node& call) const;  ///< by its name
  bool by_store(const Node& unit, const Node& call, LockCall& deed) const;
  bool by_script(const Node& unit, const Node& call, LockCall& deed) const;
  bool by_model(const Node& unit, const Node& call, const LockModel& model, LockCall& deed) const;
  LockRole role_of(const Node& unit) const;
  bool hands_over(const Node& unit, const Node& acquire, const LockCall& deed) const;
  bool returns_handle(const Node& unit) const;
  bool tells(const Node& unit, const Node& value, const Node& acquire, const std::set<std::string_view>& names) const;
  void add_decorators(const Node& unit, std::vector<Region>& regions) const;
  std::vector<Region> find_regions(const Node& unit) const;
  std::optional<Region> region_of_write(const Node& call, const std::vector<Region>& before) const;
  std::optional<Region> region_after(const Node& unit, const Node& call, const LockCall& deed) const;

  const Program& program_;
  const Vocabulary& vocabulary_;
  const program::ByName<CallModel>::InProgram calls_;
  const program::ByName<LockModel>::InProgram locks_;
  const program::ByName<LockModel>::InProgram decorators_;
  std::map<NodeRef, LockRole> roles_;
  std::map<std::string, LockRole, std::less<>> commands_;  // by name
  std::vector<NodeRef> lockers_;
  mutable std::map<NodeRef, std::vector<Region>> regions_;
};

}  // namespace lockstep::effects
