#pragma once

#include <string_view>

namespace lockstep::workspace {

/// Whether a module comes with Node itself: "fs", "worker_threads". Without `node:`, as a `Resolution` names it.
bool is_of_node(std::string_view module);

}  // namespace lockstep::workspace
