#pragma once

#include "effects/effect.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lockstep::effects {

/// What a call seems to do by its name, where neither a library's model nor a body in the program says it:
/// `findUserById(id)` reads a user, `updateUserById(id, {…})` and `this.userRepository.update(…)` write one. A name is
/// weak evidence: it is believed only of a read and a write together, for the same entity and key, on a server.
class NamedEffects {
 public:
  explicit NamedEffects(const Program& program, const Vocabulary& vocabulary);

  /// All calls whose name says something, in order of path and position.
  const std::vector<NodeRef>& calls() const { return all_; }
  /// Null for nearly all calls, found out with a look into a table.
  std::optional<Effect> of(const Node& call) const;
  /// Whether a file is of a package that runs in browsers, or is a component.
  bool is_browser_code(const program::File& file) const;

 private:
  /// What a name by itself says.
  struct Saying {
    bool is_telling = false;
    Does does = Does::Read;
    std::string subject;  ///< "user"; empty: the receiver must say it
    std::string shown;    ///< "User"
  };
  Saying saying_of(std::string_view name) const;
  /// Null where the name says nothing.
  const Saying* saying_at(const Node& head) const;
  /// The entity of a receiver such as `this.userRepository`; empty where it is no store.
  std::string_view entity_of(const Node& receiver) const;
  /// Whether the body of a function says what happens, so that its name does not count.
  bool is_understood(const Node& call, const std::string& subject) const;
  bool body_tells(const Node& function, const std::string& subject) const;
  bool tells_of(const Node& call, const std::string& subject) const;
  void find_data(Effect& effect) const;

  const Program& program_;
  const Vocabulary& vocabulary_;
  const program::ByName<CallModel>::InProgram calls_;
  std::vector<std::pair<std::string, Does>> verbs_;
  std::vector<std::string> receivers_, ends_, begins_, guarded_, data_, keys_, browsers_;
  std::unordered_map<std::uint32_t, Saying> sayings_;  // by Name: those that say something
  std::vector<NodeRef> all_;
  mutable std::map<std::pair<NodeRef, std::string>, bool> told_;  // by function and entity
  std::vector<char> is_browser_;                                  // by package
};

/// The entity in a name, comparable: `User` and `Users` are one.
std::string entity_word(std::string_view word);

}  // namespace lockstep::effects
