// What to do about a copy in another package than its owner's: who may depend on whom, what a browser must not load,
// and where a list could live that two packages need.

#include "rules/duplicate_list/move.h"
#include "rules/duplicate_list/obstacles.h"
#include "rules/duplicate_list/traits.h"
#include "rules/words.h"

#include <algorithm>
#include <initializer_list>

namespace lockstep::rules {
namespace {

bool ends_in_word(std::string_view name, std::initializer_list<std::string_view> known) {
  const std::vector<std::string> words = split_words(name);
  // `shared-types`, `@shop/core`; but `config-types` and `core-flows` are about something else.
  const bool is_config = std::find(words.begin(), words.end(), "config") != words.end();
  return !words.empty() && !is_config && std::find(known.begin(), known.end(), words.back()) != known.end();
}

/// A package that only a server may load.
bool is_for_servers(const workspace::Package& package) {
  return ends_in_word(package.name, {"db", "database", "prisma", "drizzle", "server", "backend", "api", "dal"});
}

/// What people call a package that may have no name: its folder.
std::string folder_of(const workspace::Package& package) {
  return package.directory.empty() ? std::string("the root") : in_ticks(package.directory);
}

std::string_view package_in(std::string_view specifier) {
  std::size_t slash = specifier.find('/');
  if (specifier.starts_with('@') && slash != std::string_view::npos) slash = specifier.find('/', slash + 1);
  return specifier.substr(0, slash);
}

}  // namespace

bool is_for_browsers(const workspace::Package& package) {
  return std::any_of(package.dependencies.begin(), package.dependencies.end(), [](const auto& dependency) {
    const std::string& name = dependency.first;
    return name == "react-dom" || name == "preact" || name == "vue" || name == "svelte" || name == "solid-js";
  });
}

/// A package whose name says that it is there for others, and on which both depend; null when there is none.
const workspace::Package* Owners::common_package(const workspace::Package& a, const workspace::Package& b) const {
  for (const workspace::Package& candidate : program_.workspace().packages()) {
    if (!depends_directly(a, candidate) || !depends_directly(b, candidate)) continue;
    if (ends_in_word(candidate.name, {"shared", "common", "types", "type", "core", "contracts", "domain", "models"})) {
      return &candidate;
    }
  }
  return nullptr;
}

/// A package of declarations: an enum or a constant has no place there.
bool Owners::holds_only_types(const workspace::Package& package) const {
  std::size_t types = 0;
  std::size_t values = 0;
  for (const File& file : program_.files()) {
    if (file.package_id == facts::kNone || &program_.workspace().packages()[file.package_id] != &package) continue;
    for (const facts::Export& exported : file.facts.exports) {
      if (exported.binding == facts::kNone) continue;
      const facts::BindingKind kind = file.facts.bindings[exported.binding].kind;
      const bool is_type = kind == facts::BindingKind::TypeAlias || kind == facts::BindingKind::Interface;
      ++(is_type ? types : values);
    }
  }
  return types > 0 && values * 20 <= types;
}

bool Owners::are_kept_apart(const ValueList& copy, const ValueList& owner) const {
  const workspace::Package* own = package_of(copy);
  const workspace::Package* other = package_of(owner);
  if (own == nullptr || other == nullptr || own == other) return false;
  return !is_erased(copy) && is_erased(owner) && holds_only_types(*other);
}

/// Where a list that two packages need could live.
std::string Owners::for_both(const workspace::Package& own, const workspace::Package& other) const {
  if (const workspace::Package* common = common_package(own, other)) {
    return "Move the list into " + in_ticks(common->name) + ", on which both packages depend, and import it from there";
  }
  if (const std::string_view drawn = paths_.drawn_from(own, other); !drawn.empty()) {
    return "Move the list into a module of " + folder_of(other) + " that the browser may load, as '" +
           std::string(drawn) + "' is, and import it from there";
  }
  if (is_for_browsers(own) && is_for_servers(other) && depends_on(own, other)) {
    return "Move the list into a package that the browser may load too, and import it from there";
  }
  return folder_of(own) + " and " + folder_of(other) +
         " share no package: make one for what both must know, or let a test compare the two lists";
}

/// Whether the copy's file can take values from a package for servers although a browser runs its own package.
bool Owners::may_load(const Move& move) const {
  const File& user = move.copy.node.file();
  const File& used = move.owner.node.file();
  if (paths_.is_drawn_by(user.package_id, used)) return true;
  // A router of the same application is nothing that a browser runs, and loads from there already.
  return !runs_in_browser(user.path) && paths_.loads_from(user, used.package_id);
}

/// From one package to another.
std::string Owners::across(const Move& move) const {
  const workspace::Package& own = *package_of(move.copy);
  const workspace::Package& other = *package_of(move.owner);
  const auto and_add = [](const workspace::Package& used, const workspace::Package& user) {
    // What comes along with another dependency cannot be imported under a strict package manager.
    if (depends_directly(user, used)) return std::string();
    return ", and add '" + used.name + "' to the dependencies of " + in_ticks(user.name);
  };
  // A type is gone before anything is loaded.
  const bool is_kept_from =
      is_for_browsers(own) && is_for_servers(other) && !depends_directly(own, other) && move.needs_values;
  const bool is_drawn = is_for_browsers(own) && is_for_servers(other) && move.needs_values && !may_load(move);
  if (is_drawn && !move.has_name) return for_both(own, other);
  if (is_drawn && depends_on(own, other) && move.has_name && move.copy.shape != Shape::Sql) {
    return "Take the type from '" + other.name +
           "' with `import type` and let the compiler compare, e.g. with `satisfies`: " +
           "importing values would load the server's code in the browser";
  }
  if (depends_on(own, other) && !is_kept_from) {
    const std::string entry = paths_.entry_of(move.copy.node.file(), move.owner.node.file());
    const std::string in = "'" + (entry.empty() ? other.name : entry) + "'";
    if (move.is_type_only && holds_only_types(other)) {
      const std::string how =
          move.copy.shape == Shape::Enum
              ? "Let a test of types compare the members, `${" + move.copy.name + "}`, with " + move.name
              : std::string("Let the compiler compare the two where the values are written, e.g. with `satisfies`");
      return how + ": " + in + " holds only types, so " + move.name + " has no values to import";
    }
    if (move.is_type_only) {
      const std::string beside_it = move.has_name ? "beside " + move.name : "where the type stands";
      return "Write the values once as an exported constant list " + beside_it + " in " + in +
             ", derive the type from it, and import it here" + and_add(other, own);
    }
    if (!move.has_name) {
      return "Give the list a name, export it from " + in +
             (is_menu(move.copy) ? ", import it here and build the entries from it" : " and import it here") +
             and_add(other, own);
    }
    if (is_local_elsewhere(move.owner, move.copy)) {
      return "Move " + move.name + " to the top of its module in " + in + ", export it and import it here" +
             and_add(other, own);
    }
    const std::string specifier = move.owner.holder_node
                                      ? paths_.specifier(move.copy.node.file(), move.owner.holder_node, move.owner.name)
                                      : std::string();
    if (specifier.empty() && move.owner.is_exported) {
      return "Hand " + move.name + " on from " + in + ", which does not export it yet, and import it from there" +
             and_add(other, own);
    }
    if (specifier.empty()) {
      return "Export " + move.name + " from " + in + " and import it from there" + and_add(other, own);
    }
    return "Import " + move.name + " from '" + specifier + "'" + further_step(move) +
           (package_in(specifier) == other.name ? and_add(other, own) : "");
  }
  if (depends_on(other, own)) {
    const std::string there = "'" + std::string(move.owner.path) + "'";
    if (holds_only_types(own) && !is_erased(move.owner)) {
      return "Give the type a name here and let the compiler compare " + move.name + " of " + there +
             " with it, e.g. with `satisfies`: " + in_ticks(own.name) + " holds only types";
    }
    return "Export the list from here, in " + in_ticks(own.name) + ", and import it in " + there + and_add(own, other);
  }
  return for_both(own, other);
}

}  // namespace lockstep::rules
