// Follows what files import from each other to where it is defined. Hundreds of files ask one barrel for one name, and
// to look through a barrel takes as long as it is wide. So the questions are gathered by the module that is asked, and
// each is answered once for all who ask it.

#include "program/link_imports.h"

#include <algorithm>
#include <cstddef>

namespace lockstep::program {
namespace {

/// What the files ask of one module.
struct OfModule {
  std::vector<Name> names;           // sorted, each once
  std::vector<Definition> leads_to;  // by the place in `names`

  const Definition& of(Name name) const {
    const auto found = std::lower_bound(names.begin(), names.end(), name);
    return leads_to[static_cast<std::size_t>(found - names.begin())];
  }
};

}  // namespace

std::vector<ImportedName> imported_names(const File& file) {
  std::vector<ImportedName> found;
  const auto& bindings = file.facts.bindings;
  for (std::uint32_t i = 0; i < bindings.size(); ++i) {
    if (bindings[i].kind != facts::BindingKind::Import || bindings[i].import == facts::kNone) continue;
    found.push_back({.binding = i, .import = bindings[i].import, .name = file.names[bindings[i].imported.value]});
  }
  return found;
}

std::vector<std::vector<Definition>> definitions_of_imports(const Program& program, const ProgramTables& tables,
                                                            std::span<const std::vector<ImportedName>> names,
                                                            const Workers& workers) {
  const std::span<const File> files = program.files();
  std::vector<OfModule> answers(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const ImportedName& one : names[i]) {
      const auto& target = tables.modules[i].imports[one.import];
      if (target.file != facts::kNone) answers[target.file].names.push_back(one.name);
    }
  }
  workers.for_each(files.size(), [&](std::size_t i) {
    OfModule& own = answers[i];
    std::sort(own.names.begin(), own.names.end());
    own.names.erase(std::unique(own.names.begin(), own.names.end()), own.names.end());
    own.leads_to.reserve(own.names.size());
    const Resolver resolver(program, tables);
    for (const Name name : own.names)
      own.leads_to.push_back(resolver.exported(files[i], program.names()[name], kMaxSteps - 1));
  });

  std::vector<std::vector<Definition>> found(files.size());
  workers.for_each(files.size(), [&](std::size_t i) {
    if (names[i].empty()) return;
    found[i].resize(names[i].back().binding + 1);
    const Resolver resolver(program, tables);
    for (const ImportedName& one : names[i]) {
      const auto& target = tables.modules[i].imports[one.import];
      found[i][one.binding] = target.file != facts::kNone
                                  ? answers[target.file].of(one.name)
                                  : resolver.imported(files[i], one.import, program.names()[one.name], kMaxSteps);
    }
  });
  return found;
}

}  // namespace lockstep::program
