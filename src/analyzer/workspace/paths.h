#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Paths of the program: relative to its root, with `/`, without `.` or `..`; "" is the root. Plain text, no file
/// system.
namespace lockstep::workspace {

std::string_view folder_of(std::string_view path);  ///< "a/b" of "a/b/c", "" of "c"
std::string_view name_of(std::string_view path);    ///< "c" of "a/b/c"
std::string join(std::string_view folder, std::string_view rest);

/// Where `rest`, which may hold `.` and `..`, leads from a folder. Nothing when that is out of the root.
std::optional<std::string> follow(std::string_view folder, std::string_view rest);

/// Whether a path is the folder or lies in it; everything lies in "".
bool lies_in(std::string_view path, std::string_view folder);

/// ".ts", ".d.ts", ".mjs" … for a source file's name, else "".
std::string_view source_extension(std::string_view path);
inline bool is_declaration(std::string_view extension) { return extension.starts_with(".d."); }

}  // namespace lockstep::workspace
