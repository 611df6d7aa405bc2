#pragma once

#include "rules/rule.h"

#include <optional>
#include <vector>

namespace lockstep::rules::variants {

/// Of a function that is called with every event and its name, as a listener to all of them is: what it compares the
/// name with, expressions or Properties for their keys. Nothing when the name goes anywhere else: to a log at most.
std::optional<std::vector<Node>> told_apart(const Program& program, const Node& function);

/// `this.logger.debug({ event })`, `log(`got ${event}`)`: what is only written down is neither sent nor handled.
bool is_logged(const Node& use);

}  // namespace lockstep::rules::variants
