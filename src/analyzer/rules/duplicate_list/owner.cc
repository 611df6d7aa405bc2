#include "rules/duplicate_list/owner.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

/// "a/b" and "a/c/x.ts" give "../c/x.ts" seen from a file in a/b.
std::string relative(std::string_view from_file, std::string_view to_file) {
  const auto parts_of = [](std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
      const std::size_t slash = path.find('/');
      parts.push_back(path.substr(0, slash));
      path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return parts;
  };
  std::vector<std::string_view> from = parts_of(from_file);
  const std::vector<std::string_view> to = parts_of(to_file);
  from.pop_back();
  std::size_t common = 0;
  while (common < from.size() && common + 1 < to.size() && from[common] == to[common]) ++common;
  std::string out = common == from.size() ? "./" : "";
  for (std::size_t i = common; i < from.size(); ++i) out += "../";
  for (std::size_t i = common; i < to.size(); ++i) {
    out += to[i];
    if (i + 1 < to.size()) out += '/';
  }
  return out;
}

std::string without_extension(std::string path) {
  constexpr std::array<std::string_view, 8> kExtensions = {".tsx", ".ts", ".mts", ".cts",
                                                           ".jsx", ".js", ".mjs", ".cjs"};
  for (const std::string_view extension : kExtensions) {
    if (!path.ends_with(extension)) continue;
    path.resize(path.size() - extension.size());
    break;
  }
  if (path.ends_with("/index")) path.resize(path.size() - 6);
  return path;
}

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

}  // namespace

Owners::Owners(const Program& program) : program_(program) {
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
  if (list.is_handling()) return rank / 4;
  // What an interface says, its implementations repeat.
  if (list.shape == Shape::Union && list.node.enclosing(Kind::Interface)) rank += 5;
  if (list.shape == Shape::Elements) rank = 5;
  if (list.is_exported) rank += 60;
  if (list.shape == Shape::Enum || list.shape == Shape::ConstObject) rank += 5;
  if (list.shape == Shape::Array || list.shape == Shape::ObjectArray) rank += 3;
  if (list.is_exported && list.node && list.node.file().package_id != facts::kNone) {
    rank += 4 * std::min(dependents_[list.node.file().package_id], 6);
  }
  return rank;
}

bool Owners::is_upstream(const ValueList& of, const ValueList& user) const {
  return !can_import(of, user) && can_import(user, of);
}

bool Owners::is_offered(const ValueList& list) const {
  const workspace::Package* package = package_of(list);
  if (package == nullptr || !list.holder_node) return false;
  const auto packages = program_.workspace().packages();
  const workspace::PackageId id{static_cast<std::size_t>(package - packages.data())};
  for (const FileId file : program_.workspace().public_files(id)) {
    if (program_.exported(program_[file], list.name).node == list.holder_node) return true;
  }
  return false;
}

/// A package whose name says that it is there for others, and on which both depend; null when there is none.
const workspace::Package* Owners::common_package(const workspace::Package& a, const workspace::Package& b) const {
  static constexpr std::array<std::string_view, 6> kForOthers = {"shared", "common",    "types",
                                                                 "core",   "contracts", "domain"};
  for (const workspace::Package& candidate : program_.workspace().packages()) {
    if (!depends_on(a, candidate) || !depends_on(b, candidate)) continue;
    if (std::any_of(kForOthers.begin(), kForOthers.end(),
                    [&](std::string_view word) { return candidate.name.find(word) != std::string::npos; })) {
      return &candidate;
    }
  }
  return nullptr;
}

std::string Owners::advice_across(const ValueList& copy, const ValueList& owner, const std::string& name) const {
  const workspace::Package& own = *package_of(copy);
  const workspace::Package& other = *package_of(owner);
  if (depends_on(own, other)) {
    if (is_offered(owner)) return "Import " + name + " from '" + other.name + "'";
    return "Export " + name + " from '" + other.name + "', on which this package depends, and import it from there";
  }
  if (depends_on(other, own)) {
    return "Move the list into " + quoted(own.name) + ", on which " + quoted(other.name) +
           " depends, and import it in both";
  }
  if (const workspace::Package* common = common_package(own, other)) {
    return "Move the list into " + quoted(common->name) + ", on which both packages depend, and import it from there";
  }
  return "Move the list into a package on which both can depend, and import it from there";
}

std::string Owners::advice(const ValueList& copy, const ValueList& owner) const {
  if (owner.shape == Shape::Prisma) {
    return "Use the enum " + quoted(owner.name) +
           " that Prisma generates from the schema, e.g. with z.nativeEnum or Object.values";
  }
  const std::string name = owner.name.empty() ? "the list" : quoted(owner.name);
  const bool is_erased = owner.shape == Shape::Union || owner.shape == Shape::Variants;
  const bool has_name = owner.holder == Holder::TypeName || owner.holder == Holder::Variable;
  if (copy.shape == Shape::ObjectKeys && owner.is_type() && has_name) {
    return "Type the object as a `Record<" + owner.name + ", …>`, so that the compiler asks for every value";
  }
  const bool needs_values = !(copy.shape == Shape::Union || copy.shape == Shape::Variants);
  if (copy.path == owner.path) {
    if (!has_name) return "Give the list a name in this file and use it in both places";
    if (is_erased && needs_values) {
      return "Write the values once as a constant list, derive " + name + " from it, and use both here";
    }
    return "Use " + name + " here too";
  }
  const workspace::Package* own = package_of(copy);
  const workspace::Package* other = package_of(owner);
  if (own != nullptr && other != nullptr && own != other && !other->name.empty()) {
    return advice_across(copy, owner, has_name ? name : "the list under a name");
  }
  const std::string from = "'" + without_extension(relative(copy.path, owner.path)) + "'";
  if (!has_name) return "Give the list a name, export it from " + from + " and import it here";
  if (owner.holder_node && owner.holder_node.enclosing_function()) {
    return "Move " + name + " to the top of " + from + ", export it and import it here";
  }
  if (is_erased && needs_values) {
    return "Write the values once as an exported constant list beside " + name + " in " + from +
           ", derive the type from it, and import it here";
  }
  return (owner.is_exported ? "Import " + name + " from " : "Export " + name + " and import it from ") + from;
}

}  // namespace lockstep::rules
