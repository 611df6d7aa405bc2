#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

/// tree-sitter behind a walk of ours. This room alone knows the library, its private headers included: a subtree is
/// visited where it lies in memory, which costs a fraction of the public cursor (measured in ARCHITECTURE.md).
namespace lockstep::syntax {

/// The grammar's node types that extraction asks about, one number for both grammars. Generated from kinds.def.
enum class Kind : std::uint16_t {
  Unknown,  ///< a type of node that we have no word for
  Error,    ///< text that the parser could not make sense of
#define LOCKSTEP_KIND(name, spelling) name,
#include "syntax/kinds.def"
#undef LOCKSTEP_KIND
};

/// The grammar's field names that extraction asks about. Generated from fields.def.
enum class Field : std::uint8_t {
  None,
#define LOCKSTEP_FIELD(name, spelling) name,
#include "syntax/fields.def"
#undef LOCKSTEP_FIELD
};

class Tree;

/// A visible node: a view into a `Tree`, valid as long as that lives. Cheap to copy.
struct Node {
  const void* subtree_bits = nullptr;  ///< tree-sitter's Subtree (a tagged pointer or an inline leaf), never dereferenced outside of this room
  std::uint32_t begin = 0;             ///< byte offset
  std::uint32_t end = 0;
  Kind kind = Kind::Unknown;
  Field field = Field::None;           ///< the field of its parent that it fills
  bool named = false;
  bool missing = false;                ///< inserted by error recovery; empty

  explicit operator bool() const { return subtree_bits != nullptr; }
};

}  // namespace lockstep::syntax
