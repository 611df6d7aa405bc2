#pragma once

#include <string_view>

namespace lockstep {

/// Whether a path (relative to the root, with `/`) matches a glob: `*` and `?` stay within one segment, `**` spans any
/// number of them, `[…]` is a class, `{a,b}` an alternative. A glob without `/` may match at any depth, as in .gitignore.
/// Takes linear time in both for practical globs and never recurses deeper than the glob has `**`.
bool glob_matches(std::string_view glob, std::string_view path);

}  // namespace lockstep
