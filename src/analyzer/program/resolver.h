#pragma once

#include "program/program.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::program {

/// How `Program` answers questions about names, constants and types: mutually recursive, each answer bounded by the
/// number of steps that it may still take, so that rings and endless chains end in "unknown". For one thread, since it
/// counts steps; what it finds out about types it leaves in the tables for all.
class Resolver {
 public:
  Resolver(const Program& program, const ProgramTables& tables) : program_(program), tables_(tables) {}

  // definition.cc
  Definition of_binding(const File& file, facts::BindingId id, int steps) const;
  Definition imported(const File& file, std::uint32_t import, std::string_view name, int steps) const;
  Definition exported(const File& module, std::string_view name, int steps) const;
  Definition definition(const Node& use, int steps) const;
  /// A name, as far as its members are looked up: what it leads to, and of what type that is, once somebody asked.
  struct Holder {
    Definition base;
    std::optional<Type> type;
  };
  Definition member_definition(Holder& holder, std::string_view name, int steps) const;
  Definition superclass(const Node& klass, int steps) const;
  Node constant(const Node& expression, int steps) const;
  /// What a Declarator, Property, readonly Field or EnumMember holds for ever, without casts; null when it may change.
  Node constant_value(const Node& declaration, int steps) const;

  // types.cc
  Type type_of(const Node& expression, int steps) const;
  Type declared_type(const Node& type, int steps) const;
  Type type_of_definition(const Definition& definition, int steps) const;
  Type return_type(const Node& function, int steps) const;
  Definition member(const Type& type, std::string_view name, int steps) const;
  /// What a Class declares itself: its Method with a body, its Field, or a parameter of its constructor.
  Node own_member(const Node& klass, std::string_view name) const;

 private:
  /// Asked first by whatever takes a step: whether none is left.
  bool is_spent(int steps) const {
    lowest_ = std::min(lowest_, steps);
    return steps <= 0;
  }
  template <class Find>
  Type known_or(const Node& about, int steps, const Find& find) const;
  /// A name that a module is asked for; no Name where nothing in the program is called so.
  struct Wanted {
    std::optional<Name> name;
    std::string_view text;
  };
  using Visited = std::set<std::pair<std::uint32_t, std::string_view>>;  // barrels, by what was looked for in them
  Definition exported(const File& module, const Wanted& wanted, Visited& visited, int steps) const;
  Definition member_definition(const Node& object, std::string_view name, int steps) const;
  /// The member of what a definition *is* (a namespace, enum, class or constant object), not of its type.
  Definition member_of(const Definition& base, std::string_view name, int steps) const;
  /// The member of an Object, TypeObject or Enum by its name.
  Node key(const Node& holder, std::string_view name) const;
  Type type_of_call(const Node& call, int steps) const;
  Type find_type_of_call(const Node& call, int steps) const;
  Type type_of_mapped(const Node& call, int steps) const;
  /// The rows that a call of a library hands out: `this.carts.findOneBy({ id })` of a `Repository<Cart>`.
  Type type_of_rows(const Node& call, const External& called, int steps) const;
  Type entity_named_by(const Node& call, int steps) const;
  Type find_type_of_declaration(const Node& declaration, int steps) const;
  Type type_handed_by(const Node& call, const Node& parameter, int steps) const;
  std::string_view hook_of(const Node& call, int steps) const;
  Type type_in_context(const Node& call, int steps) const;
  Type type_given_to(const Node& call, int steps) const;
  Type type_of_state(const Node& binding, int steps) const;
  Type type_of_parameter(const Node& parameter, int steps) const;

  const Program& program_;
  const ProgramTables& tables_;
  mutable int lowest_ = std::numeric_limits<int>::max();  // number of steps that were left anywhere
};

}  // namespace lockstep::program
