#pragma once

#include "program/answers.h"
#include "program/containers.h"
#include "program/edges.h"
#include "program/export_table.h"
#include "program/program.h"
#include "program/row_reads.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lockstep::program {

/// What `link` computed once, by file index: the private side of `Program`.
struct ProgramTables {
  /// Where an import leads: a file of the program, a library, or (both empty) nowhere.
  struct Target {
    std::uint32_t file = facts::kNone;
    std::string package;
  };

  struct Module {
    std::vector<Target> imports;                 // as FileFacts::imports
    ExportTable exports;                         // by name
    std::uint32_t whole = facts::kNone;          // of `export =` and `module.exports =`, index into FileFacts::exports
    std::vector<std::uint32_t> stars;            // indices of `export * from`
    std::vector<facts::NodeId> exported;         // declarations visible outside, sorted
    Edges callees;                               // Call or New → Functions
    Edges callers;                               // Function → Calls, from any file
    Edges references;                            // Function → uses that are no calls
    std::vector<Definition> import_definitions;  // by BindingId, as far as the last import; others are empty
    using Members = std::unordered_map<std::uint32_t, std::unordered_map<std::string_view, Node>>;
    Members members;  // holder → its own members
    Members statics;  // Class → its own static members, where it has any
  };
  std::vector<Module> modules;
  /// `Module::members` has all classes, and the objects, type objects and enums of at least so many nodes: with a
  /// hundred thousand keys, walking them at every use would take hours.
  static constexpr std::uint32_t kLarge = 256;
  /// The type of a declaration or a call, and how many steps it took to find out: with fewer left it may be unknown.
  struct TypeFound {
    std::unique_ptr<const Type> type;  // null when it is unknown: most are, and a type is large
    int steps = 0;
  };
  std::optional<Answers<TypeFound>> types;  // of what was asked so far, once the imports are known
  /// Whether import_definitions are complete, so that names need not be followed through barrels again.
  bool knows_imports() const { return types.has_value(); }

  RowReads row_reads;
  Containers containers;
  std::unordered_map<NodeRef, std::vector<NodeRef>> subclasses;
};

/// Answers that build on each other call each other; how deep such a chain may get before the answer is "unknown".
/// Real code stays below ten; the limit is there for rings and for generated chains.
inline constexpr int kMaxSteps = 24;

}  // namespace lockstep::program
