// The only place where files meet: imports are resolved, export tables made, class hierarchies closed and calls matched
// to functions. Work that touches one file runs on the workers, into that file's own slot; what joins files runs in
// order of path, so the result never depends on the number of threads.

#include "program/callables.h"
#include "program/calls.h"
#include "program/link_imports.h"
#include "program/resolver.h"
#include "program/tables.h"

#include <algorithm>
#include <utility>

namespace lockstep::program {

using facts::Kind;

constexpr std::size_t kTypesOfFile = 8;  // that are asked for, or somewhat fewer

namespace {

ProgramTables::Module link_module(const workspace::Workspace& workspace, const File& file) {
  ProgramTables::Module module;
  const auto& facts = file.facts;
  module.imports.reserve(facts.imports.size());
  for (const facts::Import& import : facts.imports) {
    workspace::Resolution found = workspace.resolve(file.id, facts.text(import.specifier));
    ProgramTables::Target target;
    if (found.kind == workspace::Resolution::Kind::File) target.file = found.file.value;
    if (found.kind == workspace::Resolution::Kind::External) {
      target.package = std::move(found.package);
      if (!found.subpath.empty()) target.package += "/" + found.subpath;
    }
    module.imports.push_back(std::move(target));
  }
  // A name may be exported as a value and as a type; the value is what rules ask about.
  std::vector<ExportTable::Entry> values;
  std::vector<ExportTable::Entry> types;
  for (std::uint32_t i = 0; i < facts.exports.size(); ++i) {
    const facts::Export& entry = facts.exports[i];
    const std::string_view name = facts.text(entry.name);
    if (name == "*" && entry.import != facts::kNone) {
      module.stars.push_back(i);
      continue;
    }
    (entry.type_only ? types : values).push_back({file.names[entry.name.value], i});
    if (name == "=" && module.whole == facts::kNone) module.whole = i;
    if (entry.binding != facts::kNone) module.exported.push_back(facts.bindings[entry.binding].declaration);
    if (entry.expression != facts::kNone) module.exported.push_back(facts::NodeId{entry.expression});
  }
  values.insert(values.end(), types.begin(), types.end());
  module.exports = ExportTable(std::move(values));
  std::sort(module.exported.begin(), module.exported.end());
  return module;
}

/// `orders.spec.ts` may hold the specification of an interface, and `fixtures/` what is delivered with the program: a
/// file that only looks like a test by such a name, and that code imports to run, is code.
std::vector<FileId> code_by_use(const std::vector<File>& files, const ProgramTables& tables) {
  using workspace::Role;
  constexpr workspace::Roles kAside =
      workspace::Roles(Role::Test) | Role::Story | Role::Example | Role::Config | Role::Script | Role::Declaration;
  const auto is_named_for_tests = [](std::string_view path) {
    return path.find("test") != std::string_view::npos || path.find("mock") != std::string_view::npos ||
           path.find("e2e") != std::string_view::npos;
  };
  std::vector<FileId> open;
  for (const File& file : files) {
    if (!file.roles.any(kAside)) open.push_back(file.id);
  }
  std::vector<bool> seen(files.size());
  std::vector<FileId> found;
  while (!open.empty()) {
    const File& user = files[open.back().value];
    open.pop_back();
    for (std::size_t i = 0; i < user.facts.imports.size(); ++i) {
      const std::uint32_t target = tables.modules[user.id.value].imports[i].file;
      if (target == facts::kNone || user.facts.imports[i].type_only || seen[target]) continue;
      const File& used = files[target];
      if (!used.roles.has(Role::Test) || is_named_for_tests(used.path)) continue;
      seen[target] = true;
      found.push_back(used.id);
      open.push_back(used.id);
    }
  }
  return found;
}

/// A class's own instance members by name: a method with a body before its overloads, a getter before its setter, and
/// the parameters of the constructor that are fields too.
std::unordered_map<std::string_view, Node> members_of(const Node& klass) {
  std::unordered_map<std::string_view, Node> members;
  std::unordered_map<std::string_view, Node> without_body;
  Node constructor;
  for (const Node member : class_body(klass).children()) {
    if (member.is(Kind::Field)) members.try_emplace(member.text(), member);
    if (!member.is(Kind::Method)) continue;
    const Node function = member.child(0);
    if (member.text() == "constructor") constructor = function;
    const bool is_usable = body(function) && !function.has(facts::kSetter);
    (is_usable ? members : without_body).try_emplace(member.text(), member);
  }
  if (const Node all = parameters(constructor)) {
    for (const Node parameter : all.children()) {
      const bool is_field = parameter.has(facts::kPrivate) || parameter.has(facts::kProtected) ||
                            parameter.has(facts::kPublic) || parameter.has(facts::kReadonly);
      if (is_field) members.try_emplace(parameter.text(), parameter);
    }
  }
  members.merge(without_body);
  return members;
}

/// The keys of an object, type or enum: of an object the last of a name, as at run time.
std::unordered_map<std::string_view, Node> keys_of(const Node& holder) {
  std::unordered_map<std::string_view, Node> keys;
  for (const Node member : holder.children()) {
    if (member.is(Kind::EnumMember)) keys.try_emplace(member.text(), member);
    if (member.is(Kind::Property) || member.is(Kind::TypeMember)) keys.insert_or_assign(member.text(), member);
  }
  return keys;
}

/// `User.byEmail(…)` is asked at every use of a class and of all that inherit from it, so nobody should walk for it.
ProgramTables::Module::Members statics_of(const File& file) {
  ProgramTables::Module::Members statics;
  for (const Node klass : nodes_of(file, Kind::Class)) {
    for (const Node member : class_body(klass).children()) {
      const Node function = member.is(Kind::Method) ? member.child(0) : Node{};
      const bool is_static = member.has(facts::kStatic) || (function && function.has(facts::kStatic));
      if (is_static) statics[klass.id().value].try_emplace(member.text(), member);
    }
  }
  return statics;
}

ProgramTables::Module::Members members_of(const File& file) {
  ProgramTables::Module::Members members;
  for (const Node klass : nodes_of(file, Kind::Class)) members.emplace(klass.id().value, members_of(klass));
  for (const Kind kind : {Kind::Object, Kind::TypeObject, Kind::Enum}) {
    for (const Node holder : nodes_of(file, kind)) {
      if (holder.raw().size >= ProgramTables::kLarge) members.emplace(holder.id().value, keys_of(holder));
    }
  }
  return members;
}

void link_classes(const Program& program, ProgramTables& tables) {
  const Resolver resolver(program, tables);
  std::unordered_map<NodeRef, std::vector<NodeRef>> direct;
  for (const File& file : program.files()) {
    for (const Node node : nodes_of(file, {Kind::Class, Kind::Interface})) {
      if (node.is(Kind::Class)) {
        if (const Definition above = resolver.superclass(node, kMaxSteps); above.node) {
          direct[above.node.ref()].push_back(node.ref());
        }
        bool implements = false;
        for (const Node part : heritage(node) ? heritage(node).children() : Node::Children{&file, 0, 0, false}) {
          if (implements || part.is(Kind::TypeName)) {
            if (const Definition type = resolver.definition(part, kMaxSteps); type.node) {
              direct[type.node.ref()].push_back(node.ref());
            }
          }
          implements = implements || part.is(Kind::TypeName);
        }
      } else {
        bool is_member_part = true;
        for (const Node part : node.children()) {
          if (part.is(Kind::TypeObject)) is_member_part = false;
          if (is_member_part || !part.is(Kind::TypeName)) continue;
          if (const Definition type = resolver.definition(part, kMaxSteps); type.node) {
            direct[type.node.ref()].push_back(node.ref());
          }
        }
      }
    }
  }
  for (const auto& [above, unused] : direct) {
    // Everything below, in order; a class may be reached by two ways, and broken code may inherit from itself. A line
    // of thousands of heirs would take the square of its length.
    std::set<NodeRef> all;
    std::vector<NodeRef> level{above};
    for (int steps = kMaxSteps; !level.empty() && steps > 0; --steps) {
      std::vector<NodeRef> next;
      for (const NodeRef at : level) {
        const auto below = direct.find(at);
        if (below == direct.end()) continue;
        for (const NodeRef klass : below->second) {
          if (klass != above && all.insert(klass).second) next.push_back(klass);
        }
      }
      level = std::move(next);
    }
    tables.subclasses.emplace(above, std::vector<NodeRef>(all.begin(), all.end()));
  }
}

/// Calls as each end sees them.
void link_calls(std::vector<FileCalls>& calls, ProgramTables& tables, const Workers& workers) {
  using Ends = std::vector<std::pair<facts::NodeId, NodeRef>>;
  std::vector<Ends> callers(calls.size());
  std::vector<Ends> references(calls.size());
  for (const FileCalls& file : calls) {
    for (const auto& [call, function] : file.edges) callers[function.file.value].emplace_back(function.node, call);
    for (const auto& [use, function] : file.references) {
      references[function.file.value].emplace_back(function.node, use);
    }
  }
  workers.for_each(calls.size(), [&](std::size_t i) {
    Ends callees;
    callees.reserve(calls[i].edges.size());
    for (const auto& [call, function] : calls[i].edges) callees.emplace_back(call.node, function);
    tables.modules[i].callees = Edges(std::move(callees));
    tables.modules[i].callers = Edges(std::move(callers[i]));
    tables.modules[i].references = Edges(std::move(references[i]));
  });
}

}  // namespace

Program::Program() : tables_(std::make_unique<ProgramTables>()) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

/// Fills a Program step by step; afterwards nobody can change it.
class Linker {
 public:
  static Program link(workspace::Workspace workspace, std::vector<facts::FileFacts> facts, config::Models models,
                      const Workers& workers) {
    Program program;
    program.workspace_ = std::make_unique<const workspace::Workspace>(std::move(workspace));
    program.models_ = std::make_unique<const config::Models>(std::move(models));
    const workspace::Workspace& space = *program.workspace_;

    program.files_.reserve(facts.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const workspace::SourceFile& source = space.files()[i];
      workspace::Roles roles = source.roles;
      if (facts[i].is_generated) roles |= workspace::Role::Generated;
      program.files_.push_back(
          {.id = FileId{i},
           .path = source.path,
           .facts = std::move(facts[i]),
           .roles = roles,
           .package = source.package ? std::string_view(space[*source.package].name) : std::string_view(),
           .package_id = source.package ? source.package->value : facts::kNone,
           .is_reported = source.is_reported});
    }
    facts = {};  // what is left of them would stay beside the program while it is linked

    program.names_ = Names(program.files_, workers);

    ProgramTables& tables = *program.tables_;
    const std::size_t count = program.files_.size();
    tables.modules.resize(count);
    std::vector<Naming> namings(count);
    std::vector<Places::OfFile> places(count);
    std::vector<std::vector<ImportedName>> imported(count);
    // One task a file, while its nodes are near: most of what linking takes is waiting for memory.
    workers.for_each(count, [&](std::size_t i) {
      const File& file = program.files_[i];
      tables.modules[i] = link_module(space, file);
      tables.modules[i].members = members_of(file);
      tables.modules[i].statics = statics_of(file);
      namings[i] = naming_of(file);
      places[i] = Places::in(file);
      imported[i] = imported_names(file);
    });
    for (const FileId id : code_by_use(program.files_, tables)) {
      workspace::Roles& roles = program.files_[id.value].roles;
      roles = roles.without(workspace::Role::Test);
    }
    program.places_ = Places(places, program.names_.size(), workers);
    places = {};

    std::vector<std::vector<Definition>> imports = definitions_of_imports(program, tables, imported, workers);
    for (std::size_t i = 0; i < count; ++i) tables.modules[i].import_definitions = std::move(imports[i]);
    tables.row_reads = RowReads(*program.models_);
    tables.containers = Containers(*program.models_);
    tables.types.emplace(count * kTypesOfFile);
    link_classes(program, tables);

    const NameSet callable = callable_names(program.names_, namings);
    namings = {};
    std::vector<FileCalls> calls(count);
    workers.for_each(count, [&](std::size_t i) { calls[i] = calls_of(program, tables, callable, program.files_[i]); });
    link_calls(calls, tables, workers);
    return program;
  }
};

Program link(workspace::Workspace workspace, std::vector<facts::FileFacts> facts, config::Models models,
             const Workers& workers) {
  return Linker::link(std::move(workspace), std::move(facts), std::move(models), workers);
}

}  // namespace lockstep::program
