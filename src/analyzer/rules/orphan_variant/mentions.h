#pragma once

#include "rules/orphan_variant/elsewhere.h"
#include "rules/orphan_variant/named_files.h"
#include "rules/orphan_variant/questions.h"
#include "rules/orphan_variant/templates.h"
#include "rules/orphan_variant/unreached.h"
#include "rules/rule.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

/// Every place where a program spells or names a value, and what the place does with it.
///
/// Whether a value is produced somewhere cannot be proved by types that we do not have. But a value that is spelled
/// nowhere except in declarations and tests is certainly produced by no one here; that is what this index answers. Not
/// for several threads at once.
namespace lockstep::rules::variants {

enum class Role : std::uint8_t {
  Declared,  ///< part of a union, enum, schema or table of constants
  Tested,    ///< a case, a comparison, a member of a list that is only asked `includes`
  Handled,   ///< the key of an object, which may be a table of what to do
  Produced,  ///< anything else: it may reach whoever tests it
  Stranded,  ///< it would be produced, but by a function that nobody calls
};

struct Mention {
  Node node;  ///< String, Template …, or the Ident or Member that names an enum member
  Role role = Role::Produced;
  std::string_view property;  ///< Produced, Stranded, Declared: the key or field that it is the value of; else empty
};

class Mentions {
 public:
  Mentions(const Program& program, const Shared& shared);

  /// Where a string is spelled in live code that is no test, in order of path and position.
  std::span<const Mention> of_text(std::string_view text) const;
  /// Where an enum member, or a property of a constant object, is named.
  std::span<const Mention> of_member(const Node& declaration) const;
  /// The enum members, properties of constant tables and elements of schemas that spell a value.
  std::span<const Node> members_spelling(std::string_view text) const;
  /// Where an enum or a constant object is used as a whole (`Object.values(X)`, `z.nativeEnum(X)`): anything may come
  /// of it.
  bool is_used_whole(const Node& declaration) const;
  /// The same, leaving out where any member may be asked for and none comes in: filters, queries.
  bool is_let_in(const Node& declaration) const;
  /// Whether some template could make this string at run time: `${a}.${b}` makes "x.y".
  bool may_be_composed(std::string_view text) const;
  /// The same, leaving out what is only put together to be sent: somebody might listen to it.
  bool may_be_composed_to_hear(std::string_view text) const;
  /// The same for templates that begin with a text of their own: `jump.${page}`.
  bool may_be_completed(std::string_view text) const;

  /// What the place of a string, or of a name that stands for one, does with it.
  Mention mention_at(const Node& node) const;

  const NamedFiles& named_files() const { return named_files_; }
  const Elsewhere& elsewhere() const { return elsewhere_; }
  const Unreached& unreached() const { return unreached_; }

 private:
  bool is_spelled(std::string_view part) const;
  bool is_asked_list(const Node& list) const;
  bool is_only_asked(const Node& list) const;
  void note_schema(const Node& call);
  void note_member(const Node& member, const Node& value);
  void index_owners(const File& file);
  void index_owner(const Node& use);
  void index_member(const Node& use);
  std::vector<Mention> find_text(program::Name name) const;

  const Program& program_;
  const Shared& shared_;
  Questions questions_;
  NamedFiles named_files_;
  Elsewhere elsewhere_;
  Unreached unreached_;
  mutable std::unordered_map<program::Name, std::vector<Mention>> mentions_;  // of those that were asked about
  std::unordered_map<NodeRef, std::vector<Mention>> members_;
  std::unordered_map<std::string_view, std::vector<Node>> spelling_;
  std::unordered_set<NodeRef> whole_;
  std::unordered_set<NodeRef> asked_whole_;
  program::NameSet member_names_;
  program::NameSet owner_names_;  // of enums and tables
  mutable std::unordered_map<NodeRef, bool> asked_lists_;
  Templates templates_;
  Templates unsent_;  // those of them that no sending call is given
};

/// Whether an Object is a table of constants: all its values are strings, and it is a const or a static field.
bool is_constant_table(const Node& object);

}  // namespace lockstep::rules::variants
