#pragma once

#include "rules/rule.h"

#include <cstddef>
#include <string_view>

/// What people say beside the code.
namespace lockstep::rules::variants {

/// Whether a comment within a node names a value between quotes: `// Not handled here: 'paused'`. Facts hold no
/// comments, so the file is read once more: ask last.
bool is_in_remark(const Program& program, const Node& within, std::string_view value);

/// Whether a comment within a node speaks of a value as people do, without quotes and in whatever capitals: `// MySQL
/// does not support this`.
bool names_in_remark(const Program& program, const Node& within, std::string_view value);

/// How many lines of comments in a part of a file look like code.
std::size_t commented_lines(const Program& program, Span part, const File& file);

}  // namespace lockstep::rules::variants
