#pragma once

#include "effects/vocabulary.h"

namespace lockstep::effects {

/// A unit is a function that is looked at in one go: with the closures that are written right into its calls
/// (`items.map(async (item) => …)`, `withLock(key, () => …)`), since they share its variables. A closure at module
/// level and a function with a name or a place of its own (method, property, `const f = …`) are units of their own.
bool is_inline(const Node& function);

/// The unit that a node lies in; null at module level.
Node unit_of(const Node& node);

/// Whether the walk of a unit should pass over this Function: it is another unit.
inline bool is_other_unit(const Node& node, const Node& unit) {
  return node.is(Kind::Function) && node != unit && !is_inline(node);
}

/// What a function evidently returns: its expression body, or the value of its only return.
Node returned(const Node& function);

/// Which parameter of the unit a name stands for, and the path within it: `visitorUid` of `({visitorUid}: Message)` is
/// {0, "visitorUid"}.
struct ParameterPath {
  int index = -1;
  std::string path;
  friend bool operator==(const ParameterPath&, const ParameterPath&) = default;
};
ParameterPath parameter_path(const Program& program, const Node& unit, const Node& ident);

/// The same of `options.renew`, where the parameter is the object.
ParameterPath path_of_parameter(const Program& program, const Node& unit, const Node& expression);
/// What a parameter, or a part of one, is where nothing is given: `false` of `({ renew = false }: Options = {})`. Null
/// where nothing is said.
Node default_of(const Node& function, const ParameterPath& parameter);

/// A key as text that can be compared: `visitorLock:{#0.visitorUid}`, where `{#0…}` is what the unit got as its first
/// argument and other braces hold expressions. Names of constants and small functions that build keys are looked
/// through.
std::string key_text(const Program& program, const Node& unit, const Node& expression, int depth = 0);

/// The key of a callee in terms of its caller: `{#0.visitorUid}` becomes what the call hands over.
std::string substituted(const Program& program, const std::string& key, const Node& caller, const Node& call,
                        int depth = 0);

}  // namespace lockstep::effects
