#include "workspace/owners.h"

#include <algorithm>
#include <utility>

namespace lockstep::workspace {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] == '#') break;
    std::size_t end = begin;
    // A blank in a path is written with a backslash.
    while (end < line.size() && (line[end] != ' ' || (end > begin && line[end - 1] == '\\')) && line[end] != '\t' &&
           line[end] != '\r') {
      ++end;
    }
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
  return words;
}

bool matches(const IgnoreFile& pattern, std::string_view path, bool is_folder, bool is_direct) {
  if (pattern.decide(path, is_folder) == true) return true;
  if (is_direct) return false;
  for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/')) {
    path = path.substr(0, slash);
    if (pattern.decide(path, true) == true) return true;
  }
  return false;
}

}  // namespace

CodeOwners::CodeOwners(const Workspace& space) {
  for (const std::string_view path : {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}) {
    const Bytes bytes = space.read(path);
    if (bytes.trouble) continue;
    read(bytes.text);
    return;
  }
}

CodeOwners::CodeOwners(std::string_view text) { read(text); }

void CodeOwners::read(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::vector<std::string_view> words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    // `[Section]` is GitLab's, and a negation means nothing here.
    if (words.empty() || words.front().front() == '[' || words.front().front() == '!') continue;
    lines_.push_back({.pattern = IgnoreFile(words.front()),
                      .is_direct = words.front().ends_with("/*"),
                      .owners = {words.begin() + 1, words.end()}});
  }
}

std::vector<std::string> CodeOwners::of(std::string_view path, Of what) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
    if (matches(line->pattern, path, what == Of::Folder, line->is_direct)) return line->owners;
  }
  return {};
}

}  // namespace lockstep::workspace
