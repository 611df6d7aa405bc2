#include "workspace/ignore.h"

#include "workspace/paths.h"

#include <utility>

namespace lockstep::workspace {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

/// Spaces at the end do not count unless a backslash protects them.
std::string_view without_trailing_spaces(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ' ') continue;
    if (line[i] == '\\' && i + 1 < line.size()) ++i;
    end = i + 1;
  }
  return line.substr(0, end);
}

}  // namespace

IgnoreFile::IgnoreFile(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == kNowhere ? text.size() : end + 1);
    if (end != kNowhere && line.ends_with('\r')) line.remove_suffix(1);
    add(line.substr(0, line.find('\0')));  // git's lines are C strings
  }
}

void IgnoreFile::add(std::string_view line) {
  if (line.empty() || line.starts_with('#')) return;
  line = without_trailing_spaces(line);
  if (line.empty()) return;

  const bool is_negative = line.starts_with('!');
  if (is_negative) line.remove_prefix(1);
  const bool folders_only = line.ends_with('/');
  if (folders_only) line.remove_suffix(1);
  const bool names_only = line.find('/') == kNowhere;

  const auto slash = names_only ? Wildcard::Slash::IsOrdinary : Wildcard::Slash::IsSpecial;
  if (names_only && line.starts_with('*') && line.find_first_of("*?[\\", 1) == kNowhere) {
    patterns_.push_back({.prefix = std::string(line.substr(1)),
                         .wildcard = Wildcard("", slash),
                         .is_literal = false,
                         .is_suffix = true,
                         .is_negative = is_negative,
                         .folders_only = folders_only,
                         .names_only = true});
    return;
  }
  if (!names_only && line.starts_with('/')) line.remove_prefix(1);
  // git compares what stands before the first special character literally and gives only the rest to its wildcard
  // matcher. The cut shows: in `a**/b` the stars begin the rest, so they count as a whole segment.
  const std::size_t cut = std::min(line.find_first_of("*?[\\"), line.size());
  patterns_.push_back({.prefix = std::string(line.substr(0, cut)),
                       .wildcard = Wildcard(names_only ? line : line.substr(cut), slash),
                       .is_literal = cut == line.size(),
                       .is_suffix = false,
                       .is_negative = is_negative,
                       .folders_only = folders_only,
                       .names_only = names_only});
}

bool IgnoreFile::matches(const Pattern& pattern, std::string_view path, std::string_view name) {
  if (pattern.names_only) {
    if (pattern.is_suffix) return name.ends_with(pattern.prefix);
    return pattern.is_literal ? name == pattern.prefix : pattern.wildcard.matches(name);
  }
  if (!path.starts_with(pattern.prefix)) return false;
  path.remove_prefix(pattern.prefix.size());
  return pattern.is_literal ? path.empty() : pattern.wildcard.matches(path);
}

std::optional<bool> IgnoreFile::decide(std::string_view path, bool is_folder) const {
  const std::string_view name = name_of(path);
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->folders_only && !is_folder) continue;
    if (matches(*pattern, path, name)) return !pattern->is_negative;
  }
  return std::nullopt;
}

IgnoreRules::Scope IgnoreRules::add(Scope above, std::string folder, IgnoreFile file) {
  levels_.push_back({above, std::move(folder), std::move(file)});
  return levels_.size() - 1;
}

bool IgnoreRules::is_ignored(Scope scope, std::string_view path, bool is_folder) const {
  for (; scope != kNone; scope = levels_[scope].above) {
    const Level& level = levels_[scope];
    const std::size_t cut = level.folder.empty() ? 0 : level.folder.size() + 1;
    if (const auto answer = level.file.decide(path.substr(cut), is_folder)) return *answer;
  }
  return exclude_.decide(path, is_folder).value_or(false);
}

}  // namespace lockstep::workspace
