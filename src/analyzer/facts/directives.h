#pragma once

#include "facts/file_facts.h"

#include <string_view>

namespace lockstep::syntax {
class Tree;
}

namespace lockstep::facts {

/// Adds the comments of a file whose text begins with `lockstep-`, in source order. They are found as nodes of the
/// tree, so the same words in a string, a template or the text of JSX are nothing; `source` is the file's own text,
/// even where the tree was parsed from a repaired copy.
void read_directives(const syntax::Tree& tree, std::string_view source, FileFacts& facts);

}  // namespace lockstep::facts
