// What to do about a copy: one sentence that the reader can follow word for word. What cannot be imported (a local of
// a function, a type where values are needed, what lies in a package that is no dependency, in one that a browser must
// not load, or behind a ring of imports) has to move first, and the advice says so.

#include "rules/duplicate_list/move.h"
#include "rules/duplicate_list/obstacles.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

/// `Exclude<Filter, 'all'>`, where the type has a word more that makes no difference.
std::string without_fillers(const ValueList& copy, const ValueList& owner) {
  std::string left_out;
  for (const ListedValue& value : owner.spelled) {
    const auto is_this = [&](const ListedValue& other) { return other.text == value.text; };
    if (std::any_of(copy.spelled.begin(), copy.spelled.end(), is_this)) continue;
    left_out += (left_out.empty() ? "'" : " | '") + std::string(value.text) + "'";
  }
  const bool is_less = is_erased(owner) && copy.spelled.size() < owner.spelled.size() && !left_out.empty();
  return is_less ? "Exclude<" + owner.name + ", " + left_out + ">" : owner.name;
}

}  // namespace

/// `x is T`: what decides has to know all of T.
std::string Owners::of_a_guard(const Move& move) const {
  const std::string from = from_where(move.copy, move.owner);
  if (move.owner.shape == Shape::Schema) return "Let " + move.name + from + " decide, with `safeParse`";
  if (is_erased(move.owner)) {
    return "Write the values once as a constant list, derive " + move.name + " from it, and ask the list here";
  }
  return "Ask `Object.values(" + move.owner.name + ")`" + from + " here";
}

std::string Owners::advice(const ValueList& copy, const ValueList& of, const Circumstances& around) const {
  if (!copy.node) return "Bring the enum of the schema and " + in_ticks(of.name) + " in line, and test that they agree";
  if (is_unused(copy)) {
    return has_own_name(copy) ? "Delete " + in_ticks(copy.name) + ", which nothing uses"
                              : std::string("Delete what this is written in: nothing uses it");
  }
  const bool is_type = is_erased(copy);
  const ValueList& nearest = source_for(copy, of, around);
  const bool is_table = copy.shape == Shape::ObjectKeys && !have_same_entries(copy, nearest);
  const ValueList owner = is_type || is_table ? alias_of(nearest) : nearest;
  // `const status: 'a' | 'b'`: the name is the variable's, and the type has none.
  const bool has_name =
      (owner.holder == Holder::TypeName || (owner.holder == Holder::Variable && !is_anonymous_type(owner))) &&
      !owner.name.empty();
  const Move move{
      .copy = copy,
      .owner = owner,
      .has_name = has_name,
      .needs_values = !is_type,
      .is_type_only = is_erased(owner) && !is_type,
      .is_wider = around.is_wider,
      .is_at_hand = has_name && owner.holder_node && copy.path != owner.path && is_imported(copy, owner.holder_node),
      .name =
          has_name ? in_ticks(is_type && !around.has_drifted ? without_fillers(copy, owner) : owner.name) : "the list"};
  if (copy.shape == Shape::ObjectKeys && owner.is_type() && has_name) {
    return "Let the compiler ask for every value: `satisfies Record<" + owner.name + ", …>`" + from_where(copy, owner);
  }
  const bool is_domain = (owner.is_type() || owner.shape == Shape::Schema) && has_name;
  if (copy.is_guard && is_domain) return of_a_guard(move);
  if ((copy.shape == Shape::Switch || copy.shape == Shape::Chain) && is_domain) {
    return "Type " + (copy.name.empty() ? std::string("what is compared") : in_ticks(copy.name)) + " by " + move.name +
           from_where(copy, owner) + " so that the compiler compares the values with it";
  }
  if (is_menu(copy) && is_domain) {
    return "Build the entries from a `Record` over the values of " + move.name + from_where(copy, owner) +
           " so that the compiler asks for every one";
  }
  if (copy.shape == Shape::Sql) {
    return (is_erased(owner) ? "Write the values once as a constant list, derive " + move.name +
                                   " from it, and build the statement from it, too"
                             : "Build the statement from " + move.name) +
           ", or let a test compare the two: the database does not see the code";
  }
  if (owner.shape == Shape::Prisma && !can_import(copy, owner)) {
    const workspace::Package* user = package_of(owner);
    if (user != nullptr && package_of(copy) != nullptr && depends_on(*user, *package_of(copy))) {
      return "Let the compiler compare the two in " + in_ticks(user->name) +
             ", which may import both, e.g. with `satisfies`";
    }
    return "Hand the values of the enum " + move.name + " that Prisma generates on from a package that this one may " +
           "depend on, and import them from there";
  }
  if (owner.shape == Shape::Prisma) {
    return "Use the enum " + move.name + " that Prisma generates from the schema" + from_where(copy, owner) + ", " +
           (is_type ? "which is also a type" : "with " + by_an_enum(copy, owner.name));
  }
  if (copy.path == owner.path) return beside(move);
  if (move.is_at_hand && !move.is_type_only) {
    const std::string step = further_step(move);
    return "Use " + move.name + ", which this file imports already" + (step.starts_with(" and") ? "," : "") + step;
  }
  const workspace::Package* own = package_of(copy);
  const workspace::Package* other = package_of(owner);
  // What is the root's is nobody's dependency: tsconfig or the bundler leads there.
  const bool is_root = (other != nullptr && other->directory.empty()) || (own != nullptr && own->directory.empty());
  const bool is_across = own != nullptr && other != nullptr && own != other && !other->name.empty() && !is_root;
  return is_across ? across(move) : within(move);
}

/// In one file.
std::string Owners::beside(const Move& move) const {
  if (!move.has_name && move.is_wider) return "Give the list a name, export it, and use it in all of these places";
  if (!move.has_name) return "Give the list a name in this file and use it in both places";
  if (move.is_type_only) {
    return "Write the values once as a constant list, derive " + move.name + " from it, and use both here";
  }
  if (is_local_elsewhere(move.owner, move.copy)) {
    return "Move " + move.name + " to the top of this file and use it in both places";
  }
  return "Use " + move.name + " here too" + further_step(move);
}

/// Whether the owner is no better a home than the copy's file: two modules beside each other, each with what it needs
/// for itself, or a component of which others would have to import.
bool Owners::is_nobodys(const Move& move) {
  const ValueList& copy = move.copy;
  const ValueList& owner = move.owner;
  if (owner.is_exported || copy.is_exported || move.is_type_only) return false;
  if (runs_in_browser(owner.path) && owner.path.ends_with("x")) return true;
  // What a page holds for itself it can import from any module.
  if (obstacle_between(owner, copy) != Obstacle::None) return false;
  const bool are_signatures = is_anonymous_type(copy) && is_anonymous_type(owner) && move.is_wider;
  return are_signatures || (has_own_name(copy) && has_own_name(owner) && copy.shape == owner.shape);
}

/// The other way round: what the copy's file exports, that of the owner can import.
std::string Owners::turned_round(const Move& move, const std::string& from) const {
  const ValueList& copy = move.copy;
  const std::string why =
      paths_.imports(move.owner.node.file(), copy.node.file()) ? ": it imports this file already" : "";
  if (has_own_name(copy) && !is_local_elsewhere(copy, move.owner)) {
    const bool is_derived = is_erased(move.owner) && move.needs_values;
    return (copy.is_exported ? "Keep " : "Export ") + in_ticks(copy.name) + (copy.is_exported ? "" : " from here") +
           (is_derived ? " and derive " + move.name + " of " + from + " from it" : " and import it in " + from) + why;
  }
  if (is_erased(move.owner) && move.needs_values) {
    return "Write the values once as an exported constant list here and derive " +
           (move.has_name ? move.name : "the type") + " in " + from + " from it" + why;
  }
  if (move.has_name) return "Move " + move.name + " to this file and export it, where " + from + " can import it" + why;
  return "Give the list a name here, export it, and import it in " + from + why;
}

/// Out of a file that others had better not import.
std::string Owners::out_of(const Move& move, const std::string& from) const {
  const std::string begin = "Move " + move.name + " out of " + from + " into a module ";
  switch (obstacle_between(move.copy, move.owner)) {
    case Obstacle::Server:
      return begin + "that the browser may load too, and import it in both";
    case Obstacle::Component:
      return begin + "that belongs to no component, and import it in both";
    case Obstacle::Client:
      return begin + "without 'use client', and import it in both: a server gets no values out of one that has it";
    case Obstacle::Page:
    case Obstacle::None:
      break;
  }
  return begin + "that belongs to no single page or route, and import it in both";
}

namespace {

/// "providers/a/mapper.ts" beside "providers/b/mapper.ts": neither is there for the other.
bool are_siblings(std::string_view a, std::string_view b) {
  const std::string_view own = a.substr(0, a.rfind('/') + 1);
  const std::string_view other = b.substr(0, b.rfind('/') + 1);
  return !own.starts_with(other) && !other.starts_with(own) && a.substr(own.size()) == b.substr(other.size());
}

}  // namespace

/// From one file to another of the same package, or where no packages say who may import whom.
std::string Owners::within(const Move& move) const {
  const ValueList& copy = move.copy;
  const ValueList& owner = move.owner;
  const std::string_view alias = paths_.alias(copy.node.file(), owner.node.file());
  // Into another package of the root no relative path may lead, unless one does already.
  const bool is_foreign = copy.node.file().package_id != owner.node.file().package_id && alias.empty() &&
                          !paths_.reaches(copy.node.file(), owner.node.file());
  const workspace::Package* own = package_of(copy);
  const workspace::Package* other = package_of(owner);
  if (is_foreign && own != nullptr && other != nullptr && own != other && !depends_directly(*own, *other)) {
    if (paths_.imported_packages(owner.node.file().package_id).contains(copy.node.file().package_id)) {
      return "Export the list from here and import it in '" + std::string(owner.path) +
             "', whose package imports from this one already";
    }
    return for_both(*own, *other);
  }
  const std::string from =
      "'" + (alias.empty() ? paths_.module_path(copy.node.file(), owner.node.file()) : std::string(alias)) + "'";
  if (project_of(copy.path) != project_of(owner.path) && alias.empty()) {
    const std::string specifier = owner.is_exported && owner.holder_node && !move.is_type_only
                                      ? paths_.specifier(copy.node.file(), owner.holder_node, owner.name)
                                      : std::string(".");
    if (!specifier.starts_with('.')) return "Import " + move.name + " from '" + specifier + "'";
    if (paths_.reaches(copy.node.file(), owner.node.file()) || paths_.takes_from(copy.node.file(), owner.path)) {
      return "Give the list a name, export it from '" + std::string(owner.path) + "' and import it here";
    }
    return "Move the list into a library on which both can depend, and import it from there";
  }
  const bool is_at_run_time = move.needs_values || !owner.is_type();
  const bool is_imported = paths_.imports(copy.node.file(), owner.node.file());
  const Obstacle obstacle = obstacle_between(copy, owner);
  const bool leads_back = is_at_run_time && !is_imported && paths_.closes_ring(copy.node.file(), owner.node.file());
  const bool is_about_values = obstacle == Obstacle::Server || obstacle == Obstacle::Client;
  const bool is_barred = obstacle != Obstacle::None && (is_at_run_time || !is_about_values) &&
                         (!is_imported || obstacle == Obstacle::Page || obstacle == Obstacle::Client);
  if (leads_back || is_barred) {
    const bool may_be_home =
        !paths_.closes_ring(owner.node.file(), copy.node.file()) && obstacle_between(owner, copy) == Obstacle::None;
    if (may_be_home) return turned_round(move, from);
    if (is_barred) return out_of(move, from);
    return "Move " + move.name + " into a module of its own and import it in both, since what " + from +
           " imports leads back to this file";
  }
  if (is_nobodys(move) && !is_imported) {
    const bool is_named = move.has_name && !is_local_elsewhere(owner, copy);
    const std::string_view what = is_anonymous_type(owner) ? "type" : "list";
    return (is_named ? "Move " + move.name + " out of " + from : "Give the " + std::string(what) + " a name") +
           (is_named ? " into" : " in") + " a module of its own, export it, and import it " +
           (move.is_wider ? "in all of these places" : "in both");
  }
  if (are_siblings(copy.path, owner.path) && !is_imported && !is_local_elsewhere(owner, copy)) {
    const std::string_view common = paths_.common_module(copy.node.file(), owner.node.file());
    if (!common.empty()) {
      return "Move " + move.name + " out of " + from + " into '" + std::string(common) +
             "', which both files import already, and import it from there " +
             (move.is_wider ? "in all of these places" : "in both");
    }
  }
  const bool are_types = !move.needs_values && owner.is_type();
  if (!move.has_name) {
    return std::string(are_types ? "Give the type" : "Give the list") + " a name, export it from " + from +
           (is_menu(copy) ? ", import it here and build the entries from it" : " and import it here");
  }
  if (is_local_elsewhere(owner, copy)) {
    return "Move " + move.name + " to the top of " + from + ", export it and import it here";
  }
  if (move.is_type_only) {
    return "Write the values once as an exported constant list beside " + move.name + " in " + from +
           ", derive the type from it, and import it here";
  }
  if (!owner.is_exported || !owner.holder_node) {
    return "Export " + move.name + " and import it from " + from + further_step(move);
  }
  return "Import " + move.name + " from '" + paths_.specifier(copy.node.file(), owner.holder_node, owner.name) + "'" +
         further_step(move);
}

}  // namespace lockstep::rules
