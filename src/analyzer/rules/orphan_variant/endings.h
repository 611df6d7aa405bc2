#pragma once

#include "rules/rule.h"

#include <cstdint>
#include <string>
#include <vector>

/// What happens to a value for which a dispatcher has no case.
namespace lockstep::rules::variants {

enum class Otherwise : std::uint8_t {
  Works,     ///< something of substance: the default is an implementation
  Swallows,  ///< nothing, `return null`, a line in the log: nobody notices
  Refuses,   ///< throws, or asserts that it cannot be
};

/// What a run of statements amounts to, when it is all that happens.
struct Ending {
  Otherwise otherwise = Otherwise::Works;
  std::string said;  ///< for people, of one that swallows: "return null", "logger.warn(…)"; empty where nothing is done
};
Ending ending_of(const std::vector<Node>& statements);

/// Whether statements say to people that a value is not known: "Unknown tool", "not supported".
bool admits_ignorance(const std::vector<Node>& statements);

/// Whether an expression is absent, `null`, `undefined` or `void 0`.
bool is_nothing(const Node& value);

/// `{}`, `[]`, `''`, `false`
bool is_empty(const Node& value);

/// Whether two pieces of code are spelled alike, but for blanks and comments.
bool is_same_code(const Node& a, const Node& b);

/// The first statements that run after `at` in its block: where a switch without default goes on. A few tell enough.
std::vector<Node> statements_after(const Node& at);

}  // namespace lockstep::rules::variants
