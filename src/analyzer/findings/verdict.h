#pragma once

#include "findings/finding.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::findings {

enum class Standing : std::uint8_t {
  Holds,
  Violated,
  NotApplicable,  ///< it speaks of something that this program does not have, so that nothing was there to check
  CannotTell,     ///< what it speaks of is there, and whether it holds cannot be seen
};

/// What a pack calls a requirement, for whoever weighs a list of them.
enum class Priority : std::uint8_t { MustHave, NiceToHave, Constraint };

/// How one requirement of a rule pack stands. Violations are findings too, of the rule `require` and of a kind with the
/// requirement's id; a verdict is the other view: every requirement that was asked about, those that hold among them,
/// with what shows it. Suppressing a finding does not change the verdict.
struct Verdict {
  std::string id;      ///< "system-user-constant"; unique over all packs in use, stable for ever
  std::string pack;    ///< the pack's name, e.g. "live-chat-remediation"
  std::string area;    ///< the heading that the pack puts it under, e.g. "Explicit system actor"; may be empty
  std::string title;   ///< the statement that must hold; one sentence without a full stop
  std::string reason;  ///< why the team wants it; may be empty
  std::string advice;  ///< what to do when it is violated; may be empty
  Priority priority = Priority::MustHave;
  Severity severity = Severity::Error;  ///< of its findings; never `Off`: such a requirement is not asked about
  Standing standing = Standing::NotApplicable;
  std::string summary;  ///< how it came to that: one clause without a full stop, e.g. "3 calls, each under the lock"
  /// Where it holds, or where it does not: the primary places of its findings, which are also theirs to show. Several
  /// hundred calls may bear out one requirement: the first few stand for all.
  std::vector<Related> evidence;
  std::vector<std::string> findings;  ///< identities of its findings; suppressed ones among them
};

std::string_view to_string(Standing standing);  ///< "holds", "violated", "not-applicable", "cannot-tell"
std::string_view to_string(Priority priority);  ///< "must-have", "nice-to-have", "constraint"

}  // namespace lockstep::findings
