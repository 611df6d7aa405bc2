// import: a file or a package imports a name from another, and has no list of its own with the values behind it.
// layers: some files never import others.
//
// "The editor takes the tools from the shared package" means two things: it does import them, and it does not spell
// them out beside that. The first alone is easily met by an import that nobody uses.

#include "rules/require/kinds.h"
#include "rules/require/scene.h"

#include "base/glob.h"
#include "workspace/of_node.h"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::rules::require {
namespace {

/// "fs" of "node:fs": both are spelled, and mean one thing.
std::string_view without_scheme(std::string_view module) {
  constexpr std::string_view kScheme = "node:";
  return module.starts_with(kScheme) ? module.substr(kScheme.size()) : module;
}

/// "@acme/types" of "@acme/types/testing".
bool leads_to(std::string_view specifier, std::string_view package) {
  specifier = without_scheme(specifier);
  package = without_scheme(package);
  return specifier.starts_with(package) && (specifier.size() == package.size() || specifier[package.size()] == '/');
}

/// Whether an import goes to a package, be it of the program or not.
bool is_from(const Program& program, const File& file, std::uint32_t import, std::string_view package) {
  if (leads_to(file.facts.text(file.facts.imports[import].specifier), package)) return true;
  const auto target = program.imported_file(file, import);
  return target && program[*target].package == package;
}

/// What a demand wants imported, and how a file stands to it.
class Source {
 public:
  Source(const Program& program, const std::vector<std::string>& names, std::string_view package)
      : program_(program), names_(names), package_(package) {
    for (const std::string& name : names) {
      if (const auto found = exported(program, package, name); found.node) things_.push_back(found.node);
    }
  }

  struct Taken {
    Place where;
    bool is_used = true;
  };
  /// Where a file takes one of the names, itself or from a file that hands it on.
  std::optional<Taken> taken_by(const File& file) const {
    std::optional<Taken> unused;
    for (std::uint32_t i = 0; i < file.facts.bindings.size(); ++i) {
      const facts::Binding& binding = file.facts.bindings[i];
      if (binding.kind != facts::BindingKind::Import || binding.import == facts::kNone) continue;
      const bool is_direct =
          is_wanted(file.facts.text(binding.imported)) && is_from(program_, file, binding.import, package_);
      const Node use = use_of(file, i);
      if (is_direct || (use && leads_there(use))) {
        Taken taken{.where = place_of(file, binding.name_span), .is_used = static_cast<bool>(use)};
        if (taken.is_used) return taken;
        unused = std::move(taken);
      }
    }
    for (const facts::Export& one : file.facts.exports) {
      if (one.import == facts::kNone || !is_wanted(file.facts.text(one.imported))) continue;
      if (is_from(program_, file, one.import, package_))
        return Taken{.where = place_of(file, file.facts.imports[one.import].specifier_span)};
    }
    // `import * as shared from '…'`, and then `shared.ToolName`.
    for (const Node member : program::nodes_of(file, Kind::Member)) {
      if (is_wanted(member.text()) && is_of_namespace(member)) return Taken{.where = place_of(member)};
    }
    return unused;
  }

 private:
  bool is_wanted(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }

  bool leads_there(const Node& use) const {
    return !things_.empty() && std::ranges::find(things_, program_.definition(use).node) != things_.end();
  }

  /// Where a file mentions what it has bound: a value, a type or an element. Handing it on is a use, too.
  static Node use_of(const File& file, std::uint32_t wanted) {
    const std::string_view local = file.facts.text(file.facts.bindings[wanted].name);
    for (const Node node : program::nodes_of(file, {Kind::Ident, Kind::Element})) {
      const auto binding = file.facts.binding(node.id());
      if (binding ? binding->value == wanted : node.is(Kind::Element) && node.text() == local) return node;
    }
    for (const facts::Export& one : file.facts.exports) {
      if (one.binding == wanted) return file.node(one.node);
    }
    return {};
  }

  bool is_of_namespace(const Node& member) const {
    const File& file = member.file();
    const Node object = member.child(0);
    const auto binding = object ? file.facts.binding(object.id()) : std::nullopt;
    if (!binding) return false;
    const facts::Binding& declared = file.facts[*binding];
    return declared.kind == facts::BindingKind::Import && declared.import != facts::kNone &&
           file.facts.text(declared.imported) == "*" && is_from(program_, file, declared.import, package_);
  }

  const Program& program_;
  const std::vector<std::string>& names_;
  std::string_view package_;
  std::vector<Node> things_;  // the declarations behind the names
};

struct Import {
  std::vector<std::string> importers;
  std::vector<std::string> names;
  std::string package;
  std::string list;  ///< the enum or list whose values must not be spelled out again; empty: any may
  std::string list_package;
};

/// `const ICONS: Record<ToolName, string> = { … }`, `{ … } satisfies Record<ToolName, string>`: the compiler keeps such
/// keys to the list.
bool is_kept_by_type(const Program& program, const ValueList& list, const std::set<std::string_view>& values) {
  if (list.shape != Shape::ObjectKeys || !list.node) return false;
  std::vector<Node> types;
  Node at = list.node.parent();
  for (; at && at.is(Kind::Cast); at = at.parent()) {
    if (at.op() == Op::Satisfies && at.child(1)) types.push_back(at.child(1));
  }
  if (at && at.is(Kind::Declarator) && at.child(1)) types.push_back(at.child(1));
  if (at && at.is(Kind::Field) && at.child(0)) types.push_back(at.child(0));
  const auto names_all = [&](const Node& name) {
    const program::Values held = program.values(name);
    const auto is_held = [&](std::string_view value) {
      return std::ranges::any_of(held.values, [&](const program::Value& one) { return one.text == value; });
    };
    return !held.values.empty() && std::ranges::all_of(values, is_held);
  };
  for (const Node& type : types) {
    if (type.is(Kind::TypeName) && names_all(type)) return true;
    for (const Node name : program::nodes_of(type, Kind::TypeName)) {
      if (names_all(name)) return true;
    }
  }
  return false;
}

/// `const ICONS = { search: 'a', mail: 'b' }` without a type, whose keys are values of the list and nothing else, and
/// half of it at least.
std::vector<Violation> own_keys(const Import& wanted, const Scene& scene, const std::vector<const File*>& files,
                                const std::set<std::string_view>& values, const std::set<std::string_view>& homes) {
  constexpr std::size_t kFewestKeys = 3;
  const Program& program = scene.program();
  std::vector<Violation> found;
  for (const File* file : files) {
    if (homes.contains(file->path)) continue;
    for (const Node declarator : program::nodes_of(*file, Kind::Declarator)) {
      const Node value = program::value_of(declarator);
      if (!value || declarator.child(1) || !declarator.child(0).is(Kind::Binding)) continue;
      const bool is_bare = value.is(Kind::Object) || (value.is(Kind::Cast) && value.op() == Op::AsConst);
      const Node object = program::without_casts(value);
      if (!is_bare || !object.is(Kind::Object) || object.child_count() < kFewestKeys) continue;
      const auto is_value = [&](const Node& part) {
        return part.is(Kind::Property) && !part.has(Flag::kComputed) && values.contains(part.text());
      };
      const auto parts = object.children();
      if (!std::all_of(parts.begin(), parts.end(), is_value) || object.child_count() * 2 < values.size()) continue;
      const auto is_told = [&](const ValueList& list) { return list.node == object; };
      if (std::ranges::any_of(scene.value_lists().lists, is_told)) continue;
      found.push_back({.where = place_of(declarator.child(0)),
                       .message = "the keys of `" + std::string(declarator.child(0).text()) + "` spell out " +
                                  counted(object.child_count(), "value", "values") + " of `" + wanted.list +
                                  "`, which " + wanted.package + " exports",
                       .subject = "list " + std::string(declarator.child(0).text()) + " in " +
                                  std::string(program.workspace().name())});
    }
  }
  return found;
}

/// Lists that spell two or more of the values, in these files.
std::vector<Violation> own_lists(const Import& wanted, const Scene& scene, const std::vector<const File*>& files) {
  std::vector<Violation> found;
  const Program& program = scene.program();
  std::set<std::string_view> values;
  std::set<std::string_view> homes;
  for (const Node& list : declarations(program, wanted.list, wanted.list_package)) {
    homes.insert(list.file().path);
    for (const auto& value : program.values(list).values) values.insert(value.text);
  }
  for (const ValueList& list : scene.value_lists().lists) {
    const bool is_asked =
        std::any_of(files.begin(), files.end(), [&](const File* file) { return file->path == list.path; });
    if (!is_asked || homes.contains(list.path)) continue;
    const auto count =
        static_cast<std::size_t>(std::count_if(list.spelled.begin(), list.spelled.end(),
                                               [&](const ListedValue& value) { return values.contains(value.text); }));
    constexpr std::size_t kFewest = 2;
    if (count < kFewest || is_kept_by_type(program, list, values)) continue;
    found.push_back({.where = list.place(),
                     .message = title_of(list) +
                                (title_of(list).starts_with("the keys ") ? " spell out " : " spells out ") +
                                counted(count, "value", "values") + " of `" + wanted.list + "`, which " +
                                wanted.package + " exports",
                     .subject = "list " + list.name + " in " + std::string(program.workspace().name())});
  }
  for (Violation& keys : own_keys(wanted, scene, files, values, homes)) found.push_back(std::move(keys));
  return found;
}

Answer ask(const Import& wanted, const Scene& scene) {
  const Program& program = scene.program();
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  std::vector<const File*> all;
  std::string names;
  for (const std::string& name : wanted.names) names += (names.empty() ? "`" : " or `") + name + "`";
  const Source source(program, wanted.names, wanted.package);
  const auto violate = [&](Place where, const std::string& what, const std::string& subject) {
    violations.push_back({.where = std::move(where), .message = what, .subject = subject + " " + wanted.names.front()});
  };
  for (const std::string& importer : wanted.importers) {
    const bool is_package = program.workspace().find_package(importer).has_value();
    bool is_met = false;
    std::optional<Place> unused;
    const std::size_t before = all.size();
    for (const File* file : files_of(program, importer)) {
      if (file->roles.any(kNotOurCode)) continue;
      all.push_back(file);
      const auto taken = source.taken_by(*file);
      if (taken && taken->is_used) {
        is_met = true;
        evidence.push_back({taken->where, "imported here"});
      } else if (taken && is_package) {
        unused = taken->where;
      } else if (taken) {
        violate(taken->where, "this file imports " + names + " from " + wanted.package + " and does not use it",
                file->path);
      } else if (!is_package) {
        violate(place_in_file(*file), "this file imports no " + names + " from " + wanted.package, file->path);
      }
    }
    if (!is_package || is_met || all.size() == before) continue;
    if (unused) {
      violate(*unused, importer + " imports " + names + " from " + wanted.package + " and does not use it", importer);
    } else {
      violate(place_in_package(program, importer), importer + " imports no " + names + " from " + wanted.package,
              importer);
    }
  }
  if (all.empty()) return not_applicable("there is no file or package `" + wanted.importers.front() + "`");
  std::vector<std::string> gaps = empty_scopes(program, wanted.importers);
  if (!wanted.list.empty()) {
    for (Violation& list : own_lists(wanted, scene, all)) violations.push_back(std::move(list));
    if (declarations(program, wanted.list, wanted.list_package).empty())
      gaps.push_back(wanted.list_package + " exports no `" + wanted.list + "`");
  }
  Answer answer = violations.empty() ? holds(counted(evidence.size(), "import", "imports") +
                                                 (wanted.list.empty() ? "" : ", and no list of its own"),
                                             std::move(evidence))
                                     : violated(std::move(violations));
  answer.gaps = std::move(gaps);
  return answer;
}

Demand read_import(json::Reader& reader) {
  Import wanted{.importers = read_files(reader, "in"),
                .names = read_names(reader, "name"),
                .package = std::string(reader.string("from")),
                .list = std::string(reader.string("no-list-of", "")),
                .list_package = {}};
  wanted.list_package = wanted.package;
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

// Layers ----------------------------------------------------------------------------------------------------------

struct Layers {
  std::vector<std::string> from;
  std::vector<std::string> never;
  bool allows_types = false;
};

/// Whether there is anything that such an import could mean: files or a package here, a library that somebody depends
/// upon or imports, a part of Node.
bool means_something(const Program& program, const std::string& module) {
  if (workspace::is_of_node(without_scheme(module)) || !files_of(program, module).empty()) return true;
  const auto& packages = program.workspace().packages();
  if (program.workspace().find_package(module) ||
      std::any_of(packages.begin(), packages.end(), [&](const auto& one) { return !one.range_of(module).empty(); }))
    return true;
  for (const File& file : program.files()) {
    for (const facts::Import& import : file.facts.imports) {
      if (leads_to(file.facts.text(import.specifier), module)) return true;
    }
  }
  return false;
}

Answer ask(const Layers& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const std::vector<const File*> files = files_of(program, wanted.from);
  std::vector<Violation> violations;
  std::size_t imports = 0;
  for (const File* file : files) {
    if (file->roles.any(kNotOurCode)) continue;
    for (std::uint32_t i = 0; i < file->facts.imports.size(); ++i) {
      const facts::Import& import = file->facts.imports[i];
      if (wanted.allows_types && import.type_only) continue;
      ++imports;
      const auto target = program.imported_file(*file, i);
      const std::string_view specifier = file->facts.text(import.specifier);
      for (const std::string& never : wanted.never) {
        const bool is_package = program.workspace().find_package(never).has_value();
        const bool hits =
            leads_to(specifier, never) ||
            (target && (is_package ? program[*target].package == never : Glob(never).covers(program[*target].path)));
        if (!hits || (target && *target == file->id)) continue;
        violations.push_back({.where = place_of(*file, import.specifier_span),
                              .message = "this imports from " + never + ", which is closed to " + wanted.from.front(),
                              .subject = file->path + " " + std::string(specifier)});
        break;
      }
    }
  }
  if (files.empty()) return not_applicable("there is no file or package `" + wanted.from.front() + "`");
  Answer answer = violations.empty() ? holds("none of " + counted(imports, "import", "imports") + " leads there")
                                     : violated(std::move(violations));
  answer.gaps = empty_scopes(program, wanted.from);
  for (const std::string& never : wanted.never) {
    if (!means_something(program, never)) answer.gaps.push_back("there is no file, package or library `" + never + "`");
  }
  return answer;
}

Demand read_layers(json::Reader& reader) {
  const Layers wanted{.from = read_files(reader, "from"),
                      .never = read_files(reader, "never-imports"),
                      .allows_types = reader.flag("except-types", false)};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kImport{"import", read_import};
extern const DemandKind kLayers{"layers", read_layers};

}  // namespace lockstep::rules::require
