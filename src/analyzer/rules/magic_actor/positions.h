#pragma once

#include "rules/magic_actor/spellings.h"
#include "rules/magic_actor/vocabulary.h"
#include "rules/rule.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Where a program writes an identity, and what stands there.
namespace lockstep::rules::actors {

/// A string or number in the place of an identity.
struct Use {
  Node spelled;   ///< the literal to report; where a constant of the file hides it, the use of the constant
  Node constant;  ///< the declaration of that constant; else null
  std::string_view text;
  Bearing bearing = Bearing::Identity;
  std::string_view name;   ///< of the place: "userId"
  std::string where;       ///< a clause: "passed as userId of ConversationService.updateStatus"
  Node receiver;           ///< the Parameter that takes it, when it is passed to one
  Node at_hand;            ///< what tells the real one, where it is at hand; else null
  Node anchor;             ///< uses with the same anchor are one mistake: the object literal, the call …
  bool is_read = false;    ///< compared with the name, and not written under it
  bool is_name = false;    ///< the id stands beside it
  bool principal = false;  ///< it is the id of a made-up user object
};

/// All uses in a file, in source order. Only what is made up, and only where no declaration lists the value as a kind.
std::vector<Use> uses_in(const Program& program, const File& file, const MadeUp& made_up);

/// Those of all production files, in order of path and position, without the names of kinds.
/// `numbers` and `ids`: those that name an actor here.
std::vector<Use> made_up(const Program& program, const Vocabulary& vocabulary, const Words& numbers, const Words& ids);

}  // namespace lockstep::rules::actors
