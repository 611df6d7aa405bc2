#pragma once

#include "rules/rule.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The names under which events and jobs are sent and awaited.
namespace lockstep::rules::variants {

/// A place that sends or awaits an event.
struct End {
  Node place;        ///< the argument that names it
  Node declaration;  ///< the constant's member that spells the name, if any
};

/// What an argument names: one name, several, or something unknown besides. Of a name that is put together, such as
/// `node:${id}:closed`, what is not known stands as `${}`, and both sides have to put it together alike.
struct EventNames {
  std::vector<std::pair<std::string, End>> known;
  bool complete = true;
};

/// Follows constants, conditionals, lists, functions that do nothing but put a name together, and the parameters of
/// wrappers to what their callers pass.
EventNames event_names(const Program& program, const Shared& shared, const Node& argument);

/// Whether two names may be the same one: equal, or one with holes that the other fills.
bool may_be_same_event(std::string_view a, std::string_view b);

}  // namespace lockstep::rules::variants
