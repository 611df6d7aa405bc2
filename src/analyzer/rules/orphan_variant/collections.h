#pragma once

#include "rules/orphan_variant/dispatchers.h"
#include "rules/rule.h"

#include <map>
#include <optional>
#include <string_view>
#include <vector>

/// What stands under which name in a collection of handlers: an object, a `Map`, or a list of things that say which
/// value they are for.
namespace lockstep::rules::variants {

class Collections {
 public:
  using Entries = std::vector<Dispatcher::Case>;

  Collections(const Program& program, const Shared& shared) : program_(program), shared_(shared) {}

  /// The entries of an object, with what code adds later (`HANDLERS['x'] = …`). Nothing when some key is unknown, or
  /// when an entry is no handler but a plain value.
  std::optional<Entries> of_object(const Node& declaration) const;
  /// The same of a table at the top of a file whose entries are what is said, shown or set for a value.
  std::optional<Entries> of_texts(const Node& declaration) const;

  /// The entries of a Map: those that it is made with, and those that are set, also by a method that takes the key from
  /// its callers, or from the thing itself (`this.byType.set(one.type, one)`).
  std::optional<Entries> of_map(const Node& declaration) const;

  /// The values that the elements of a list have in a property, or answer `true` to in a method (`supports(type)`).
  std::optional<Entries> of_list(const Node& list, std::string_view member) const;

  /// What a constant or field holds, also one that the constructor fills; null when that is not certain.
  Node made_of(const Node& declaration) const;

  /// The same of all classes that extend or implement a type.
  std::optional<Entries> of_classes(const Node& type, std::string_view member) const;

 private:
  bool add_property(const Node& entry, Entries& entries) const;
  bool add_object(const Node& object, Entries& entries) const;
  bool add_key(const Node& key, Entries& entries) const;
  bool add_kinds(const program::Type& type, std::string_view member, Entries& entries) const;
  bool add_member(const Node& member, Entries& entries) const;
  bool add_pairs(const Node& pairs, Entries& entries) const;
  bool add_mapped(const Node& pairs, Entries& entries) const;
  Node list_around(const Node& use) const;
  std::vector<Node> changes_of(const Node& declaration) const;

  const Program& program_;
  const Shared& shared_;
};

/// The constant or field of that name: what a Declarator binds, or what a Field is called.
std::string_view name_of(const Node& declaration);

}  // namespace lockstep::rules::variants
