#pragma once

#include "effects/paths.h"
#include "rules/require/scene.h"

#include <optional>
#include <string>

/// Whether work under a lock is done only by whoever got the lock, and for what was locked. The stretch on which a lock
/// is held ends where somebody gives it back; what these questions find is work on that stretch that is done all the
/// same when the lock was not got.
namespace lockstep::rules::require {

/// Why the work may be done by somebody who does not have the lock.
struct Doubt {
  bool is_certain = true;  ///< else nobody can tell
  std::string clause;      ///< "whether or not the lock 'a:{}' was got": what is wrong with the work
  Node place;
  std::string at_place;  ///< what is to be seen there
};

/// `work` is the call or write that the lock should guard, in `unit`; `lock_name` is "the lock 'a:{}'".
std::optional<Doubt> doubt_of(const Scene& scene, const effects::Held::Lock& lock, const Node& unit, const Node& work,
                              const std::string& lock_name);

/// The same of a call that is about another thing than the one that was locked: the lock is of `id`, the call of
/// `other`. `locked_key.cc`, as the next one.
std::optional<Doubt> doubt_of_key(const Program& program, const effects::Held::Lock& lock, const Node& unit,
                                  const Node& call, const std::string& lock_name);

/// The same of a lock that nobody else can ever ask for: `pay:${randomUUID()}`.
std::optional<Doubt> doubt_of_fresh_key(const Scene& scene, const effects::Held::Lock& lock,
                                        const std::string& lock_name);

/// The same of a lock of another thing than what takes it asks for: `acquire(message.text)`, where that takes a
/// `visitorId` and the message has one.
std::optional<Doubt> doubt_of_thing(const Program& program, const effects::Held::Lock& lock,
                                    const std::string& lock_name);

}  // namespace lockstep::rules::require
