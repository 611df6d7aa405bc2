#pragma once

#include "rules/rule.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What a discriminant can be: the variants that its type declares, and which expressions are the same discriminant.
namespace lockstep::rules::variants {

/// The declared values of a discriminant.
struct Domain {
  struct Variant {
    std::string_view text;
    Node declaration;  ///< the EnumMember, Property, or String that spells it
  };
  Node declaration;  ///< the Enum, TypeAlias, TypeUnion, Declarator or TypeMember that lists them
  std::string name;  ///< for people: "FlowNodeKind", "type of Action"
  std::vector<Variant> variants;

  const Variant* find(std::string_view text) const;
};

/// What is compared or switched over: `node.type`, also under another name.
struct Subject {
  Node expression;            ///< the Member, Ident … behind aliases and casts
  std::string_view property;  ///< its last name
  /// The same for all tests of one thing: the declaration of the property, `process.env.X`, or in untyped code the
  /// spelling within one file.
  std::string key;
  const Domain* domain = nullptr;  ///< null when no type lists its values
};

/// `const statusSchema = z.enum(['a', 'b'])`
bool is_enum_schema(const Node& declarator);

/// What declares a list of values for others to use, of the program's own code, in order of path and position: enums,
/// and constants that are the schema of one or are listed `as const`. Most constants of a program are neither.
std::vector<NodeRef> declared_lists(const Program& program);

class Domains {
 public:
  explicit Domains(const Program& program) : program_(program) {}

  /// The subject of a test; its key is empty for what no other test can share (calls, literals, `typeof x`).
  Subject subject(const Node& tested);
  /// Says of a subject that its type does not tell that it is of this domain.
  static void put_into(const Domain& domain, Subject& subject);
  /// The domain of a declaration, or null when it lists no strings.
  const Domain* of_declaration(const Node& declaration);
  /// The domain of a property of an object type, one part of a union of objects or all of it; null when unknown.
  const Domain* of_property(const program::Type& object, std::string_view property);

 private:
  const Domain* of_values(const program::Values& values, const Node& declaration, std::string name);
  std::vector<Node> parts_of(const program::Type& type) const;

  const Program& program_;
  // By what spells the first value: a union that is derived from a constant list is the same domain as the list.
  std::map<std::pair<NodeRef, std::size_t>, Domain> domains_;
};

}  // namespace lockstep::rules::variants
