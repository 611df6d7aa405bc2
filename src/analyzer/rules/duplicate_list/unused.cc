#include "rules/duplicate_list/unused.h"

#include <algorithm>
#include <optional>

namespace lockstep::rules {
namespace {

/// `Status` of `const Status = …`, `enum Status`, `type Status = …`.
std::string_view name_of(const Node& declaration) {
  if (!declaration.is(Kind::Declarator)) return declaration.text();
  const Node pattern = declaration.child(0);
  return pattern && pattern.is(Kind::Binding) ? pattern.text() : std::string_view{};
}

/// The declaration of a module that a use lies in; null where it is a statement that runs.
Node declaration_around(const Node& use) {
  Node found;
  for (Node up = use.parent(); up; up = up.parent()) {
    const bool declares =
        up.is(Kind::TypeAlias) || up.is(Kind::Interface) || up.is(Kind::Declarator) || up.is(Kind::Enum);
    if (declares) found = up;
    if (up.is(Kind::Function) || up.is(Kind::Class)) return {};
  }
  return found;
}

}  // namespace

Unused::Unused(const Program& program) : program_(program), taken_(program.files().size()) {
  for (const File& file : program.files()) {
    const facts::FileFacts& facts = file.facts;
    for (std::uint32_t i = 0; i < facts.imports.size(); ++i) {
      if (const auto target = program.imported_file(file, i)) taken_[target->value] = true;
    }
    const auto take_whole = [&](std::uint32_t import) {
      if (const auto target = program.imported_file(file, import)) taken_whole_.insert(*target);
    };
    for (std::uint32_t i = 0; i < facts.imports.size(); ++i) {
      const facts::Import::Form form = facts.imports[i].form;
      if (form == facts::Import::Form::Require || form == facts::Import::Form::Dynamic) take_whole(i);
    }
    for (const facts::Binding& binding : facts.bindings) {
      const bool is_namespace = binding.kind == facts::BindingKind::Import && facts.text(binding.imported) == "*";
      if (is_namespace && binding.import != facts::kNone) take_whole(binding.import);
    }
    for (const facts::Export& exported : facts.exports) {
      if (exported.import == facts::kNone) continue;
      const std::string_view over_there = facts.text(exported.imported);
      const std::string_view name = facts.text(exported.name);
      if (over_there == "*" && name != "*") take_whole(exported.import);
      if (over_there != name) renamed_.insert(over_there);
    }
  }
}

bool Unused::is_unused(const Node& declaration, int steps) const {
  const auto known = is_unused_.find(declaration.ref());
  if (known != is_unused_.end()) return known->second;
  // Whatever leads back here while we look does not use it.
  is_unused_[declaration.ref()] = true;
  const bool answer = find_out(declaration, steps);
  is_unused_[declaration.ref()] = answer;
  return answer;
}

bool Unused::find_out(const Node& declaration, int steps) const {
  const std::string_view name = name_of(declaration);
  if (steps == 0 || name.empty() || declaration.file().roles.has(workspace::Role::Declaration)) return false;
  if (is_used_in_its_file(declaration, name, steps)) return false;
  if (!program_.is_exported(declaration)) return true;
  // A module of which nobody takes anything may be run, or be the home that nobody has found yet.
  return taken_[declaration.file().id.value] && !is_handed_out(declaration, name) && !is_imported(declaration, name);
}

bool Unused::is_used_in_its_file(const Node& declaration, std::string_view name, int steps) const {
  for (const Node use : program::nodes_of(declaration.file(), {Kind::Ident, Kind::TypeName})) {
    if (use.text() != name || declaration.contains(use)) continue;
    if (program_.definition(use).node != declaration) continue;
    const Node user = declaration_around(use);
    if (!user || !is_unused(user, steps - 1)) return true;
  }
  return false;
}

bool Unused::is_imported(const Node& declaration, std::string_view name) const {
  const auto known = program_.names().find(name);
  if (!known) return false;
  for (const NodeRef place : program_.places().imports(*known)) {
    const Node binding = program_[place];
    if (program_.definition(binding).node == declaration) return true;
  }
  return false;
}

/// To whoever uses the package, or in a way that names do not show.
bool Unused::is_handed_out(const Node& declaration, std::string_view name) const {
  const File& file = declaration.file();
  if (renamed_.contains(name)) return true;
  for (const facts::Export& exported : file.facts.exports) {
    const bool is_this =
        exported.binding != facts::kNone && file.node(file.facts.bindings[exported.binding].declaration) == declaration;
    if (is_this && file.facts.text(exported.name) != name) return true;
  }
  const auto hands_on = [&](FileId module) { return program_.exported(program_[module], name).node == declaration; };
  if (std::any_of(taken_whole_.begin(), taken_whole_.end(), hands_on)) return true;
  if (file.package_id == facts::kNone) return false;
  const workspace::Package& package = program_.workspace().packages()[file.package_id];
  if (!package.has_exports && package.mains.empty()) return false;
  const std::vector<FileId> entries = program_.workspace().public_files(workspace::PackageId{file.package_id});
  return std::any_of(entries.begin(), entries.end(), hands_on);
}

}  // namespace lockstep::rules
