#include "rules/duplicate_list/owner.h"

#include "rules/words.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

}  // namespace

Owners::Owners(const Program& program) : program_(program), paths_(program) {
  const auto packages = program.workspace().packages();
  uses_.resize(packages.size());
  dependents_.resize(packages.size());
  for (std::size_t i = 0; i < packages.size(); ++i) {
    std::vector<std::uint32_t> open{static_cast<std::uint32_t>(i)};
    std::vector<bool> seen(packages.size());
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const auto& [name, range] : packages[at].dependencies) {
        const auto used = program.workspace().find_package(name);
        if (!used || seen[used->value] || used->value == i) continue;
        // A published package may happen to bear the name of the root.
        const workspace::Package& package = packages[used->value];
        if (!package.is_member || package.directory.empty()) continue;
        seen[used->value] = true;
        uses_[i].push_back(used->value);
        ++dependents_[used->value];
        open.push_back(used->value);
      }
    }
    std::sort(uses_[i].begin(), uses_[i].end());
  }
}

const workspace::Package* Owners::package_of(const ValueList& list) const {
  if (!list.node) return nullptr;
  const std::uint32_t id = list.node.file().package_id;
  return id == facts::kNone ? nullptr : &program_.workspace().packages()[id];
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
  return own == other || own == nullptr || other == nullptr || depends_on(*own, *other);
}

int Owners::rank(const ValueList& list) const {
  if (list.shape == Shape::Prisma) return 200;
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
  if ((list.shape == Shape::Schema || list.shape == Shape::ConstObject) && list.is_exported) rank += 15;
  if (list.is_exported && list.node && list.node.file().package_id != facts::kNone) {
    rank += 4 * std::min(dependents_[list.node.file().package_id], 6);
  }
  return rank;
}

bool Owners::is_upstream(const ValueList& of, const ValueList& user) const {
  return !can_import(of, user) && can_import(user, of);
}

/// A package whose name says that it is there for others, and on which both depend; null when there is none.
const workspace::Package* Owners::common_package(const workspace::Package& a, const workspace::Package& b) const {
  static constexpr std::array<std::string_view, 8> kForOthers = {"shared", "common",    "types",  "type",
                                                                 "core",   "contracts", "domain", "models"};
  for (const workspace::Package& candidate : program_.workspace().packages()) {
    if (!depends_directly(a, candidate) || !depends_directly(b, candidate)) continue;
    const std::vector<std::string> words = split_words(candidate.name);
    // `shared-types`, `@shop/core`; but `config-types` and `core-flows` are about something else.
    const bool is_config = std::find(words.begin(), words.end(), "config") != words.end();
    if (!words.empty() && !is_config &&
        std::find(kForOthers.begin(), kForOthers.end(), words.back()) != kForOthers.end()) {
      return &candidate;
    }
  }
  return nullptr;
}

std::string Owners::advice_across(const ValueList& copy, const ValueList& owner, const std::string& name) const {
  const workspace::Package& own = *package_of(copy);
  const workspace::Package& other = *package_of(owner);
  if (depends_on(own, other)) {
    const std::string specifier =
        owner.holder_node ? paths_.specifier(copy.node.file(), owner.holder_node, owner.name) : std::string();
    // What comes along with another dependency cannot be imported under a strict package manager.
    const std::string and_add =
        depends_directly(own, other) ? "" : ", and add that package to the dependencies of " + quoted(own.name);
    const bool is_erased = owner.shape == Shape::Union || owner.shape == Shape::Variants;
    if (is_erased && copy.shape != Shape::Union && copy.shape != Shape::Variants) {
      return "Write the values once as an exported constant list beside " + name + " in '" + other.name +
             "', derive the type from it, and import it here" + and_add;
    }
    if (owner.holder_node && owner.holder_node.enclosing_function()) {
      return "Move " + name + " to the top of its module in '" + other.name + "', export it and import it here" +
             and_add;
    }
    if (specifier.empty()) return "Export " + name + " from '" + other.name + "' and import it from there" + and_add;
    return "Import " + name + " from '" + specifier + "'" + and_add;
  }
  if (depends_on(other, own)) {
    return "Move the list into " + quoted(own.name) + " and import it in both" +
           (depends_directly(other, own) ? "" : ", and add that package to the dependencies of " + quoted(other.name));
  }
  if (const workspace::Package* common = common_package(own, other)) {
    return "Move the list into " + quoted(common->name) + ", on which both packages depend, and import it from there";
  }
  return "Move the list into a package on which both can depend, and import it from there";
}

std::string Owners::advice(const ValueList& copy, const ValueList& owner) const {
  const std::string name = owner.name.empty() ? "the list" : quoted(owner.name);
  const bool has_name = owner.holder == Holder::TypeName || owner.holder == Holder::Variable;
  if (copy.shape == Shape::ObjectKeys && owner.is_type() && has_name) {
    return "Type the object as a `Record<" + owner.name + ", …>`, so that the compiler asks for every value";
  }
  if (copy.shape == Shape::Sql) {
    return "Build the statement from " + name + ", or let a test compare the two: the database does not see the code";
  }
  const bool is_type = copy.shape == Shape::Union || copy.shape == Shape::Variants;
  if (owner.shape == Shape::Prisma) {
    return "Use the enum " + name + " that Prisma generates from the schema, " +
           (is_type                       ? "which is also a type"
            : copy.shape == Shape::Schema ? "e.g. with z.nativeEnum or @IsEnum"
                                          : "e.g. with Object.values");
  }
  const bool is_erased = owner.shape == Shape::Union || owner.shape == Shape::Variants;
  const bool needs_values = !is_type;
  if (copy.path == owner.path) {
    if (!has_name) return "Give the list a name in this file and use it in both places";
    if (is_erased && needs_values) {
      return "Write the values once as a constant list, derive " + name + " from it, and use both here";
    }
    const Node function = owner.holder_node ? owner.holder_node.enclosing_function() : Node{};
    if (function && !(copy.node && function.contains(copy.node))) {
      return "Move " + name + " to the top of this file and use it in both places";
    }
    return "Use " + name + " here too";
  }
  const workspace::Package* own = package_of(copy);
  const workspace::Package* other = package_of(owner);
  if (own != nullptr && other != nullptr && own != other && !other->name.empty()) {
    return advice_across(copy, owner, has_name ? name : "the list under a name");
  }
  const std::string from = "'" + relative_specifier(copy.path, owner.path) + "'";
  if (project_of(copy.path) != project_of(owner.path)) {
    const std::string specifier = owner.is_exported && owner.holder_node && !(is_erased && needs_values)
                                      ? paths_.specifier(copy.node.file(), owner.holder_node, owner.name)
                                      : std::string(".");
    if (!specifier.starts_with('.')) return "Import " + name + " from '" + specifier + "'";
    return "Move the list into a library on which both can depend, and import it from there";
  }
  const bool is_at_run_time = !(is_type && (is_erased || owner.is_type()));
  if (is_at_run_time && paths_.closes_ring(copy.node.file(), owner.node.file())) {
    return "Move " + name + " into a module of its own and import it in both, since " + from + " imports this file";
  }
  if (is_at_run_time && crosses_to_server(copy.path, owner.path)) {
    return "Move " + name + " out of " + from + " into a module that the browser may load too, and import it in both";
  }
  if (!has_name) return "Give the list a name, export it from " + from + " and import it here";
  if (owner.holder_node && owner.holder_node.enclosing_function()) {
    return "Move " + name + " to the top of " + from + ", export it and import it here";
  }
  if (is_erased && needs_values) {
    return "Write the values once as an exported constant list beside " + name + " in " + from +
           ", derive the type from it, and import it here";
  }
  if (!owner.is_exported || !owner.holder_node) return "Export " + name + " and import it from " + from;
  return "Import " + name + " from '" + paths_.specifier(copy.node.file(), owner.holder_node, owner.name) + "'";
}

}  // namespace lockstep::rules
