#pragma once

#include "rules/rule.h"

#include <functional>
#include <set>
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

/// `tokens` are calls ("package:function") that make what stands for a name: `const paid = defineSignal('paid')`.
/// Follows constants, conditionals, lists, loops over lists and tables, functions that do nothing but put a name
/// together, and the parameters of wrappers to what their callers pass.
EventNames event_names(const Program& program, const Shared& shared, const Node& argument,
                       const std::set<std::string, std::less<>>& tokens);

/// Whether some call of such a method ("package:method", whatever it is made on) names an event that begins or ends
/// like this one, and one of both is put together: `bus.on(`${name}:changed`)` beside `tasks:changed`. The emitter may
/// have come out of a context, where nobody can follow it.
bool is_composed_in_call(const Program& program, const std::set<std::string, std::less<>>& calls,
                         std::string_view name);

/// The first two words of a topic, `mail.outgoing` of `mail.outgoing.request.1`: what belongs together.
std::string_view family_of(std::string_view name);

/// Whether two names may be the same one: equal, or one with holes that the other fills.
bool may_be_same_event(std::string_view a, std::string_view b);

}  // namespace lockstep::rules::variants
