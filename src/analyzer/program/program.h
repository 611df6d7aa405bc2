#pragma once

#include "base/workers.h"
#include "config/models.h"
#include "facts/file_facts.h"
#include "program/names.h"
#include "program/node.h"
#include "program/nodes_of.h"
#include "program/places.h"
#include "workspace/workspace.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What all the files mean together: modules linked, names resolved, constants evaluated, calls matched to functions.
///
/// `link` makes a finished `Program`, all of whose methods are const and may be called from any thread. Rules ask it
/// questions and never parse. It knows nothing for certain that the files do not say: where a type or a callee is not
/// evident the answer is "unknown", and rules are quiet about what is unknown.
namespace lockstep::program {

/// Something that lives in a library outside of the program: `{"@nestjs/common", "Injectable"}`; members of it are
/// joined with a dot (`{"sequelize", "Op.in"}`); a default import is "default", a namespace or `require` is "*".
struct External {
  std::string_view package;
  std::string name;

  explicit operator bool() const { return !package.empty(); }
  friend auto operator<=>(const External&, const External&) = default;
};

/// What a use of a name leads to, followed through imports, re-exports, barrels, namespaces and aliases.
struct Definition {
  /// The declaring node: Declarator, Parameter, Function, Class, Method, Field, Property, Enum, EnumMember, TypeAlias,
  /// Interface, TypeMember, Namespace, TypeParameter, or an expression that is exported as default. For a destructured
  /// name the PatternProperty or Binding. The File itself for a namespace import. Null when it is external or unknown.
  Node node;
  External external;  ///< when it comes from a library

  explicit operator bool() const { return static_cast<bool>(node) || static_cast<bool>(external); }
};

/// One string that an expression can stand for.
struct Value {
  std::string_view text;
  Node spelled;  ///< the String (or Property, EnumMember, … key) that spells it, wherever that is
  Node
      owner;  ///< the Declarator, Enum, TypeAlias … in which it is spelled, when it was reached by reference; else null
  bool referenced = false;  ///< reached through a name; false: spelled out right in the expression that was asked about
};

/// Strings that an expression or type stands for. `complete` is false when some part could not be evaluated.
struct Values {
  std::vector<Value> values;  ///< in order of evaluation, duplicates removed by text
  bool complete = true;
};

/// A light type: what an annotation, a `new`, an injected parameter or a return type says outright.
struct Type {
  Node declaration;          ///< Class, Interface, TypeAlias, Enum of the program, or a TypeObject written in place
  External external;         ///< or a type of a library: {"typeorm", "Repository"}
  std::string_view keyword;  ///< or a built-in: "string", "any", …
  Node written;           ///< the TypeName (or New/Call) whose type arguments belong to it, to be asked by `argument`
  bool is_array = false;  ///< the type of a list of these

  explicit operator bool() const { return declaration || external || !keyword.empty(); }
};

class Linker;
struct ProgramTables;

class Program {
 public:
  ~Program();
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;

  // Files -------------------------------------------------------------------------------------------------------
  std::span<const File> files() const { return files_; }
  const File& operator[](FileId id) const { return files_[id.value]; }
  Node operator[](NodeRef ref) const { return {&files_[ref.file.value], ref.node}; }
  const Names& names() const { return names_; }
  const Places& places() const { return places_; }
  const workspace::Workspace& workspace() const { return *workspace_; }
  const config::Models& models() const { return *models_; }

  // Modules -----------------------------------------------------------------------------------------------------
  /// Where the specifier of `file.facts.imports[index]` leads: a file of the program, or nothing.
  std::optional<FileId> imported_file(const File& file, std::uint32_t import) const;
  /// The library that an import names; empty for files of the program and for what could not be resolved.
  std::string_view imported_package(const File& file, std::uint32_t import) const;
  /// What `module` exports under a name, followed to its definition. "default" and "*" (the File) too.
  Definition exported(const File& module, std::string_view name) const;
  /// Whether some export of its file, or of a barrel, makes this declaration visible to other files.
  bool is_exported(const Node& declaration) const;

  // Names to definitions ----------------------------------------------------------------------------------------
  /// What an Ident, Member, Index with a constant key, TypeName, Binding, or Element's tag refers to; through `this.x`,
  /// instances whose type is known, enum members, properties of constant objects and namespaces. One step: a Declarator
  /// `const a = b` is the definition of `a`; ask again for `b`.
  Definition definition(const Node& use) const;

  /// The expression that a constant name finally stands for: through `const a = b`, imports and casts. The node itself
  /// when it is no name; null when it is not constant or not in the program.
  Node constant(const Node& expression) const;

  /// The strings that an expression (literal, name, array, enum member, `Object.values(X)`, `new Set([...])`,
  /// `z.enum([...])`, spread, conditional, template without holes) or type (union, alias, enum, `typeof X[number]`,
  /// `keyof typeof X`) stands for. Of a declaration (Declarator, Enum, TypeAlias): what it holds.
  Values values(const Node& expression_or_type) const;
  /// The one string that it stands for, when it is exactly one.
  std::optional<Value> value(const Node& expression) const;

  // Light types -------------------------------------------------------------------------------------------------
  Type type_of(const Node& expression) const;  ///< of a value: Ident, Member, Call, New, This, Await, Cast, …
  Type declared_type(
      const Node& type) const;  ///< of a written type node; `Promise<X>`, `X | null`, `Readonly<X>` count as X
  Type argument(const Type& type, std::size_t index) const;  ///< a type argument of it
  /// A member (Method, Field, Property, TypeMember, Parameter property) of a class, interface or object, inherited ones
  /// too.
  Definition member(const Type& type, std::string_view name) const;
  /// The class's superclass in the program, or null; and whatever external it descends from.
  Definition superclass(const Node& klass) const;
  /// Classes of the program that extend or implement it, directly or not.
  std::span<const NodeRef> subclasses(const Node& klass_or_interface) const;

  // Calls -------------------------------------------------------------------------------------------------------
  /// The Functions that a Call or New (constructor) or Tagged may run, by name, method, injected field, interface
  /// implementation or constant object; empty when unknown or external. Overloads and abstract methods lead to what has
  /// a body.
  std::span<const NodeRef> callees(const Node& call) const;
  /// The library function that a call names: {"typeorm", "Repository.save"} for a method of an external type.
  External external_callee(const Node& call) const;
  /// The calls that may run a Function, in order of path and position. References that are no call (callbacks,
  /// registries) are `references`.
  std::span<const NodeRef> callers(const Node& function) const;
  std::span<const NodeRef> references(const Node& function) const;
  /// The Parameter that receives an argument, as the callee's own declaration names it; null when unknown. A spread
  /// before it: null.
  Node parameter_for(const Node& call, std::size_t argument) const;

  /// For people: "ConversationService.updateStatus", "handler of …", the variable's name, or "(anonymous)".
  std::string qualified_name(const Node& function_or_declaration) const;

 private:
  friend class Linker;
  Program();

  std::vector<File> files_;
  Names names_;
  Places places_;
  std::unique_ptr<const workspace::Workspace> workspace_;
  std::unique_ptr<const config::Models> models_;
  std::unique_ptr<ProgramTables> tables_;  // what `link` computed once: modules, members, calls
};

/// Links files into a program. `facts[i]` belongs to the workspace's file `i`. Runs on the workers where files are
/// independent; the result does not depend on their number.
Program link(workspace::Workspace workspace, std::vector<facts::FileFacts> facts, config::Models models,
             const Workers& workers);

/// The program as indented text: modules, definitions, constants, calls. `lockstep dump program`, and golden tests.
std::string dump(const Program& program);

}  // namespace lockstep::program
