#pragma once

#include "effects/units.h"

#include <string>
#include <utility>

/// Entities that a function knows by a type parameter only: `abstract class Store<T>` reads and writes T, and those who
/// call it know which one that is.
namespace lockstep::effects {

/// What rows are called where they are read or written.
struct EntityName {
  std::string subject;      ///< comparable
  std::string shown;        ///< for people
  Node entity;              ///< its Class, when it is known
  bool is_generic = false;  ///< it is a type parameter
};

/// Whether a written type is a type parameter of the function or class around it.
bool is_type_parameter(const Program& program, const Node& written);

/// What a type that some field's declaration writes means where it is used: a class that extends `Store<Order>` knows
/// what `T` of its inherited `repository: Repository<T>` is. Anything else means itself.
Node meant_at(const Program& program, const Node& use, const Node& written);

/// Gives a row that `target` reads or writes for any entity the name that a call of it says: `getEntityOrThrow(ctx,
/// Order, id)`, `load<Order>(id)`, `this.orders.load(id)` of a class that extends `Store<Order>`, or that extends one
/// that does. A call that says nothing leaves the name as it is; one that passes on a parameter of its own class gives
/// that name, for the next caller.
void name_by_caller(const Program& program, const Node& call, const Node& target, EntityName& name);

/// The same of what a callee writes for any entity.
template <class Written>
void name_in(const Program& program, const Node& call, const Node& target, Written& written) {
  EntityName name{written.subject, written.shown, {}, true};
  name_by_caller(program, call, target, name);
  written.subject = std::move(name.subject);
  written.shown = std::move(name.shown);
  written.is_generic = name.is_generic;
}

}  // namespace lockstep::effects
