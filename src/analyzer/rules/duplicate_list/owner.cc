#include "rules/duplicate_list/owner.h"

#include "rules/duplicate_list/traits.h"

#include <algorithm>

namespace lockstep::rules {

namespace {

/// Bundled and run, and handed to nobody: that another package lists it (to serve what it builds) lets no one import
/// from it.
bool is_application(const workspace::Package& package) {
  return package.mains.empty() && !package.has_exports && is_for_browsers(package);
}

}  // namespace

Owners::Owners(const Program& program) : program_(program), paths_(program), unused_(program) {
  const auto packages = program.workspace().packages();
  for (const std::string& path : program.workspace().prisma_schemas()) {
    const workspace::Package*& package = schemas_[path];
    for (const workspace::Package& candidate : packages) {
      const bool is_around = candidate.directory.empty() || path.starts_with(candidate.directory + "/");
      const bool is_nearer = package == nullptr || candidate.directory.size() > package->directory.size();
      if (is_around && is_nearer && !candidate.name.empty()) package = &candidate;
    }
  }
  uses_.resize(packages.size());
  dependents_.resize(packages.size());
  for (std::size_t i = 0; i < packages.size(); ++i) {
    std::vector<std::uint32_t> open{static_cast<std::uint32_t>(i)};
    std::vector<bool> seen(packages.size());
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      const auto use = [&](std::uint32_t used) {
        if (seen[used] || used == i) return;
        seen[used] = true;
        uses_[i].push_back(used);
        ++dependents_[used];
        open.push_back(used);
      };
      for (const auto& [name, range] : packages[at].dependencies) {
        const auto used = program.workspace().find_package(name);
        if (!used) continue;
        // A published package may happen to bear the name of the root.
        const workspace::Package& package = packages[used->value];
        // A program that others are built with is no library to whoever does not name it.
        const bool is_named = at == i || package.bins.empty();
        if (package.is_member && !package.directory.empty() && !is_application(package) && is_named) use(used->value);
      }
      // Where one package.json at the root serves them all, what is imported says who may import from whom.
      for (const std::uint32_t used : paths_.imported_packages(at)) {
        if (!depends_directly(packages[used], packages[at])) use(used);
      }
    }
    std::sort(uses_[i].begin(), uses_[i].end());
  }
}

const workspace::Package* Owners::package_of(const ValueList& list) const {
  if (!list.node) {
    const auto schema = schemas_.find(list.path);
    return schema == schemas_.end() ? nullptr : schema->second;
  }
  const std::uint32_t id = list.node.file().package_id;
  if (id == facts::kNone) return nullptr;
  // A package.json without a name tells tools something of a folder, and is no package to anybody.
  const workspace::Package& package = program_.workspace().packages()[id];
  return package.name.empty() ? nullptr : &package;
}

bool Owners::depends_on(const workspace::Package& user, const workspace::Package& used) const {
  const auto packages = program_.workspace().packages();
  const auto from = static_cast<std::size_t>(&user - packages.data());
  const auto to = static_cast<std::uint32_t>(&used - packages.data());
  return std::binary_search(uses_[from].begin(), uses_[from].end(), to);
}

bool Owners::depends_directly(const workspace::Package& user, const workspace::Package& used) {
  return std::any_of(user.dependencies.begin(), user.dependencies.end(),
                     [&](const auto& dependency) { return dependency.first == used.name; });
}

bool Owners::can_import(const ValueList& copy, const ValueList& owner) const {
  const workspace::Package* own = package_of(copy);
  const workspace::Package* other = package_of(owner);
  if (own == other || own == nullptr || other == nullptr || depends_on(*own, *other)) return true;
  // The client that Prisma generates belongs to whoever has it.
  return !owner.node && !own->range_of("@prisma/client").empty();
}

bool Owners::are_linked(const ValueList& a, const ValueList& b) const {
  if (!a.node || !b.node) return false;
  const File& first = a.node.file();
  const File& second = b.node.file();
  return paths_.reaches(first, second) || paths_.reaches(second, first);
}

bool Owners::is_unused(const ValueList& list) const {
  if (!list.node) return false;
  if (has_own_name(list)) return unused_.is_unused(list.holder_node);
  // The field of a type, the entry of a constant: what it is written in.
  Node around;
  for (Node up = list.node.parent(); up && !up.is(Kind::Function) && !up.is(Kind::Class); up = up.parent()) {
    if (up.is(Kind::Interface) || up.is(Kind::TypeAlias) || up.is(Kind::Declarator)) around = up;
  }
  return around && !around.enclosing_function() && unused_.is_unused(around);
}

bool Owners::share_nothing(const ValueList& a, const ValueList& b) const {
  const workspace::Package* own = package_of(a);
  const workspace::Package* other = package_of(b);
  if (!a.node || !b.node || own == nullptr || other == nullptr || own == other) return false;
  if (can_import(a, b) || can_import(b, a) || common_package(*own, *other) != nullptr) return false;
  return paths_.alias(a.node.file(), b.node.file()).empty() && paths_.alias(b.node.file(), a.node.file()).empty();
}

int Owners::rank(const ValueList& list) const {
  if (list.shape == Shape::Prisma) return 200;
  if (is_cast(list)) return 0;  // nobody would look for it there
  int rank = 0;
  switch (list.holder) {
    case Holder::TypeName:
      rank = 60;
      break;
    case Holder::Variable:
      rank = 50;
      break;
    case Holder::ClassField:
    case Holder::Member:
      rank = 30;
      break;
    case Holder::Return:
    case Holder::Parameter:
      rank = 20;
      break;
    case Holder::Property:
      rank = 15;
      break;
    case Holder::Argument:
    case Holder::Test:
    case Holder::Inside:
      rank = 10;
      break;
  }
  if (list.is_handling()) return rank / 4 + (list.is_exported ? 5 : 0);
  // What an interface says, its implementations repeat.
  if (list.shape == Shape::Union && list.node.enclosing(Kind::Interface)) rank += 5;
  if (list.shape == Shape::Elements || list.shape == Shape::Sql) rank = 5;
  if (list.is_exported) rank += 60;
  if (list.shape == Shape::Enum || list.shape == Shape::ConstObject) rank += 5;
  if (list.shape == Shape::Array || list.shape == Shape::ObjectArray) rank += 3;
  // A type can be derived from values, but not the other way round.
  const bool is_constant = list.shape == Shape::Array && list.holder == Holder::Variable && list.node.parent() &&
                           list.node.parent().is(Kind::Cast);
  if ((list.shape == Shape::Schema || list.shape == Shape::ConstObject || is_constant) && list.is_exported) rank += 15;
  if (list.is_exported && list.node && list.node.file().package_id != facts::kNone) {
    rank += 4 * std::min(dependents_[list.node.file().package_id], 6);
  }
  return rank;
}

bool Owners::is_upstream(const ValueList& of, const ValueList& user) const {
  return !can_import(of, user) && can_import(user, of);
}

}  // namespace lockstep::rules
