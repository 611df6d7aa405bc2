// From which of several equal lists a copy should take its values. The owner of a group is the best for all of them
// together; for one copy there may be something nearer: what its file imports already, a constant of its own package, a
// type that somebody has derived from the values.

#include "rules/duplicate_list/move.h"
#include "rules/duplicate_list/obstacles.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {

namespace {

/// So much better has a list to be than the owner, or the reader is better off with one source for all.
constexpr int kClearlyBetter = 25;

/// `(typeof serviceType.enumValues)[number]`: all that the schema `name` lets in.
bool is_of_schema(const Node& type, std::string_view name) {
  static constexpr std::array<std::string_view, 2> kAll = {"enumValues", "options"};
  const Node query = type.is(Kind::TypeIndexed) ? type.child(0) : Node{};
  const Node member = query && query.is(Kind::TypeQuery) ? query.child(0) : Node{};
  return member && member.is(Kind::Member) && std::find(kAll.begin(), kAll.end(), member.text()) != kAll.end() &&
         member.child(0).is(Kind::Ident) && member.child(0).text() == name;
}

}  // namespace

bool Owners::is_imported(const ValueList& copy, const Node& declaration) const {
  const File& file = copy.node.file();
  return std::any_of(file.facts.bindings.begin(), file.facts.bindings.end(), [&](const facts::Binding& binding) {
    return binding.kind == facts::BindingKind::Import &&
           program_.definition(file.node(binding.name_node)).node == declaration;
  });
}

int Owners::worth_as_source(const ValueList& copy, const ValueList& source) const {
  if (!source.node) return 0;
  if (!can_import(copy, source)) return -100;
  const Obstacle obstacle = obstacle_between(copy, source);
  // A type of the server's is gone before anything is loaded.
  const bool is_free = obstacle == Obstacle::Server && is_erased(copy) && is_erased(alias_of(source));
  int worth = obstacle == Obstacle::None || is_free ? 0 : -60;
  if (!has_own_name(source) || !source.holder_node || is_local_elsewhere(source, copy)) return worth - 30;
  if (source.is_handling()) worth -= 40;
  if (is_erased(source) && !is_erased(copy)) worth -= 25;
  if (is_unused(source)) worth -= 80;
  if (source.path == copy.path) return worth + 80;
  if (is_imported(copy, source.holder_node)) return worth + 70;
  if (!source.is_exported) worth -= 30;
  return worth + (source.node.file().package_id == copy.node.file().package_id ? 10 : 0);
}

const ValueList& Owners::source_for(const ValueList& copy, const ValueList& owner, const Circumstances& around) const {
  const ValueList* best = &owner;
  int most = worth_as_source(copy, owner) + kClearlyBetter;
  for (const ValueList* equal : around.equals) {
    if (equal == &owner || equal == &copy) continue;
    const int worth = worth_as_source(copy, *equal);
    if (worth < most || (worth == most && best != &owner)) continue;
    most = worth;
    best = equal;
  }
  return *best;
}

/// `type Status = (typeof STATUSES)[number]` beside `STATUSES`, `type Kind = z.infer<typeof kindSchema>`: the type that
/// somebody has derived from the values, for whoever needs no more. The list itself where there is none.
ValueList Owners::alias_of(const ValueList& values) const {
  const bool has_values = values.node && has_own_name(values) && !is_erased(values) && values.shape != Shape::Enum;
  if (!has_values) return values;
  for (const Node alias : program::nodes_of(values.node.file(), Kind::TypeAlias)) {
    const Node type = program::type_annotation(alias);
    if (!type || alias.enclosing_function()) continue;
    const auto queries = program::nodes_of(alias, Kind::TypeQuery);
    const bool is_derived = std::any_of(queries.begin(), queries.end(), [&](const Node& query) {
      return query.child(0) && query.child(0).is(Kind::Ident) && query.child(0).text() == values.name;
    });
    const bool has_all = program_.values(alias).values.size() == values.spelled.size() + values.referenced.size();
    if (!(is_derived && has_all) && !is_of_schema(type, values.name)) continue;
    return {.shape = Shape::Union,
            .holder = Holder::TypeName,
            .node = alias,
            .path = values.path,
            .name = std::string(alias.text()),
            .holder_node = alias,
            .is_exported = program_.is_exported(alias)};
  }
  return values;
}

/// Where a package takes the enums that Prisma generates from: as it imports this one, or any other name of the client.
std::string Owners::client_of(const ValueList& copy, std::string_view name) const {
  const std::uint32_t package = copy.node.file().package_id;
  std::string elsewhere;
  if (const auto known = program_.names().find(name)) {
    for (const NodeRef place : program_.places().imports(*known)) {
      const Node binding = program_[place];
      const auto id = binding.facts().binding(binding.id());
      if (!id || binding.facts()[*id].import == facts::kNone) continue;
      const std::string_view specifier =
          binding.facts().text(binding.facts().imports[binding.facts()[*id].import].specifier);
      if (specifier.starts_with('.')) continue;
      if (binding.file().package_id == package) return std::string(specifier);
      if (elsewhere.empty()) elsewhere = specifier;
    }
  }
  const workspace::Package* own = package_of(copy);
  if (own != nullptr && !own->range_of("@prisma/client").empty()) return "@prisma/client";
  return own != nullptr && !own->range_of(elsewhere).empty() ? elsewhere : std::string();
}

/// " (from './status')" where the copy's file has to import the owner for what it is told to do.
std::string Owners::from_where(const ValueList& copy, const ValueList& owner) const {
  if (owner.shape == Shape::Prisma) {
    const std::string specifier = client_of(copy, owner.name);
    return specifier.empty() ? "" : " (from '" + specifier + "')";
  }
  if (copy.path == owner.path || !owner.holder_node || !can_import(copy, owner)) return "";
  if (is_imported(copy, owner.holder_node)) return ", which this file imports already,";
  if (!owner.is_exported) return "";
  const std::string specifier = paths_.specifier(copy.node.file(), owner.holder_node, owner.name);
  return specifier.empty() ? "" : " (from '" + specifier + "')";
}

}  // namespace lockstep::rules
