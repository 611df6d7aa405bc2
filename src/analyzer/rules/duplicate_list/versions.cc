#include "rules/duplicate_list/versions.h"

#include <algorithm>
#include <cstddef>

namespace lockstep::rules {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "7", "v12", "1.4", "v2-beta", "1674032095-tenants"; not "3d" or "2fa".
bool is_version(std::string_view segment) {
  if (segment.starts_with('v') || segment.starts_with('V')) segment.remove_prefix(1);
  const auto digits =
      static_cast<std::size_t>(std::find_if_not(segment.begin(), segment.end(), is_digit) - segment.begin());
  if (digits == 0) return false;
  return digits == segment.size() || segment[digits] == '.' || segment[digits] == '-' || segment[digits] == '_';
}

}  // namespace

bool are_versions(std::string_view path, std::string_view other) {
  while (true) {
    const std::string_view mine = path.substr(0, path.find('/'));
    const std::string_view theirs = other.substr(0, other.find('/'));
    if (mine != theirs) return is_version(mine) && is_version(theirs);
    if (mine.size() == path.size() || theirs.size() == other.size()) return false;
    path.remove_prefix(mine.size() + 1);
    other.remove_prefix(theirs.size() + 1);
  }
}

}  // namespace lockstep::rules
