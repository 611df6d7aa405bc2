#pragma once

#include "facts/file_facts.h"
#include "facts/lower.h"
#include "syntax/tree.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace lockstep::facts {

using Syntax = syntax::Node;
using SK = syntax::Kind;
using SF = syntax::Field;

/// The walk from syntax to nodes. Its methods lie in lower_*.cc, by the sort of thing they lower; each appends one node
/// with its subtree and nothing else, unless its comment says so.
class Lowering {
 public:
  Lowering(const syntax::Tree& tree, std::string_view source, FileFacts& facts, Draft& draft)
      : tree_(tree), source_(source), facts_(facts), draft_(draft) {}

  void file();

 private:
  // Deeper nesting than any human writes: what lies below becomes an `Other`, and a Trouble says so.
  static constexpr unsigned kMaxDepth = 1000;

  /// The children of a syntax node. All levels share one stack, so that the walk allocates next to nothing.
  class Parts {
   public:
    Parts(Lowering& walk, const Syntax& node) : walk_(walk), begin_(walk.parts_.size()) {
      if (present(node)) walk.tree_.append_children(node, walk.parts_);
      end_ = walk.parts_.size();
    }
    ~Parts() { walk_.parts_.resize(begin_); }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    std::size_t size() const { return end_ - begin_; }
    // By value, since the stack moves when a child's children are appended.
    Syntax operator[](std::size_t index) const { return walk_.parts_[begin_ + index]; }

    /// The first child in a field or of a kind; one that is not `present` when there is none.
    Syntax in(SF field) const;
    Syntax of(SK kind) const;
    /// The index-th child that is neither a token nor a comment.
    Syntax named(std::size_t index) const;
    bool has(SK token) const { return of(token).subtree != 0; }

   private:
    Lowering& walk_;
    std::size_t begin_;
    std::size_t end_;
  };

  class Deeper {
   public:
    explicit Deeper(Lowering& walk) : walk_(walk) { ++walk_.depth_; }
    ~Deeper() { --walk_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Lowering& walk_;
  };

  /// The scopes that a declaration goes into; restored when the construct ends.
  class Scope {
   public:
    Scope(Lowering& walk, NodeId node, bool takes_var) : walk_(walk), scope_(walk.scope_), var_scope_(walk.var_scope_) {
      walk.scope_ = node;
      if (takes_var) walk.var_scope_ = node;
    }
    ~Scope() {
      walk_.scope_ = scope_;
      walk_.var_scope_ = var_scope_;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Lowering& walk_;
    NodeId scope_;
    NodeId var_scope_;
  };

  /// What the names in a pattern declare; nothing for the target of an assignment.
  struct Declares {
    BindingKind kind;
    NodeId declaration;
  };
  using Pattern = std::optional<Declares>;

  /// The key of a property, member, field or method.
  struct Key {
    std::uint32_t name = kNone;
    std::uint16_t flags = 0;
    Syntax computed;  // the expression in brackets
  };

  static bool present(const Syntax& node) { return node.subtree != 0; }
  static bool is_comment(const Syntax& node) { return node.kind == SK::Comment || node.kind == SK::HtmlComment; }
  std::string_view text(const Syntax& node) const { return source_.substr(node.begin, node.end - node.begin); }
  std::uint32_t intern(std::string_view text) { return facts_.names.intern(text).value; }
  std::uint32_t intern(const Syntax& node) { return intern(text(node)); }
  NodeId here() const { return NodeId{facts_.nodes.size()}; }
  Node& at(NodeId id) { return facts_.nodes[id.value]; }

  // Building (lower.cc). `open` makes the node that following nodes are children of, until `close`.
  NodeId open(Kind kind, std::uint32_t begin, std::uint32_t end);
  NodeId open(Kind kind, const Syntax& node) { return open(kind, node.begin, node.end); }
  void close(NodeId id);
  NodeId leaf(Kind kind, const Syntax& node, std::uint32_t payload = kNone);
  void none(std::uint32_t offset);
  bool too_deep(const Syntax& node);
  std::uint32_t declare(BindingKind kind, std::uint32_t name, NodeId declaration, NodeId name_node, Span name_span,
                        NodeId scope);
  void declare_here(BindingKind kind, const Syntax& name, NodeId declaration);
  void salvage(const Syntax& error);
  void salvage_inside(const Syntax& node);  // any number of nodes

  // Statements (lower_statement.cc)
  void statement(const Syntax& node);
  void statements(const Parts& parts, std::size_t from = 0);
  void body(const Syntax& node);
  void block(const Syntax& node);
  void variable(const Syntax& node);
  void declarator(const Syntax& node, BindingKind kind);
  void if_statement(const Syntax& node);
  void for_statement(const Syntax& node);
  void for_in_statement(const Syntax& node);
  void switch_statement(const Syntax& node);
  void try_statement(const Syntax& node);
  void condition(const Syntax& node);

  // Modules (lower_module.cc)
  void import_statement(const Syntax& node);
  void import_clause(const Syntax& clause, NodeId import, std::uint32_t index);
  void import_name(const Syntax& local, LocalName imported, NodeId import, std::uint32_t index);
  void import_alias(const Syntax& node);
  void export_statement(const Syntax& node);
  void export_declaration(const Syntax& node, NodeId id, bool is_default, bool type_only);
  void export_clause(const Syntax& clause, NodeId id, const Syntax& source, bool type_only);
  void namespace_declaration(const Syntax& node);
  std::uint32_t mention(const Syntax& specifier, NodeId node, Import::Form form, bool type_only);

  // Declarations (lower_declaration.cc)
  void function(const Syntax& node, std::uint16_t flags, const Key* key);
  void parameters(const Syntax& node);
  void parameter(const Syntax& node);
  void class_like(const Syntax& node, bool is_declaration);
  void heritage(const Syntax& node, std::uint32_t offset);
  void class_body(const Syntax& node);
  void method(const Syntax& node, std::size_t first_decorator, std::size_t last_decorator);
  void field(const Syntax& node, std::size_t first_decorator, std::size_t last_decorator);
  void decorator(const Syntax& node);
  void enum_declaration(const Syntax& node);
  void interface_declaration(const Syntax& node);
  void type_alias(const Syntax& node);
  void type_parameters(const Syntax& node, std::uint32_t offset);
  Key key(const Syntax& node);
  void computed_key(const Key& key, std::uint32_t offset);

  // Expressions (lower_expression.cc, lower_spine.cc, lower_literal.cc)
  void expression(const Syntax& node);
  void optional_expression(const Syntax& node, std::uint32_t offset);
  void plain_expression(const Syntax& node);
  void identifier(const Syntax& node);
  void unary(const Syntax& node);
  void assignment(const Syntax& node);
  void all_inside(const Syntax& node);
  bool open_spine(const Syntax& node, Syntax& operand);  // opens a node when it returns true
  void finish_spine();
  Syntax lift(const Syntax& node, std::size_t chain);
  void qualify_cast(const Syntax& node, std::size_t chain);
  std::vector<Node> take_off(NodeId first);
  void put_back(const std::vector<Node>& chained, std::uint32_t begin);
  void note_comparison(std::uint32_t right);
  void await(const Syntax& node);
  void arguments(const Syntax& node);  // any number of nodes
  void note_module_call(NodeId call);
  void string(const Syntax& node);
  void template_literal(const Syntax& node);
  void array(const Syntax& node);
  void object(const Syntax& node);
  void property(const Syntax& node);
  void spread(const Syntax& node);

  // JSX (lower_jsx.cc)
  void element(const Syntax& node);
  void element_tag(const Syntax& name, std::uint32_t offset);
  void attributes(const Syntax& opening);
  void attribute(const Syntax& node);
  void jsx_child(const Syntax& node);  // at most one node

  // Patterns (lower_pattern.cc)
  void pattern(const Syntax& node, const Pattern& declares);
  void name_pattern(const Syntax& node, const Pattern& declares);
  void object_pattern(const Syntax& node, const Pattern& declares);
  void array_pattern(const Syntax& node, const Pattern& declares);

  // Types (lower_type.cc)
  void type(const Syntax& node);
  void optional_type(const Syntax& node, std::uint32_t offset);
  void type_annotation(const Syntax& node, std::uint32_t offset);
  void type_arguments(const Syntax& node, std::uint32_t offset);
  void type_name(const Syntax& node);
  void type_path(const Syntax& node);
  void type_list(const Syntax& node, SK merged);  // any number of types
  void type_function(const Syntax& node, std::uint32_t begin);
  void type_object(const Syntax& node);
  void type_member(const Syntax& node);
  void type_mapped(const Syntax& object, const Syntax& signature);
  void type_literal(const Syntax& node);
  void type_query(const Syntax& node);
  void type_infer(const Syntax& node);
  void tuple_element(const Syntax& node);
  bool repaired_import(const Syntax& node);  // nothing where it returns false

  const syntax::Tree& tree_;
  std::string_view source_;
  FileFacts& facts_;
  Draft& draft_;

  // An expression whose first operand is being lowered: what follows that operand is still to come.
  struct Spine {
    NodeId id;
    SK kind;
    std::uint32_t end;
    std::size_t first_part;
    std::size_t last_part;
  };

  std::vector<Syntax> parts_;
  std::vector<Spine> spine_;
  std::vector<Syntax> decorators_;  // in front of the declaration that comes next
  NodeId parent_;
  NodeId scope_;
  NodeId var_scope_;
  NodeId infer_scope_;
  unsigned depth_ = 0;
  bool ambient_ = false;  // behind `declare`
  bool said_too_deep_ = false;
};

}  // namespace lockstep::facts
