#pragma once

#include "base/id.h"
#include "facts/file_facts.h"
#include "workspace/roles.h"

#include <compare>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::program {

class Node;

/// A string of the program by number; see `Names` (program/names.h).
using Name = Id<struct NameTag>;

/// One source file of the program.
struct File {
  FileId id;
  std::string path;  ///< relative to the root, with `/`
  facts::FileFacts facts;
  std::vector<Name> names;   ///< by LocalName of `facts`
  workspace::Roles roles;    ///< test, story, migration, generated, declaration …: of its path and of what it says
  std::string_view package;  ///< name of the nearest package.json; empty when there is none
  std::uint32_t package_id = facts::kNone;  ///< index into Workspace::packages()
  bool is_reported = true;                  ///< lies under a PATH that the user asked about

  Node root() const;
  Node node(facts::NodeId id_in_file) const;
};

/// A node of the whole program as a key: small, ordered by path and position, good in maps and on disk.
struct NodeRef {
  FileId file;
  facts::NodeId node;

  friend constexpr auto operator<=>(NodeRef, NodeRef) = default;
};

/// A node of the whole program with what is needed to look around from it: the facts that it lies in. A view, valid as
/// long as the `Program`; copy it freely. A default-made Node is null and false. Ordered by path and position.
class Node {
 public:
  Node() = default;
  Node(const File* file, facts::NodeId id) : file_(file), id_(id) {}

  explicit operator bool() const { return file_ != nullptr; }
  friend bool operator==(const Node& a, const Node& b) { return a.file_ == b.file_ && a.id_ == b.id_; }
  friend std::strong_ordering operator<=>(const Node& a, const Node& b) { return a.ref() <=> b.ref(); }

  const File& file() const { return *file_; }
  const facts::FileFacts& facts() const;
  facts::NodeId id() const { return id_; }
  NodeRef ref() const;

  facts::Kind kind() const { return raw().kind; }
  facts::Op op() const { return raw().op; }
  bool is(facts::Kind kind) const { return raw().kind == kind; }
  bool has(facts::Flag flag) const { return raw().has(flag); }
  Span span() const { return {raw().begin, raw().end}; }

  /// The node's name as facts/node.h documents it for its kind, also of an Ident or Binding; empty where it has none.
  std::string_view text() const;
  /// The same as a number that all files share; nothing where `text` has none.
  std::optional<Name> name() const;

  Node parent() const;                  ///< null for the File
  Node child(std::size_t index) const;  ///< null when there are fewer, or when it is a None
  std::size_t child_count() const;
  bool contains(const Node& inner) const;  ///< itself or below, in the same file

  class Children;
  Children children() const;  ///< None nodes among them

  /// The nearest ancestor (not itself) of a kind; null when there is none.
  Node enclosing(facts::Kind kind) const;
  /// The Function that this node lies in (not itself); null at module level.
  Node enclosing_function() const { return enclosing(facts::Kind::Function); }

  const facts::Node& raw() const;

 private:
  const File* file_ = nullptr;
  facts::NodeId id_;
};

/// `for (Node child : node.children())`, and `subtree` for everything below in source order.
class Node::Children {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Node;
    using difference_type = std::ptrdiff_t;
    using pointer = const Node*;
    using reference = Node;

    iterator() = default;
    iterator(const File* file, std::uint32_t at, bool deep) : file_(file), at_(at), deep_(deep) {}
    Node operator*() const { return {file_, facts::NodeId{at_}}; }
    iterator& operator++();
    iterator operator++(int) {
      iterator old = *this;
      ++*this;
      return old;
    }
    friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

   private:
    const File* file_ = nullptr;
    std::uint32_t at_ = 0;
    bool deep_ = false;
  };

  Children(const File* file, std::uint32_t begin, std::uint32_t end, bool deep)
      : file_(file), begin_(begin), end_(end), deep_(deep) {}
  iterator begin() const { return {file_, begin_, deep_}; }
  iterator end() const { return {file_, end_, deep_}; }
  bool empty() const { return begin_ == end_; }

 private:
  const File* file_;
  std::uint32_t begin_;
  std::uint32_t end_;
  bool deep_;
};

inline Node File::root() const { return {this, facts::NodeId{0}}; }
inline Node File::node(facts::NodeId id_in_file) const { return {this, id_in_file}; }

// Asked of millions of nodes, so they must not cost a call.
inline const facts::FileFacts& Node::facts() const { return file_->facts; }
inline const facts::Node& Node::raw() const { return file_->facts.nodes[id_.value]; }
inline NodeRef Node::ref() const { return file_ == nullptr ? NodeRef{} : NodeRef{file_->id, id_}; }
inline std::string_view Node::text() const { return file_->facts.text(id_); }
inline std::optional<Name> Node::name() const {
  const auto local = file_->facts.name(id_);
  return local ? std::optional(file_->names[local->value]) : std::nullopt;
}
inline Node Node::parent() const {
  const std::uint32_t above = raw().parent;
  return above == facts::kNone ? Node{} : Node{file_, facts::NodeId{above}};
}
inline bool Node::contains(const Node& inner) const {
  return file_ == inner.file_ && file_ != nullptr && file_->facts.contains(id_, inner.id_);
}
inline Node Node::child(std::size_t index) const {
  const auto& nodes = file_->facts.nodes;
  const std::uint32_t end = id_.value + raw().size;
  std::uint32_t at = id_.value + 1;
  for (; index > 0 && at < end; --index) at += nodes[at].size;
  return at < end && nodes[at].kind != facts::Kind::None ? Node{file_, facts::NodeId{at}} : Node{};
}
inline Node::Children Node::children() const { return {file_, id_.value + 1, id_.value + raw().size, false}; }
inline Node::Children::iterator& Node::Children::iterator::operator++() {
  at_ += deep_ ? 1 : file_->facts.nodes[at_].size;
  return *this;
}

/// Every node below `node` (without itself), in source order.
Node::Children descendants(const Node& node);

// Parts of nodes by what they mean, so that nobody counts children twice. Null where absent, and for other kinds.
inline Node callee(const Node& call) {  ///< Call, New, Tagged
  const bool has_one =
      call && (call.is(facts::Kind::Call) || call.is(facts::Kind::New) || call.is(facts::Kind::Tagged));
  return has_one ? call.child(0) : Node{};
}
std::size_t argument_count(const Node& call);
Node argument(const Node& call, std::size_t index);       ///< Call, New
Node::Children arguments(const Node& call);               ///< for walking them all, None nodes among them
Node type_argument(const Node& node, std::size_t index);  ///< Call, New, TypeName, Heritage
inline Node value_of(const Node& declaration) {  ///< initialiser of Declarator, Field, EnumMember; value of Property
  if (!declaration) return {};
  switch (declaration.kind()) {
    case facts::Kind::Declarator:
      return declaration.child(2);
    case facts::Kind::Field:
      return declaration.child(1);
    case facts::Kind::EnumMember:
    case facts::Kind::Property:
      return declaration.child(0);
    default:
      return {};
  }
}
Node type_annotation(
    const Node& declaration);  ///< Declarator, Parameter, Field, TypeMember, TypeAlias; Function: the return type
Node parameters(const Node& function);  ///< Function, TypeFunction: the Parameters
Node parameter(const Node& function, std::size_t index);
Node body(const Node& function);  ///< Block, or the expression of `x => y`
Node class_body(const Node& klass);
Node heritage(const Node& klass);
Node property(const Node& object, std::string_view key);  ///< the Property of an Object; the TypeMember of a TypeObject
/// Whether an expression is spelled `object.member`, e.g. `Object.freeze`.
bool is_named(const Node& expression, std::string_view object, std::string_view member);
inline Node without_casts(const Node& expression) {  ///< looks through `as`, `satisfies` and `as const`
  Node node = expression;
  while (node && node.is(facts::Kind::Cast)) node = node.child(0);
  return node;
}
/// The expressions of the Decorators of a Class, Method, Field, Parameter or Function, in order (usually Calls).
std::vector<Node> decorators(const Node& declaration);
/// The node whose span names a declaration or expression for people: the name of a function, the key of a property.
Span name_span(const Node& node);
/// The expression as short source-like text for messages: `conversation.metadata.state`, `f(…)`; at most ~60
/// characters.
std::string describe(const Node& expression);

}  // namespace lockstep::program

template <>
struct std::hash<lockstep::program::NodeRef> {
  std::size_t operator()(lockstep::program::NodeRef ref) const noexcept {
    return (std::size_t{ref.file.value} << 32 | ref.node.value) * std::size_t{0x9E3779B97F4A7C15};
  }
};
