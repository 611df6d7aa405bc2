// What can run. We ask by name first: a method whose name no one writes anywhere, in no call, no reference, no string,
// cannot be called, whatever the types are. Then what is called from such functions only falls with them. Everything
// else counts as alive: callers that we cannot resolve, decorators of unknown libraries, members of what is published.

#include "program/entry_points.h"
#include "program/functions_of.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace lockstep::program {
namespace {

using facts::Kind;

/// How often names are used, as opposed to declared. Only names of functions that may be dead are asked about, which
/// are few among all the names of a program.
std::vector<std::uint32_t> uses_of(const Program& program, const NameSet& asked) {
  std::vector<std::uint32_t> uses(program.names().size());
  for (const File& file : program.files()) {
    for (std::size_t local = 0; local < file.names.size(); ++local) {
      if (asked.contains(file.names[local])) uses[file.names[local].value] += file.facts.uses[local];
    }
  }
  return uses;
}

/// A package that others install: its classes are called by people whom we do not see.
bool is_published(const Program& program, const File& file) {
  if (file.package_id == facts::kNone) return false;
  const workspace::Package& package = program.workspace().packages()[file.package_id];
  return !package.is_private && (package.has_exports || !package.mains.empty());
}

struct Candidate {
  Node function;
  Name name;
  std::uint32_t uses = 0;  ///< of the name
};

class Dead {
 public:
  explicit Dead(const Program& program) : program_(program) {}

  void spare(const std::vector<EntryPoint>& entries) {
    for (const EntryPoint& entry : entries) spared_.push_back(entry.function.ref());
    std::sort(spared_.begin(), spared_.end());
  }

  std::vector<Candidate> candidates(const Workers& workers) const {
    const auto files = program_.files();
    std::vector<std::vector<Candidate>> of_files(files.size());
    workers.for_each(files.size(), [&](std::size_t i) { of_files[i] = candidates(files[i]); });
    std::vector<Candidate> found;
    for (const auto& of_file : of_files) found.insert(found.end(), of_file.begin(), of_file.end());

    NameSet asked(program_.names());
    for (const Candidate& candidate : found) asked.insert(candidate.name);
    const std::vector<std::uint32_t> uses = uses_of(program_, asked);
    for (Candidate& candidate : found) candidate.uses = uses[candidate.name.value];
    return found;
  }

 private:
  std::vector<Candidate> candidates(const File& file) const {
    std::vector<Candidate> found;
    const bool published = is_published(program_, file);
    for (const Node function : nodes_of(file, Kind::Function)) {
      const Node named = declaration_of(function, published);
      if (!named || named.text().empty()) continue;
      if (std::binary_search(spared_.begin(), spared_.end(), function.ref())) continue;
      found.push_back({function, *named.name()});
    }
    return found;
  }

  /// The node whose name leads to the function, when it can be reached by that name only; else null.
  Node declaration_of(const Node& function, bool published) const {
    const Node parent = function.parent();
    if (!parent || !body(function)) return {};
    if (parent.is(Kind::Method)) {
      if (published || function.has(facts::kConstructor) || parent.text().empty() || parent.child(1)) return {};
      if (!decorators(parent).empty()) return {};
      const Node klass = parent.enclosing(Kind::Class);
      if (!klass) return {};
      if (const Definition base = program_.superclass(klass); heritage(klass) && heritage(klass).child(0)) {
        // A superclass in the program is looked at by name too; one that is not may call whatever it likes.
        if (!base.node || program_.superclass(base.node).external) return {};
      }
      if (heritage(klass) && heritage(klass).child_count() > 2 && implements_external(klass)) return {};
      return parent;
    }
    if (function.has(facts::kDeclaration) && !function.text().empty()) {
      return program_.is_exported(function) ? Node{} : function;
    }
    return {};
  }

  bool implements_external(const Node& klass) const {
    const Node of = heritage(klass);
    for (std::size_t i = 2; i < of.child_count(); ++i) {
      const Node type = of.child(i);
      if (type && !program_.declared_type(type).declaration) return true;
    }
    return false;
  }

  const Program& program_;
  std::vector<NodeRef> spared_;
};

}  // namespace

Liveness::Liveness(const Program& program, const std::vector<EntryPoint>& entries, const Workers& workers) {
  alive_.resize(program.files().size());
  Dead dead(program);
  dead.spare(entries);
  std::vector<Candidate> open = dead.candidates(workers);

  const auto kill = [&](const Node& function) {
    auto& file = alive_[function.file().id.value];
    if (file.empty()) file.assign(function.facts().nodes.size(), true);
    file[function.id().value] = false;
  };
  std::erase_if(open, [&](const Candidate& candidate) {
    if (candidate.uses != 0) return false;
    kill(candidate.function);
    return true;
  });
  // Every use of the name must be a known one, and lie in something dead (or in the function itself).
  constexpr int kMostRounds = 8;
  constexpr std::uint32_t kMostUses = 8;
  std::erase_if(open, [](const Candidate& candidate) { return candidate.uses > kMostUses; });
  for (int round = 0; round < kMostRounds; ++round) {
    const auto killed = std::erase_if(open, [&](const Candidate& candidate) {
      const auto callers = program.callers(candidate.function);
      const auto references = program.references(candidate.function);
      if (callers.size() + references.size() < candidate.uses) return false;
      for (const auto& uses : {callers, references}) {
        for (const NodeRef use : uses) {
          const Node at = program[use];
          if (!candidate.function.contains(at) && is_alive(at)) return false;
        }
      }
      kill(candidate.function);
      return true;
    });
    if (killed == 0) break;
  }
}

bool Liveness::is_alive(const Node& node) const {
  const auto& file = alive_[node.file().id.value];
  if (file.empty()) return true;
  for (Node at = node; at; at = at.parent()) {
    if (at.is(Kind::Function) && !file[at.id().value]) return false;
  }
  return true;
}

}  // namespace lockstep::program
