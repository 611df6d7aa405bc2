#pragma once

#include "facts/file_facts.h"

#include <string>
#include <string_view>

namespace lockstep::syntax {
class Parser;
}

namespace lockstep::facts {

class Queries;

/// Parses one file and says what is in it. `path` decides the grammar by its extension and nothing else. Never fails: a
/// damaged file gives the facts of its sound part and a `Trouble`. The syntax tree lives and dies inside. `parser`
/// belongs to the calling thread and is reused from file to file.
/// `queries` of rule packs are asked on the way; null: none.
FileFacts extract(syntax::Parser& parser, std::string_view path, std::string_view source,
                  const Queries* queries = nullptr);

/// The same with a parser of its own: for one file, and for tests of the rooms that do not know parsers.
FileFacts extract(std::string_view path, std::string_view source);

/// The facts as indented text: what `lockstep dump facts` prints and golden tests compare.
std::string dump(const FileFacts& facts, std::string_view source);

}  // namespace lockstep::facts
