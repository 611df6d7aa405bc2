#include "effects/unmentioned.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

namespace lockstep::effects {

using facts::Kind;
using program::File;
using program::Node;

namespace {

/// The node whose name a function goes by: its own, or that of the constant that it is put into.
Node named(const Node& function) {
  if (function.has(facts::kDeclaration) && !function.text().empty()) return function;
  const Node parent = function.parent();
  const Node name = parent && parent.is(Kind::Declarator) ? parent.child(0) : Node{};
  return name && name.is(Kind::Binding) ? name : Node{};
}

bool is_published(const program::Program& program, const File& file) {
  if (file.package_id == facts::kNone) return false;
  const workspace::Package& package = program.workspace().packages()[file.package_id];
  return !package.is_private && (package.has_exports || !package.mains.empty());
}

/// Frameworks call what a file exports as its default, whatever it is called there.
bool is_default(const File& file, std::string_view name) {
  return std::any_of(file.facts.exports.begin(), file.facts.exports.end(), [&](const facts::Export& one) {
    return file.facts.text(one.name) == "default" && one.binding != facts::kNone &&
           file.facts.text(file.facts.bindings[one.binding].name) == name;
  });
}

/// How often a file's exports say a name themselves.
std::uint32_t exports_of(const File& file, std::string_view name) {
  std::uint32_t found = 0;
  for (const facts::Export& one : file.facts.exports) {
    if (file.facts.text(one.name) == name) ++found;
    if (one.binding != facts::kNone && file.facts.text(file.facts.bindings[one.binding].name) == name) ++found;
  }
  return found;
}

/// How often a file writes a name.
std::uint32_t uses_in(const File& file, program::Name name) {
  for (std::size_t local = 0; local < file.names.size(); ++local) {
    if (file.names[local] == name) return file.facts.uses[local];
  }
  return 0;
}

/// Whether all who write that name import another function of it: a copy that stayed behind.
bool is_left_for_a_twin(const program::Program& program, const Node& function, const Node& name) {
  if (!program.callers(function).empty() || !program.references(function).empty()) return false;
  std::set<FileId> mean_the_twin;
  for (const program::NodeRef import : program.places().imports(*name.name())) {
    const Node meant = program.definition(program[import]).node;
    if (!meant || meant.is(Kind::Binding) || meant.contains(function) || function.contains(meant)) return false;
    mean_the_twin.insert({program[import].file().id, meant.file().id});
  }
  return !mean_the_twin.empty() && std::ranges::all_of(program.files(), [&](const File& file) {
    return mean_the_twin.contains(file.id) || uses_in(file, *name.name()) <= exports_of(file, name.text());
  });
}

}  // namespace

void Unmentioned::find_mentions() {
  mentions_.emplace();
  mentions_->uses.resize(program_.names().size());
  for (const File& file : program_.files()) {
    if (file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story)) continue;
    for (std::size_t local = 0; local < file.names.size(); ++local)
      mentions_->uses[file.names[local].value] += file.facts.uses[local];
    const auto note_whole = [&](std::uint32_t import) {
      if (const auto target = program_.imported_file(file, import)) mentions_->whole_imports.insert(*target);
    };
    for (const facts::Binding& binding : file.facts.bindings) {
      if (binding.import != facts::kNone && file.facts.text(binding.imported) == "*") note_whole(binding.import);
    }
    for (std::uint32_t i = 0; i < file.facts.imports.size(); ++i) {
      const auto form = file.facts.imports[i].form;
      if (form == facts::Import::Form::Require || form == facts::Import::Form::Dynamic) note_whole(i);
    }
  }
}

bool Unmentioned::has(const Node& function) {
  const Node name = named(function);
  const File& file = function.file();
  if (!name || !name.name() || is_published(program_, file) || is_default(file, name.text())) return false;
  if (!mentions_) find_mentions();
  return !mentions_->whole_imports.contains(file.id) &&
         (mentions_->uses[name.name()->value] <= exports_of(file, name.text()) ||
          is_left_for_a_twin(program_, function, name));
}

}  // namespace lockstep::effects
