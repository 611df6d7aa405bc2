#include "workspace/paths.h"

#include <vector>

namespace lockstep::workspace {

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string join(std::string_view folder, std::string_view rest) {
  if (folder.empty()) return std::string(rest);
  if (rest.empty()) return std::string(folder);
  std::string path;
  path.reserve(folder.size() + 1 + rest.size());
  path.append(folder).append(1, '/').append(rest);
  return path;
}

std::optional<std::string> follow(std::string_view folder, std::string_view rest) {
  std::string path(folder);
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (path.empty()) return std::nullopt;
      path.resize(folder_of(path).size());
    } else {
      if (!path.empty()) path += '/';
      path += segment;
    }
  }
  return path;
}

bool lies_in(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/'));
}

std::string_view source_extension(std::string_view path) {
  constexpr std::string_view kExtensions[] = {".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"};
  const std::string_view name = name_of(path);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view last = name.substr(dot);
  for (const std::string_view extension : kExtensions) {
    if (last != extension) continue;
    if (last != ".ts" && last != ".mts" && last != ".cts") return last;
    const bool declares = name.substr(0, dot).ends_with(".d");
    return declares ? name.substr(dot - 2) : last;
  }
  return {};
}

}  // namespace lockstep::workspace
