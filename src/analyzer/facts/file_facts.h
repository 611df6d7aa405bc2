#pragma once

#include "base/names.h"
#include "base/span.h"
#include "facts/node.h"
#include "facts/nodes_by_kind.h"

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::facts {

/// What introduced a name.
enum class BindingKind : std::uint8_t {
  Const,
  Let,
  Var,
  Parameter,
  Catch,
  Function,
  Class,
  Enum,
  TypeAlias,
  Interface,
  Namespace,
  TypeParameter,
  Import,
};

/// A name that this file declares, at top level or in any scope.
struct Binding {
  LocalName name;
  BindingKind kind = BindingKind::Const;
  /// The node that declares it: Declarator, Parameter, Function, Class, Enum, TypeAlias, Interface, Namespace,
  /// TypeParameter, Try (for a catch parameter), Import. A destructured name's declaration is the whole Declarator or
  /// Parameter; `name_node` says which.
  NodeId declaration;
  NodeId name_node;              ///< the Binding node, or `declaration` where the name is its own payload
  Span name_span;                ///< where the name stands, for reports
  NodeId scope;                  ///< the Function, Block, File, … in which it is visible
  std::uint32_t import = kNone;  ///< kind Import: index into `imports`
  LocalName imported;            ///< kind Import: the exported name over there; "default"; "*" for a namespace
  bool is_assigned = false;      ///< assigned to somewhere after its declaration
};

/// A mention of another module: `import`, `export … from`, `require('x')`, `import('x')`, `import x = require('x')`.
struct Import {
  enum class Form : std::uint8_t { Import, ReExport, Require, Dynamic };
  LocalName specifier;
  Span specifier_span;
  NodeId node;  ///< Import, Export, or the Call
  Form form = Form::Import;
  bool type_only = false;
};

/// A name that this file exports.
struct Export {
  LocalName name;  ///< as others see it; "default"; "*" for `export * from`; "=" for `export =` and `module.exports =`
  NodeId node;     ///< the Export node (or the assignment to module.exports)
  std::uint32_t binding = kNone;     ///< what is exported, when it is a binding of this file
  std::uint32_t expression = kNone;  ///< `export default <expression>`: its node
  std::uint32_t import = kNone;      ///< a re-export: index into `imports`
  LocalName imported;  ///< a re-export: the name over there; "*" for all (name "*": merged; otherwise as a namespace)
  bool type_only = false;
};

/// Something in the file that we could not make facts of. It becomes a notification of the outcome.
struct Trouble {
  enum class Kind : std::uint8_t { Unreadable, TooLarge, NotText, SyntaxDamage, Limit };
  Kind kind = Kind::SyntaxDamage;
  Span span;
  std::string message;  ///< one sentence without a full stop: what was lost
};

/// A comment that speaks to us: `// lockstep-ignore-next-line …`. What it says is judged by the room that knows rules
/// (adoption); what lies around it is known here alone, since facts keep no text.
struct Directive {
  Span where;          ///< the comment
  std::string text;    ///< without the comment's marks, on one line; raw bytes
  Span lines;          ///< the lines on which it stands
  Span next_line;      ///< the next line that holds code; empty behind the last one
  Span removal;        ///< what to delete so that nothing of the comment stays
  bool leads = false;  ///< only comments stand in front of it
};

/// A place at which a query of a rule pack matched (facts/queries.h).
struct QueryMatch {
  std::uint32_t query = 0;  ///< its number among the queries that ran
  Span where;
  LocalName message;  ///< with what was captured put in
};

/// A function's or file's children in order. `for (NodeId child : facts.children(node))`.
class Children {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = NodeId;
    using difference_type = std::ptrdiff_t;
    using pointer = const NodeId*;
    using reference = NodeId;

    iterator() = default;
    iterator(const Node* nodes, std::uint32_t at) : nodes_(nodes), at_(at) {}
    NodeId operator*() const { return NodeId{at_}; }
    iterator& operator++() {
      at_ += nodes_[at_].size;
      return *this;
    }
    iterator operator++(int) {
      iterator old = *this;
      ++*this;
      return old;
    }
    friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

   private:
    const Node* nodes_ = nullptr;
    std::uint32_t at_ = 0;
  };

  Children(const Node* nodes, std::uint32_t begin, std::uint32_t end) : nodes_(nodes), begin_(begin), end_(end) {}
  iterator begin() const { return {nodes_, begin_}; }
  iterator end() const { return {nodes_, end_}; }
  bool empty() const { return begin_ == end_; }

 private:
  const Node* nodes_;
  std::uint32_t begin_;
  std::uint32_t end_;
};

/// Everything that one file says: a pure function of its bytes, its extension and the code of this room. Plain values
/// without pointers: it can be printed, compared, cached and made on any thread.
struct FileFacts {
  NameTable<LocalName> names;
  std::vector<Node> nodes;         ///< preorder; nodes[0] is the File. Never empty
  NodesByKind by_kind;             ///< the same nodes, by kind
  std::vector<std::uint8_t> uses;  ///< by LocalName: how often the name is used and not declared; 255 for more
  std::vector<Binding> bindings;   ///< in source order
  std::vector<Import> imports;
  std::vector<Export> exports;
  std::vector<Trouble> troubles;
  std::vector<Directive> directives;  ///< in source order
  std::vector<QueryMatch> matches;    ///< by query, then in source order
  bool is_generated = false;          ///< says of itself that a tool wrote it, or is minified
  bool is_module = false;             ///< has an import or an export

  const Node& operator[](NodeId id) const { return nodes[id.value]; }

  Children children(NodeId id) const { return {nodes.data(), id.value + 1, id.value + nodes[id.value].size}; }
  /// The child at a position; the File (never a child) when there are fewer. Test with `has_child` where unsure.
  NodeId child(NodeId id, std::size_t index) const;
  std::size_t child_count(NodeId id) const;
  NodeId parent(NodeId id) const { return NodeId{nodes[id.value].parent}; }  // not for the File
  bool contains(NodeId outer, NodeId inner) const {
    return inner.value >= outer.value && inner.value < outer.value + nodes[outer.value].size;
  }

  /// The binding that an Ident or Binding node leads to.
  std::optional<BindingId> binding(NodeId id) const;
  const Binding& operator[](BindingId id) const { return bindings[id.value]; }

  /// The node's name as documented at its kind; nothing where it has none.
  std::optional<LocalName> name(NodeId id) const;
  std::string_view text(NodeId id) const;  ///< the same as text; empty where it has none
  std::string_view text(LocalName name) const { return names[name]; }
  Span span(NodeId id) const { return {nodes[id.value].begin, nodes[id.value].end}; }
};

// Asked of millions of nodes, so they must not cost a call.

inline std::optional<BindingId> FileFacts::binding(NodeId id) const {
  const Node& node = nodes[id.value];
  const bool is_use = node.kind == Kind::Ident && node.has(kBound);
  if (!is_use && node.kind != Kind::Binding) return std::nullopt;
  return BindingId{node.payload};
}

inline std::optional<LocalName> FileFacts::name(NodeId id) const {
  const Node& node = nodes[id.value];
  if (node.payload == kNone) return std::nullopt;
  switch (node.kind) {
    case Kind::Import:
      return std::nullopt;  // the payload is the index of the import
    case Kind::Binding:
      return bindings[node.payload].name;
    case Kind::Ident:
      return node.has(kBound) ? bindings[node.payload].name : LocalName{node.payload};
    default:
      return LocalName{node.payload};
  }
}

inline std::string_view FileFacts::text(NodeId id) const {
  const auto known = name(id);
  return known ? names[*known] : std::string_view{};
}

}  // namespace lockstep::facts
