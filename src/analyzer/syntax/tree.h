#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

struct TSTree;

/// tree-sitter behind a walk of ours. This room alone knows the library, its private headers included: a subtree is
/// visited where it lies in memory, which costs a fraction of the public cursor (measured in ARCHITECTURE.md).
namespace lockstep::syntax {

/// The grammars' node types that extraction asks about: one word for both grammars, from kinds.def.
enum class Kind : std::uint16_t {
  Unknown,  ///< a type of node that we have no word for
  Error,    ///< text that the parser could not make sense of
#define LOCKSTEP_NODE(name, spelling) name,
#define LOCKSTEP_TOKEN(name, spelling) name,
#include "syntax/kinds.def"
#undef LOCKSTEP_NODE
#undef LOCKSTEP_TOKEN
};

/// The grammars' field names that extraction asks about, from fields.def.
enum class Field : std::uint8_t {
  None,
#define LOCKSTEP_FIELD(name, spelling) name,
#include "syntax/fields.def"
#undef LOCKSTEP_FIELD
};

/// A visible node: a view into a `Tree`, valid as long as that lives. Copy it freely.
struct Node {
  std::uint64_t subtree = 0;  ///< tree-sitter's own handle, opaque outside of this room
  std::uint32_t begin = 0;    ///< byte offset of the first character
  std::uint32_t end = 0;      ///< exclusive
  Kind kind = Kind::Unknown;
  Field field = Field::None;  ///< the field of its parent that it fills
  bool named = false;         ///< a rule of the grammar rather than a token such as `(`
  bool missing = false;       ///< inserted by the parser's error recovery: it has no text
};

class Tree {
 public:
  ~Tree();
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;

  Node root() const;

  /// Appends the visible children of a node in source order, tokens and comments among them.
  void append_children(const Node& node, std::vector<Node>& out) const;

  /// Whether an Error or missing node lies in the node's subtree. Constant time.
  bool has_error(const Node& node) const;

  /// The parser gave up before the end of the text (see `Parser::parse`).
  bool was_cut() const;

  /// tree-sitter's own, for the queries of this room; null when the parser gave up.
  const TSTree* raw() const;

 private:
  friend class Parser;
  struct State;
  explicit Tree(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

enum class Grammar : std::uint8_t {
  TypeScript,  ///< .ts .mts .cts: `<T>x` is a cast
  Tsx,         ///< .tsx .js .jsx .mjs .cjs: `<T>` opens an element
};

/// The grammar that reads a file, by the extension of its path.
Grammar grammar_of(std::string_view path);

/// A parser of one thread, used for file after file.
class Parser {
 public:
  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// Parses any bytes, which must stay alive as long as the tree. Text that makes the parser's error recovery explode
  /// is cut after a number of operations that grows with the text and never depends on a clock; the tree then is empty.
  Tree parse(Grammar grammar, std::string_view source);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The grammar's own word for a kind, for messages and dumps.
std::string_view to_string(Kind kind);

}  // namespace lockstep::syntax
