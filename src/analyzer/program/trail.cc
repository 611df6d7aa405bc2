#include "program/trail.h"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::program {

using facts::Kind;

namespace {

constexpr std::size_t kMostHops = 24;

/// What a mention of another module names, and by which rule that was found.
std::string from(const Program& program, const File& file, std::uint32_t import) {
  const std::string_view specifier = file.facts.text(file.facts.imports[import].specifier);
  const workspace::Resolution found = program.workspace().resolve(file.id, specifier);
  std::string text = "'" + std::string(specifier) + "'";
  if (found.kind == workspace::Resolution::Kind::File) text += " (" + std::string(to_string(found.way)) + ")";
  if (found.kind == workspace::Resolution::Kind::External) text += " (a library)";
  if (found.kind == workspace::Resolution::Kind::Unresolved) text += " (" + std::string(to_string(found.cause)) + ")";
  return text;
}

const facts::Export* export_named(const File& file, std::string_view name) {
  for (const facts::Export& entry : file.facts.exports) {
    if (file.facts.text(entry.name) == name) return &entry;
  }
  return nullptr;
}

/// The `export * from` that has the name.
const facts::Export* star_with(const Program& program, const File& file, std::string_view name) {
  for (const facts::Export& entry : file.facts.exports) {
    if (entry.import == facts::kNone || file.facts.text(entry.name) != "*") continue;
    const auto target = program.imported_file(file, entry.import);
    if (target && program.exported(program[*target], name)) return &entry;
  }
  return nullptr;
}

Node first_name(const Node& use) {
  Node at = use;
  while (at && !at.is(Kind::Ident)) {
    const bool leads_on = at.is(Kind::Member) || at.is(Kind::Index) || at.is(Kind::Call) || at.is(Kind::New) ||
                          at.is(Kind::TypeName) || at.is(Kind::Cast) || at.is(Kind::Await);
    if (!leads_on) return {};
    at = at.child(0);
  }
  return at;
}

}  // namespace

std::vector<Hop> trail_of(const Program& program, const Node& use) {
  std::vector<Hop> hops;
  const Node ident = first_name(use);
  const auto id = ident ? ident.facts().binding(ident.id()) : std::nullopt;
  if (!id) return hops;
  const facts::Binding& binding = ident.facts()[*id];
  if (binding.kind != facts::BindingKind::Import || binding.import == facts::kNone) return hops;

  const File* file = &ident.file();
  std::uint32_t import = binding.import;
  std::string_view name = file->facts.text(binding.imported);
  hops.push_back({.file = file,
                  .span = file->facts.imports[import].specifier_span,
                  .text = "`" + std::string(ident.text()) + "` is imported from " + from(program, *file, import)});
  std::set<std::pair<std::uint32_t, std::string_view>> visited;
  while (hops.size() < kMostHops) {
    const auto target = program.imported_file(*file, import);
    if (!target || name == "*") return hops;
    file = &program[*target];
    if (!visited.emplace(target->value, name).second) return hops;
    const facts::Export* entry = export_named(*file, name);
    if (entry == nullptr) entry = star_with(program, *file, name);
    if (entry == nullptr) return hops;
    if (entry->import == facts::kNone) {
      const Node declared = program.exported(*file, name).node;
      if (declared) {
        hops.push_back({.file = &declared.file(),
                        .span = name_span(declared),
                        .text = "`" + program.qualified_name(declared) + "` is declared in " + declared.file().path});
      }
      return hops;
    }
    import = entry->import;
    hops.push_back({.file = file,
                    .span = file->facts.imports[import].specifier_span,
                    .text = file->path + " passes it on from " + from(program, *file, import)});
    if (file->facts.text(entry->name) != "*") name = file->facts.text(entry->imported);
  }
  return hops;
}

}  // namespace lockstep::program
