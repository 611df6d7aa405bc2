#pragma once

#include "facts/file_facts.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lockstep::syntax {
class Tree;
}

namespace lockstep::facts {

/// What lowering has read but only binding can finish, once every name of the file is known.
struct Draft {
  struct LocalExport {
    std::uint32_t at = 0;  ///< index into `FileFacts::exports`
    LocalName local;       ///< the name in this file: `a` in `export { a as b }`
  };
  std::vector<LocalExport> local_exports;

  /// How many shapes were met that the grammar is known to give valid code by mistake (see repair.h).
  std::size_t suspicions = 0;

  /// The `>` of comparisons that must be the end of type arguments: `f<A, B>(x)` read as `f < A` and `B > (x)`.
  std::vector<std::uint32_t> misread;
};

/// The first half of extraction: the syntax tree becomes nodes, declared names become bindings with their scopes, and
/// the tables of imports and exports are filled as far as one statement tells. `source` is the file's own text even
/// where the tree was parsed from a repaired copy: both have the same length, and names are read from the original.
Draft lower(const syntax::Tree& tree, std::string_view source, FileFacts& facts);

/// The second half: resolves identifiers inside the file, and what waits for that.
void bind(FileFacts& facts, const Draft& draft);

/// The part of it that reads `require` and `module.exports`.
void bind_commonjs(FileFacts& facts);

}  // namespace lockstep::facts
