#pragma once

#include "rules/orphan_variant/dispatchers.h"
#include "rules/orphan_variant/domains.h"
#include "rules/rule.h"

#include <vector>

/// Subjects that can be anything (`any`, `string`), whose domain is told by what they are compared with.
namespace lockstep::rules::variants {

/// The enum, or the constant that holds the object, of which a case names a member; null when it spells a text.
Node owner_of(const Program& program, const Node& test);

/// `(type: string): Body | undefined`: that there may be no answer is written down, and whoever calls expects it.
bool may_have_no_answer(const Dispatcher& dispatcher);

class Adoption {
 public:
  Adoption(const Program& program, Domains& domains) : program_(program), domains_(domains), unions_(program) {}

  /// Gives a dispatcher (`const { type } = node.data; switch (type) …`) the domain of the enum or constant object of
  /// which all its cases are members; where they are texts, of the only union that has all of them and hardly more, if
  /// it is called like the subject.
  void adopt(Dispatcher& dispatcher);
  /// The same for `type === NodeType.Mail`.
  void adopt(Test& test);

 private:
  const std::vector<const Domain*>& declared();
  const Domain* spelled_by(const Dispatcher& dispatcher);

  const Program& program_;
  Domains& domains_;
  Domains unions_;                       // of their own, since who asks first for a domain gives it its name
  std::vector<const Domain*> declared_;  // every union; empty until it is asked for
};

}  // namespace lockstep::rules::variants
