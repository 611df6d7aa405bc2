#pragma once

#include "workspace/workspace.h"

#include <string>
#include <string_view>

namespace lockstep::workspace {

/// Reads a regular file. Never follows a link, never waits (a pipe may call itself `x.ts`), never reads more than
/// `kMaxFileSize`. `path` is how the trouble calls it.
Bytes read_file(const std::string& absolute, std::string_view path);

/// The same bytes as source code, where text that is none is a trouble of its own.
Bytes as_source(Bytes bytes, std::string_view path);

/// Whether the bytes at the beginning of a file show that nobody wrote it: a video (`.ts` too), an archive, a program.
bool looks_binary(std::string_view head);

Trouble too_large(std::string_view path);
Bytes unreadable(std::string_view path, std::string why);

}  // namespace lockstep::workspace
