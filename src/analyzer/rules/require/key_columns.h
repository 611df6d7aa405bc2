#pragma once

#include "rules/rule.h"

#include <string>
#include <string_view>

namespace lockstep::rules::require {

/// Which columns tell one row from all others, of those that a call is about, where the constant is a row's id. That
/// `user.teamId` is not the system user says nothing of the user, and of the users of one name there may be several.
class KeyColumns {
 public:
  /// `constant` is its name, `SYSTEM_USER_ID`; the call may be null.
  KeyColumns(std::string_view constant, const Node& call);

  /// Whether a column holds the row's own id: `id`, `uuid`, and `userId` where it is about users.
  bool is_own_id(std::string_view column) const;
  /// Whether it names the row in another way, too: `email`.
  static bool tells_row(std::string_view column);
  /// Whether a word is what the call or the constant is about: `user`, also of what a request consists of.
  bool is_about(std::string_view word) const;

 private:
  std::string constant_;
  Node call_;
};

/// "notin" of `notIn`, `$nin`, `NOT_IN`.
std::string letters_of(std::string_view word);

}  // namespace lockstep::rules::require
